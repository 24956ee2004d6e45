with

complaints as (

    select * from {{ ref('fct_complaint') }}

),

purchases as (

    select * from {{ ref('int_complaint_purchase__matched') }}

),

thresholds as (

    select
        max(case when code = 'kept_days' then value end)::integer
            as kept_days,
        max(case when code = 'timely_days' then value end)::integer
            as timely_days,
    from {{ ref('threshold_complaint') }}

),

as_of as (

    select * from {{ ref('int_as_of__stated') }}

),

timed as (

    select
        complaints.*,
        purchases.next_order_date,
        as_of.as_of_date,
        complaints.received_date + thresholds.kept_days as kept_until_date,
        coalesce(
            complaints.is_timely,
            coalesce(
                complaints.remedied_at,
                case
                    when not complaints.is_justified then complaints.judged_at
                end
            ) <= complaints.received_at + to_days(thresholds.timely_days),
            case
                when
                    as_of.as_of_at
                    > complaints.received_at + to_days(thresholds.timely_days)
                    then false
            end
        ) as is_answer_timely,
    from complaints
    cross join thresholds
    cross join as_of
    left join purchases
        on complaints.complaint_key = purchases.complaint_key

),

final as (

    select
        complaint_key,
        next_order_date,
        is_answer_timely,
        case
            when is_open then 'pending'
            when
                is_answer_timely is false
                or is_disputed
                or (
                    is_justified
                    and coalesce(complaint_remedy_code, 'none') = 'none'
                )
                then 'poor'
            else 'satisfying'
        end as answer_code,
        case
            when customer_key = -1 then 'anonymous'
            when next_order_date <= kept_until_date then 'kept'
            when as_of_date < kept_until_date then 'too_early'
            else 'not_kept'
        end as retention_code,
    from timed

)

select * from final
