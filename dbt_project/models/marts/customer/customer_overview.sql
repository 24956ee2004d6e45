with

customers as (

    select * from {{ ref('dim_customer') }}
    where is_customer and customer_key <> -1

),

sums as (

    select * from {{ ref('int_customer__summed') }}

),

satisfaction as (

    select * from {{ ref('int_customer_satisfaction__latest') }}

),

states as (

    select * from {{ ref('int_customer_state__latest') }}

),

final as (

    select
        customers.customer_key,
        customers.customer_type_code,
        customers.customer_kind_code,
        customers.name,
        customers.email,
        coalesce(customers.mobile, customers.phone) as phone,
        customers.city,
        customers.region,
        customers.country_code,
        customers.language_code,
        customers.parent_customer_key,
        customers.first_seen_date,
        customers.record_count,
        customers.source_count,
        customers.is_deleted,
        customers.is_inferred,
        sums.* exclude (customer_key, last_interaction),
        sums.last_interaction.channel_code as last_interaction_channel_code,
        sums.last_interaction.employee_key as last_interaction_employee_key,
        satisfaction.satisfaction_score,
        satisfaction.satisfaction_date,
        states.* exclude (customer_key),
    from customers
    inner join sums on customers.customer_key = sums.customer_key
    left join satisfaction
        on customers.customer_key = satisfaction.customer_key
    left join states on customers.customer_key = states.customer_key

)

select * from final
