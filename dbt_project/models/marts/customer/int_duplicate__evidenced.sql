with

queued as (

    select * from {{ ref('int_duplicate__queued') }}

),

comparisons as (

    select * from {{ source('identity', 'comparison') }}

),

weighed as (

    select
        customer_key,
        other_customer_key,
        model_code,
        model_version,
        unnest(weights) as weight,
        generate_subscripts(weights, 1) as position,
    from queued

),

named as (

    select
        weighed.customer_key,
        weighed.other_customer_key,
        string_agg(
            case when weighed.weight > 0 then comparisons.comparison end,
            ', ' order by comparisons.position
        ) as agreeing_comparison_codes,
        string_agg(
            case when weighed.weight < 0 then comparisons.comparison end,
            ', ' order by comparisons.position
        ) as differing_comparison_codes,
    from weighed
    inner join comparisons
        on
            weighed.model_code = comparisons.model
            and weighed.model_version = comparisons.version
            and weighed.position = comparisons.position
    group by weighed.customer_key, weighed.other_customer_key

),

final as (

    select
        queued.* exclude (weights),
        named.agreeing_comparison_codes,
        named.differing_comparison_codes,
    from queued
    left join named
        on
            queued.customer_key = named.customer_key
            and queued.other_customer_key = named.other_customer_key

)

select * from final
