with

rate_versions as (
    select
        *,
        max(_run) over (
            partition by currency_code, base_currency_code, rate_date
        ) as last_run,
    from {{ ref('stg_exchange_rate') }}
),

rates as (
    {{ latest_version(
        'rate_versions',
        ['currency_code', 'base_currency_code', 'rate_date'],
        has_change_time=false,
    ) }}
),

-- a base is worth one of itself from the beginning of time
final as (
    select
        currency_code,
        base_currency_code,
        rate_date,
        rate,
        last_run,
    from rates
    where currency_code <> base_currency_code

    union all

    select distinct
        base_currency_code as currency_code,
        base_currency_code,
        date '0001-01-01' as rate_date,
        1 as rate,
        -1 as last_run,
    from rates
)

select * from final
