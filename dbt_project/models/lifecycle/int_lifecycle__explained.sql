with

settled as (

    select * from {{ ref('int_lifecycle__settled') }}

),

proposed as (

    select * from {{ ref('int_lifecycle__proposed') }}

),

final as (

    select
        settled.*,
        case
            when settled.stage_code = 'acquisition' then 'recorded'
            when
                coalesce(settled.previous_stage_code, 'acquisition')
                = 'acquisition'
                then 'first_purchase'
            when settled.stage_code = 'termination' then 'dealings_ended'
            when
                settled.previous_stage_code = 'termination'
                and proposed.is_buying
                then 'reactivated'
            when settled.previous_stage_code = 'termination'
                then 'contact_resumed'
            when settled.stage_code = 'decline' and proposed.is_order_stopped
                then 'orders_stopped'
            when settled.stage_code = 'decline' then 'revenue_fell'
            when settled.previous_stage_code = 'decline' then 'recovered'
            when settled.stage_code = 'maturity' then 'matured'
            else 'purchases_thinned'
        end as reason_code,
    from settled
    inner join proposed
        on
            settled.customer_key = proposed.customer_key
            and settled.valid_from_date = proposed.month_end_date

)

select * from final
