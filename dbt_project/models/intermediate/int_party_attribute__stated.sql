{%- set attributes = golden_attributes() -%}
with

versions as (
    select *
    from (
        select * from {{ ref('int_party__assigned') }}
        {{ where_customer_touched() }}
    ) as touched
    where begins_content and not is_plain
),

corrections as (
    select * from {{ ref('int_party_correction__dated') }}
    {{ where_customer_touched() }}
),

-- who repeats a value says nothing new; who leaves it out takes nothing back
said as (
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
    window versions_in_order as (partition by record_key order by version_number)
),

stated as (
    select
        customer_key,
        unnest({{ attributes }}) as attribute_code,
        unnest(new_values) as value,
        source_code,
        source_code as party_source,
        party_id,
        record_key,
        valid_from_at as stated_at,
        false as is_correction,
        _delivered_on,
        _row_hash,
    from said

    union all by name

    select
        * exclude (reason, corrected_at, _delivery, _record, _run),
        true as is_correction,
    from corrections
),

final as (
    select
        *,
        lead(stated_at, 1, timestamp '9999-12-31') over (
            partition by record_key, attribute_code, is_correction order by stated_at
        ) as replaced_at,
    from stated
    where value is not null or is_correction
)

select * from final
