{%- set schemes = ['rfm'] -%}
with

final as (

    {% for scheme in schemes %}
    select
        '{{ scheme }}' as scheme_code,
        customer_key,
        month_end_date,
        segment_code,
    from {{ ref('segment_' ~ scheme) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from final
