{% macro competing_values(statements) -%}
{%- set criteria = ['usable', 'trust', 'completeness', 'verified', 'recency'] -%}
{#- Of each attribute and moment at which a record states something anew: what each record
    stated last, with a score by each criterion. -#}
lookups as (
    {{ value_lookups() }}
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
        coalesce(lookups.is_usable, true)::bigint as usable_score,
        coalesce(sources.trust, 50)::bigint as trust_score,
        {{ completeness_score('candidates') }}::bigint as completeness_score,
        epoch_us(candidates.stated_at) as recency_score,
    from candidates
    left join lookups
        on
            candidates.attribute_code = lookups.attribute_code
            and candidates.value = lookups.value
            and {{ lookup_country('candidates') }} = lookups.country_code
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
