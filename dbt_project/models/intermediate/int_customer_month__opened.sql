{%- set processes = [
    ('service_request', 'fct_service_request', 'opened_date'),
    ('complaint', 'fct_complaint', 'received_date'),
    ('opportunity', 'fct_opportunity', 'opened_date'),
    ('lead', 'fct_lead', 'created_date'),
] -%}
with

final as (
    {% for process, fact, begin in processes %}
    select
        customer_key,
        last_day({{ begin }}) as month_end_date,
        count(*) as {{ process }}_count,
        count(*) as open_{{ process }}_change,
    from {{ ref(fact) }}
    group by 1, 2

    union all by name

    -- nothing ends before it begins
    select
        customer_key,
        last_day(greatest(ended_date, {{ begin }})) as month_end_date,
        -count(*) as open_{{ process }}_change,
    from {{ ref(fact) }}
    where ended_date is not null
    group by 1, 2
    {{ 'union all by name' if not loop.last }}
    {% endfor %}
)

select * from final
