with

complaints as (

    select * from {{ ref('fct_complaint') }}

),

opportunities as (

    select * from {{ ref('fct_opportunity') }}

),

reasons as (

    select * from {{ ref('dim_reason') }}

),

causes as (

    select
        customer_key,
        received_date as cause_date,
        reason_code,
    from complaints
    union all
    select
        customer_key,
        closed_date as cause_date,
        reason_code,
    from opportunities
    where stage_code = 'lost'

),

final as (

    select
        causes.customer_key,
        causes.cause_date,
        causes.reason_code,
        reasons.liability_code,
    from causes
    inner join reasons on causes.reason_code = reasons.reason_code
    where causes.cause_date is not null

)

select * from final
