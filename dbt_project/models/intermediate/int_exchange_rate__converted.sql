{%- set company = "'" ~ var('company_currency') ~ "'" -%}
with

stated_rates as (
    select * from {{ ref('int_exchange_rate__stated') }}
),

company_rates as (
    select * from stated_rates
    where currency_code = {{ company }}
),

days_of_change as (
    select
        currency_code,
        rate_date,
    from stated_rates

    union

    select
        stated_rates.currency_code,
        company_rates.rate_date,
    from stated_rates
    inner join company_rates
        on stated_rates.base_currency_code = company_rates.base_currency_code
),

bases as (
    select distinct
        currency_code,
        base_currency_code,
    from stated_rates
),

crossed as (
    select
        days_of_change.currency_code,
        days_of_change.rate_date,
        stated_rates.rate / company_rates.rate as company_rate,
        greatest(stated_rates.last_run, company_rates.last_run) as last_run,
    from days_of_change
    inner join bases on days_of_change.currency_code = bases.currency_code
    asof inner join stated_rates
        on
            bases.currency_code = stated_rates.currency_code
            and bases.base_currency_code = stated_rates.base_currency_code
            and days_of_change.rate_date >= stated_rates.rate_date
    asof inner join company_rates
        on
            bases.base_currency_code = company_rates.base_currency_code
            and days_of_change.rate_date >= company_rates.rate_date
    where days_of_change.currency_code <> {{ company }}
    qualify
        row_number() over (
            partition by days_of_change.currency_code, days_of_change.rate_date
            order by
                bases.base_currency_code <> {{ company }}, bases.base_currency_code
        ) = 1

    union all

    select
        {{ company }} as currency_code,
        date '0001-01-01' as rate_date,
        1 as company_rate,
        -1 as last_run,
),

final as (
    select
        * replace (
            -- two rates that contradict each other convert nothing
            cast(
                case
                    when company_rate between 0.0000001 and 10000000
                        then company_rate
                end as decimal(38, 18)
            ) as company_rate
        ),
        coalesce(
            lead(rate_date) over (partition by currency_code order by rate_date),
            date '9999-12-31'
        ) as next_rate_date,
    from crossed
)

select * from final
