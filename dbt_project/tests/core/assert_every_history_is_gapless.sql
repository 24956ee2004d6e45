{%- set histories = {
    'dim_customer_history': 'customer_key',
    'dim_employee_history': 'employee_key',
    'dim_product_history': 'product_key',
} -%}
with

versions as (
    {% for history, key in histories.items() %}
    select
        '{{ history }}' as history,
        {{ key }} as entity_key,
        version_number,
        valid_from_at,
        valid_to_at,
        is_current,
    from {{ ref(history) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

followed as (
    select
        *,
        lead(valid_from_at) over in_order as next_valid_from_at,
        lead(version_number) over in_order as next_version_number,
    from versions
    window in_order as (partition by history, entity_key order by valid_from_at)
)

select * from followed
where
    valid_from_at >= valid_to_at
    or is_current <> (next_valid_from_at is null)
    or coalesce(next_valid_from_at, timestamp '9999-12-31') <> valid_to_at
    or coalesce(next_version_number <> version_number + 1, false)
