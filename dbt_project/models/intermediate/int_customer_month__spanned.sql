with

bounds as (
    select * from {{ ref('int_period__bounded') }}
),

flows as (
    select * from {{ ref('int_customer_month__flowed') }}
),

customers as (
    select * from {{ ref('dim_customer') }}
    where customer_key <> -1
),

first_months as (
    select
        customers.customer_key,
        last_day(least(
            any_value(customers.first_seen_date), min(flows.month_end_date)
        )) as first_month_end_date,
    from customers
    left join flows on customers.customer_key = flows.customer_key
    group by customers.customer_key
),

final as (
    select
        first_months.customer_key,
        last_day(cast(unnest(generate_series(
            cast(date_trunc('month', first_months.first_month_end_date) as date),
            bounds.last_month_end_date,
            interval 1 month
        )) as date)) as month_end_date,
    from first_months
    cross join bounds
)

select * from final
