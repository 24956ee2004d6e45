{%- set attributes = golden_attributes() -%}
with

versions as (
    select
        *,
        begins_content and version_number = 1 and is_current as is_only_version,
    from (
        {{ touched_descriptions('begins_content and not is_plain') }}
    ) as touched
),

-- a steward's number is read by the country that its record stated then
corrections as (
    select
        words.*,
        countries.country_code,
    from (
        select * from {{ ref('int_party_correction__dated') }}
        {{ where_customer_touched() }}
    ) as words
    asof left join (
        select
            record_key,
            valid_from_at,
            country_code,
        from versions
    ) as countries
        on
            words.record_key = countries.record_key
            and words.stated_at >= countries.valid_from_at
),

-- who repeats a value says nothing new; who leaves it out takes nothing back
said as (
    select
        *,
        [
            {%- for attribute in attributes %}
            {{ attribute }}::varchar
            {{- ',' if not loop.last }}
            {%- endfor %}
        ] as new_values,
    from versions
    where is_only_version

    union all

    select
        *,
        [
            {%- for attribute in attributes %}
            case
                when
                    {{ attribute }} is distinct from
                    lag({{ attribute }} ignore nulls) over versions_in_order
                    then {{ attribute }}::varchar
            end
            {{- ',' if not loop.last }}
            {%- endfor %}
        ] as new_values,
    from versions
    where not is_only_version
    window versions_in_order as (partition by record_key order by version_number)
),

stated as (
    select
        customer_key,
        record_key,
        unnest({{ attributes }}) as attribute_code,
        unnest(new_values) as value,
        country_code,
        source_code,
        valid_from_at as stated_at,
        is_only_version,
        false as is_correction,
        _delivered_on,
    from said

    union all by name

    select
        customer_key,
        record_key,
        attribute_code,
        value,
        country_code,
        source_code,
        stated_at,
        false as is_only_version,
        true as is_correction,
        _delivered_on,
    from corrections
),

said_something as (
    select * from stated
    where value is not null or is_correction
),

final as (
    select
        * exclude (is_only_version),
        timestamp '9999-12-31' as replaced_at,
    from said_something
    where is_only_version

    union all

    select
        * exclude (is_only_version),
        lead(stated_at, 1, timestamp '9999-12-31') over (
            partition by record_key, attribute_code, is_correction order by stated_at
        ) as replaced_at,
    from said_something
    where not is_only_version
)

select * from final
