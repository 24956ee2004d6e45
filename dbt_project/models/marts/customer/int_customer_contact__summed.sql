with

interactions as (

    select * from {{ ref('fct_interaction') }}
    where not is_deleted

),

as_of as (

    select * from {{ ref('int_as_of__stated') }}

),

final as (

    select
        interactions.customer_key,
        count(*) as interaction_count,
        count(
            case
                when
                    interactions.interaction_date
                    > as_of.as_of_date - interval 12 month
                    then 1
            end
        ) as interaction_12m_count,
        max(interactions.interaction_date) as last_interaction_date,
        max_by(
            struct_pack(
                channel_code := interactions.channel_code,
                employee_key := interactions.employee_key
            ),
            struct_pack(
                started_at := interactions.started_at,
                interaction_key := interactions.interaction_key
            )
        ) as last_interaction,
        min(interactions.next_action_date) filter (
            where interactions.next_action_date >= as_of.as_of_date
        ) as next_action_date,
    from interactions
    cross join as_of
    group by interactions.customer_key

)

select * from final
