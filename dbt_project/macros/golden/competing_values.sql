{% macro competing_values(statements) -%}
{%- set kept = [
    'value', 'source_code', 'record_key', 'stated_at', 'is_correction', 'corrected_at',
    '_delivered_on', 'score_1', 'score_2', 'score_3', 'score_4', 'score_5',
] -%}
{%- set criteria = ['usable', 'trust', 'completeness', 'verified', 'recency'] -%}
{#- Of each attribute and moment at which a record states something anew: the different values that
    records stated last, each as its best record states it, with a score by each criterion. -#}
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

lookups as (
    select normalised.*
    from (
        {{ value_lookups() }}
    ) as normalised
    {%- if is_incremental() %}
    where
        {{ since_run() }} < 0
        -- DuckDB expects many candidates and would build its hash table from all lookups; of a
        -- list it expects one row. Where all are wanted, there is none to be made.
        or normalised.value in (
            select unnest((
                select list(distinct candidates.value)
                from candidates
                where {{ since_run() }} >= 0
            ))
        )
    {%- endif %}
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
        case
            when candidates.is_correction then candidates.stated_at
            else timestamp '-infinity'
        end as corrected_at,
        coalesce(lookups.is_usable, true)::bigint as usable_score,
        {{ completeness_score('candidates') }}::bigint as completeness_score,
        epoch_us(candidates.stated_at) as recency_score,
    from candidates
    left join lookups
        on
            candidates.attribute_code = lookups.attribute_code
            and candidates.value = lookups.value
            and candidates.read_by_country = lookups.country_code
),

weighed as (
    select
        compared.*,
        {%- for number in range(1, 6) %}
        -- who says the same is verified alike
        case policies.criterion_{{ number }}_code
            {%- for criterion in criteria | reject('eq', 'verified') %}
            when '{{ criterion }}' then {{ criterion }}_score
            {%- endfor %}
        end as score_{{ number }},
        {%- endfor %}
    from compared
    left join {{ ref('survivorship_policy') }} as policies
        on compared.attribute_code = policies.attribute_code
),

alternatives as (
    select
        customer_key,
        attribute_code,
        valid_from_at,
        comparable,
        arg_max({
            {%- for column in kept %}
            '{{ column }}': {{ column }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        }, row(
            value is not null,
            is_correction,
            corrected_at,
            {%- for number in range(1, 6) %}
            score_{{ number }},
            {%- endfor %}
            stated_at,
            _delivered_on,
            record_key
        )) as best,
        case
            when comparable is not null
                then coalesce(bit_count(bit_or(source_bit) filter (not is_correction)), 0)
            else 0
        end as source_count,
    from weighed
    group by customer_key, attribute_code, valid_from_at, comparable
),

scored as (
    select
        alternatives.*,
        [
            {%- for number in range(1, 6) %}
            case
                when policies.criterion_{{ number }}_code = 'verified'
                    then (source_count > 1)::bigint
                else best.score_{{ number }}
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
    from alternatives
    left join {{ ref('survivorship_policy') }} as policies
        on alternatives.attribute_code = policies.attribute_code
)
{%- endmacro %}
