{% macro competing_values(statements) -%}
{%- set criteria = ['usable', 'trust', 'completeness', 'verified', 'recency'] -%}
{#- Of each attribute and moment at which a record states something anew: what each record
    stated last, with a score by each criterion. -#}
lookups as (
    {%- for attributes, table in [
        (['email'], 'email'),
        (['national_id'], 'national_id'),
        (['phone', 'mobile'], 'phone'),
    ] %}
    select
        unnest({{ attributes }}) as attribute_code,
        value,
        min(normalised_value) as normalised_value,
    from {{ source('identity', table) }}
    group by value
    {% if not loop.last %}union all{% endif %}
    {%- endfor %}
),

candidates as (
    select
        later.stated_at as valid_from_at,
        stated.*,
    from (
        select distinct
            customer_key,
            attribute_code,
            stated_at,
        from {{ statements }}
    ) as later
    inner join {{ statements }} as stated
        on
            later.customer_key = stated.customer_key
            and later.attribute_code = stated.attribute_code
            and later.stated_at >= stated.stated_at
            and later.stated_at < stated.replaced_at
),

compared as (
    select
        candidates.*,
        case
            when candidates.value is not null then coalesce(
                lookups.normalised_value,
                {{ comparable_value('candidates') }}
            )
        end as comparable,
        (lookups.value is null or lookups.normalised_value is not null)::bigint
            as usable_score,
        coalesce(sources.trust, 50)::bigint as trust_score,
        {{ completeness_score('candidates') }}::bigint as completeness_score,
        epoch_us(candidates.stated_at) as recency_score,
    from candidates
    left join lookups
        on
            candidates.attribute_code = lookups.attribute_code
            and candidates.value = lookups.value
    left join {{ source('ledger', 'source') }} as sources
        on candidates.source_code = sources.source
),

agreements as (
    select
        customer_key,
        attribute_code,
        valid_from_at,
        comparable,
        count(distinct source_code) as source_count,
    from compared
    where comparable is not null and not is_correction
    group by all
),

scored as (
    select
        compared.*,
        coalesce(agreements.source_count, 0) as source_count,
        (coalesce(agreements.source_count, 0) > 1)::bigint as verified_score,
        [
            {%- for number in range(1, 6) %}
            case policies.criterion_{{ number }}_code
                {%- for criterion in criteria %}
                when '{{ criterion }}' then {{ criterion }}_score
                {%- endfor %}
            end
            {{- ',' if not loop.last }}
            {%- endfor %}
        ] as scores,
        [
            {%- for number in range(1, 6) %}
            policies.criterion_{{ number }}_code
            {{- ',' if not loop.last }}
            {%- endfor %}
        ] as criteria,
    from compared
    left join {{ ref('survivorship_policy') }} as policies
        on compared.attribute_code = policies.attribute_code
    left join agreements
        on
            compared.customer_key = agreements.customer_key
            and compared.attribute_code = agreements.attribute_code
            and compared.valid_from_at = agreements.valid_from_at
            and compared.comparable = agreements.comparable
)
{%- endmacro %}


{% macro comparable_value(rows) -%}
    {#- Case, accents, signs and spaces make no other value; of an address region and country
        do not. -#}
    lower(strip_accents(regexp_replace(
                    case {{ rows }}.attribute_code
                        when 'address' then array_to_string(
                            string_split({{ rows }}.value, chr(31))[1:3], ''
                        )
                        else {{ rows }}.value
                    end, '[^\p{L}\p{N}]', '', 'g'
                )))
{%- endmacro %}


{% macro completeness_score(rows) -%}
    {#- A name of several words without initials; an address that a letter reaches; an amount
        with its currency. -#}
    case
            when {{ rows }}.attribute_code in ('name', 'given_name')
                then least(2, len(regexp_extract_all({{ rows }}.value, '\pL{2,}')))
            when {{ rows }}.attribute_code = 'address' then (
                split_part({{ rows }}.value, chr(31), 1) <> ''
                and concat(
                    split_part({{ rows }}.value, chr(31), 2),
                    split_part({{ rows }}.value, chr(31), 3)
                ) <> ''
            )
            when {{ rows }}.attribute_code = 'revenue'
                then split_part({{ rows }}.value, chr(31), 2) <> ''
            else 1
        end
{%- endmacro %}
