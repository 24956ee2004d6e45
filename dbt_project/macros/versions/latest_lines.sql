{% macro latest_lines(relation) -%}
    select *
    from (
        select
            *,
            durable_key('order_line', source_code, case
                when line_number is not null
                    then concat(order_id, chr(31), 'number', line_number)
                else concat(
                    order_id, chr(31), _row_hash, chr(31), occurrence_number
                )
            end) as order_line_key,
        from (
            select
                *,
                case
                    when line_number is null
                        then row_number() over (
                            partition by source_code, order_id, _delivery, _row_hash
                        )
                end as occurrence_number,
            from {{ relation }}
        )
    )
    qualify row_number() over (
        partition by order_line_key
        order by changed_at desc nulls last, _delivered_on desc, _row_hash desc
    ) = 1
{%- endmacro %}
