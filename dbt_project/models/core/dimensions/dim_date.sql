with

bounds as (
    select * from {{ ref('int_period__bounded') }}
),

days as (
    select
        cast(unnest(generate_series(
            timestamp '1970-01-01',
            date_trunc('year', as_of_date) + interval 6 years - interval 1 day,
            interval 1 day
        )) as date) as calendar_date,
    from bounds
),

final as (
    select
        calendar_date,
        year(calendar_date) as year,
        quarter(calendar_date) as quarter,
        month(calendar_date) as month,
        cast(date_trunc('month', calendar_date) as date) as month_start_date,
        last_day(calendar_date) as month_end_date,
        isoyear(calendar_date) as iso_year,
        weekofyear(calendar_date) as iso_week,
        dayofmonth(calendar_date) as day_of_month,
        dayofyear(calendar_date) as day_of_year,
        isodow(calendar_date) as day_of_week,
        isodow(calendar_date) >= 6 as is_weekend,
        calendar_date = last_day(calendar_date) as is_month_end,
    from days
)

select * from final
