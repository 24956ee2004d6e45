with

settled as (

    select * from {{ ref('int_lifecycle__settled') }}

),

customer_months as (

    select * from {{ ref('fct_customer_month') }}

),

numbered as (

    select
        *,
        previous_stage_code is distinct from stage_code as is_stage_change,
        count(*) filter (where previous_stage_code is distinct from stage_code) over (
            partition by customer_key order by month_end_date
        ) as stage_number,
    from settled

),

final as (

    select
        numbered.customer_key,
        numbered.month_end_date,
        numbered.stage_code,
        case
            when numbered.stage_code = 'acquisition'
                then numbered.sub_stage_code
        end as sub_stage_code,
        row_number() over (
            partition by numbered.customer_key, numbered.stage_number
            order by numbered.month_end_date
        )::integer as months_in_stage,
        numbered.is_stage_change,
        numbered.previous_stage_code,
        case
            when not numbered.is_stage_change then null
            when numbered.stage_code = 'acquisition' then 'recorded'
            when
                coalesce(numbered.previous_stage_code, 'acquisition')
                = 'acquisition'
                then 'first_purchase'
            when numbered.stage_code = 'termination' then 'dealings_ended'
            when numbered.previous_stage_code = 'termination'
                then
                    case
                        when numbered.is_buying then 'reactivated'
                        else 'contact_resumed'
                    end
            when numbered.stage_code = 'decline'
                then
                    case
                        when numbered.is_order_stopped then 'orders_stopped'
                        else 'revenue_fell'
                    end
            when numbered.previous_stage_code = 'decline' then 'recovered'
            when numbered.stage_code = 'maturity' then 'matured'
            else 'purchases_thinned'
        end as reason_code,
        numbered.candidate_stage_code,
        numbered.candidate_months::integer as candidate_months,
        numbered.open_claim_count::integer as open_claim_count,
        numbered.is_termination_blocked,
        customer_months.revenue_company_amount,
        customer_months.contribution_company_amount,
        coalesce(customer_months.contact_cost_company_amount, 0)
        + coalesce(customer_months.service_cost_company_amount, 0)
        + coalesce(customer_months.campaign_cost_company_amount, 0)
            as outlay_company_amount,
        numbered.revenue_12m_company_amount,
        numbered.revenue_12m_company_amount
        - numbered.previous_12m_revenue_company_amount
            as revenue_trend_company_amount,
    from numbered
    inner join customer_months
        on
            numbered.customer_key = customer_months.customer_key
            and numbered.month_end_date = customer_months.month_end_date

)

select * from final
