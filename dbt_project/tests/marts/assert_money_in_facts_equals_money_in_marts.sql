-- Money is neither lost nor made on the way from the facts to the marts: per
-- currency of the document, and in the company's currency.
with

facts as (

    select
        'order line' as process,
        currency_code,
        sum(line_amount) as amount,
        sum(case when is_revenue then line_company_amount end)
            as company_amount,
    from {{ ref('fct_order_line') }}
    group by all
    union all
    select
        'service charge' as process,
        currency_code,
        sum(charge_amount) as amount,
        sum(charge_company_amount) as company_amount,
    from {{ ref('fct_service_request') }}
    group by all
    union all
    select
        'compensation' as process,
        currency_code,
        sum(compensation_amount) as amount,
        sum(compensation_company_amount) as company_amount,
    from {{ ref('fct_complaint') }}
    group by all

),

marts as (

    select
        'order line' as process,
        currency_code,
        sum(order_amount + deleted_amount) as amount,
        sum(revenue_company_amount) as company_amount,
    from {{ ref('sales_orders') }}
    group by all
    union all
    select
        'service charge' as process,
        currency_code,
        sum(charge_amount) as amount,
        sum(charge_company_amount) as company_amount,
    from {{ ref('service_requests') }}
    group by all
    union all
    select
        'compensation' as process,
        currency_code,
        sum(compensation_amount) as amount,
        sum(compensation_company_amount) as company_amount,
    from {{ ref('complaint_handling') }}
    group by all

)

select
    coalesce(facts.process, marts.process) as process,
    coalesce(facts.currency_code, marts.currency_code) as currency_code,
    facts.amount as amount_in_facts,
    marts.amount as amount_in_marts,
from facts
full join marts
    on
        facts.process = marts.process
        and facts.currency_code is not distinct from marts.currency_code
where
    facts.amount is distinct from marts.amount
    or facts.company_amount is distinct from marts.company_amount
