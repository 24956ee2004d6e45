{%- set attributes = [
    'party_type_code', 'party_kind_code', 'name', 'given_name', 'family_name',
    'native_name', 'sex_code', 'birth_date', 'email', 'phone', 'mobile', 'national_id',
    'language_code', 'industry_name', 'founded_date', 'employee_count',
    'parent_customer_key', 'address', 'revenue',
] -%}
with

-- what belongs together stays together: no address comes from two records
grouped as (
    select
        *,
        case
            when coalesce(street, postal_code, city, region, country_code) is not null
                then {
                    'street': street, 'postal_code': postal_code, 'city': city,
                    'region': region, 'country_code': country_code
                }
        end as address,
        case
            when annual_revenue_amount is not null
                then { 'amount': annual_revenue_amount, 'currency_code': currency_code }
        end as revenue,
    from {{ ref('int_party__assigned') }}
),

-- a deletion or restoration states nothing anew
merged as (
    select
        customer_key,
        valid_from_at,
        {% for attribute in attributes %}
        last_value(case when begins_content then {{ attribute }} end ignore nulls)
            over so_far as {{ attribute }},
        {% endfor %}
        count_if(is_new_record) over so_far as record_count,
        count_if(is_new_source) over so_far as source_count,
        sum(live_change) over so_far = 0 as is_deleted,
        row_number() over so_far as moment_number,
    from grouped
    window so_far as (
        partition by customer_key
        order by valid_from_at, _delivered_on, _row_hash, record_key
        rows between unbounded preceding and current row
    )
),

-- of several states from the same instant only the last one ever held
settled as (
    select *
    from merged
    qualify lead(valid_from_at) over (
        partition by customer_key order by moment_number
    ) is distinct from valid_from_at
),

changed as (
    select
        *,
        row(
            {{ attributes | join(', ') }}, record_count, source_count, is_deleted
        ) as state,
    from settled
    window in_order as (partition by customer_key order by moment_number)
    qualify
        row_number() over in_order = 1
        or lag(state) over in_order is distinct from state
),

final as (
    select
        * exclude (state, moment_number, address, revenue),
        address.street,
        address.postal_code,
        address.city,
        address.region,
        address.country_code,
        revenue.amount as annual_revenue_amount,
        revenue.currency_code,
        row_number() over in_order as version_number,
        coalesce(
            lead(valid_from_at) over in_order, timestamp '9999-12-31'
        ) as valid_to_at,
        lead(valid_from_at) over in_order is null as is_current,
    from changed
    window in_order as (partition by customer_key order by moment_number)
)

select * from final
