{% macro content_changes(relation, key, content='_row_hash') -%}
    select *
    from (
        select *
        from (
            select *
            from (
                select
                    *,
                    row_number() over version_order as delivered_number,
                    max(coalesce(
                        changed_at, {{ local_midnight('_delivered_on') }}
                    )) over version_order as valid_from_at,
                from {{ relation }}
                window version_order as (
                    partition by {{ key }}
                    order by changed_at nulls first, _delivered_on, _row_hash
                    rows between unbounded preceding and current row
                )
            )
            {{ keep_changes(key, content) }}
        )
        -- of several contents from the same instant only the last one ever held
        qualify lead(valid_from_at) over (
            partition by {{ key }} order by delivered_number
        ) is distinct from valid_from_at
    )
    {{ keep_changes(key, content) }}
{%- endmacro %}


{% macro keep_changes(key, content) -%}
    qualify
        row_number() over (partition by {{ key }} order by delivered_number) = 1
        or lag({{ content }}) over (
            partition by {{ key }} order by delivered_number
        ) is distinct from {{ content }}
{%- endmacro %}
