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
        {%- if not loop.last %}
            union all
        {%- endif %}
    {%- endfor %}

)

select * from final
