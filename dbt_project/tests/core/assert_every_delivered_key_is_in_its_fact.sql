{%- set facts = [
    'interaction', 'lead', 'opportunity', 'service_request', 'service_event',
    'complaint', 'survey_answer', 'campaign_cost',
] -%}
with

delivered as (
    select
        'order' as entity,
        count(distinct row(source_code, order_id)) as delivered_count,
    from {{ ref('stg_order_line') }}
    {% for entity in facts %}
    union all

    select
        '{{ entity }}' as entity,
        count(distinct row(source_code, {{ entity }}_id)) as delivered_count,
    from {{ ref('stg_' ~ entity) }}
    {% endfor %}
    union all

    select
        'web_session' as entity,
        count(distinct interaction_key) as delivered_count,
    from {{ ref('int_web_session__grouped') }}
),

found as (
    select
        'order' as entity,
        count(distinct order_key) as found_count,
    from {{ ref('fct_order_line') }}
    {% for entity in facts %}
    union all

    select
        '{{ entity }}' as entity,
        count(*) as found_count,
    from {{ ref('fct_' ~ entity) }}
    {{ 'where not is_web_session' if entity == 'interaction' }}
    {% endfor %}
    union all

    select
        'web_session' as entity,
        count(*) as found_count,
    from {{ ref('fct_interaction') }}
    where is_web_session
)

select
    delivered.entity,
    delivered.delivered_count,
    found.found_count,
from delivered
inner join found on delivered.entity = found.entity
where delivered.delivered_count <> found.found_count
