{% macro row_hash(has_change_time=true) -%}
    {%- set meta = '_source, _delivery, _record, _delivered_on, _run' -%}
    {{ hash_of_all_but(meta ~ (', changed_at' if has_change_time else '')) }}
{%- endmacro %}


{% macro hash_of_all_but(columns) -%}
    md5_number_lower(cast(to_json(row(*columns(* exclude ({{ columns }})))) as varchar))
{%- endmacro %}
