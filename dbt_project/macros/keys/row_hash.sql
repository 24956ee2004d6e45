{% macro row_hash(has_change_time=true) -%}
    {%- set meta = '_source, _delivery, _record, _delivered_on, _run' -%}
    md5_number_lower(cast(to_json(row(
        *columns(* exclude ({{ meta }}{{ ', changed_at' if has_change_time }}))
    )) as varchar))
{%- endmacro %}
