{% macro latest_version(relation, keys, has_change_time=true) -%}
    select *
    from {{ relation }}
    qualify row_number() over (
        partition by {{ keys | join(', ') }}
        order by
            {{ 'changed_at desc nulls last,' if has_change_time }}
            _delivered_on desc,
            _row_hash desc
    ) = 1
{%- endmacro %}
