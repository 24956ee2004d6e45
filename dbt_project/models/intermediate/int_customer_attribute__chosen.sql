with

statements as (
    select * from {{ ref('int_party_attribute__stated') }}
    {{ where_customer_touched() }}
),

sources as (
    select * from {{ source('ledger', 'source') }}
),

policies as (
    select * from {{ ref('survivorship_policy') }}
),

trusted as (
    select
        statements.*,
        case
            when 'trust' in (
                {%- for number in range(1, 6) %}
                policies.criterion_{{ number }}_code
                {{- ',' if not loop.last }}
                {%- endfor %}
            ) then coalesce(sources.trust, 50)
        end as trust_score,
        {{ lookup_country('statements') }} as read_by_country,
        { 'source_code': statements.source_code, 'record_key': statements.record_key }
            as teller,
    from statements
    left join sources on statements.source_code = sources.source
    left join policies on statements.attribute_code = policies.attribute_code
),

-- records that agree word for word from the start: by the policy only trust can differ
attributes as (
    select
        customer_key,
        attribute_code,
        min(value) as value,
        min(stated_at) as stated_at,
        len(list_distinct(list(source_code))) as source_count,
        arg_max(teller, row(trust_score, _delivered_on, record_key)) as first_choice,
        min(value) = max(value)
        and min(stated_at) = max(stated_at)
        and min(read_by_country) = max(read_by_country)
        and not bool_or(is_correction) as is_undisputed,
    from trusted
    group by customer_key, attribute_code
),

disputed as (
    select statements.*
    from statements
    semi join (
        select * from attributes
        where not is_undisputed
    ) as attributes
        on
            statements.customer_key = attributes.customer_key
            and statements.attribute_code = attributes.attribute_code
),

{{ competing_values('disputed') }},

ranked as (
    select
        *,
        row_number() over best_first as place,
        first_value(comparable) over best_first as best,
    from scored
    window best_first as (
        partition by customer_key, attribute_code, valid_from_at
        order by
            value is not null desc,
            is_correction desc,
            case when is_correction then stated_at end desc,
            scores desc,
            stated_at desc,
            _delivered_on desc,
            record_key desc
    )
),

judged as (
    select
        customer_key,
        attribute_code,
        valid_from_at,
        arg_min(ranked, place) as chosen,
        arg_min(scores, place) filter (comparable <> best) as rival,
        count(distinct comparable) as value_count,
    from ranked
    group by all
),

final as (
    select
        customer_key,
        attribute_code,
        stated_at as valid_from_at,
        value,
        first_choice.source_code,
        first_choice.record_key,
        stated_at,
        'sole' as rule_code,
        source_count,
        1 as value_count,
        true as is_current,
    from attributes
    where is_undisputed

    union all

    select
        customer_key,
        attribute_code,
        valid_from_at,
        chosen.value,
        chosen.source_code,
        chosen.record_key,
        chosen.stated_at,
        case
            when chosen.value is null then null
            when chosen.is_correction then 'correction'
            when rival is null then 'sole'
            {%- for number in range(1, 6) %}
            when chosen.scores[{{ number }}] <> rival[{{ number }}]
                then chosen.criteria[{{ number }}]
            {%- endfor %}
            else 'tie'
        end as rule_code,
        chosen.source_count,
        value_count,
        lead(valid_from_at) over (
            partition by customer_key, attribute_code order by valid_from_at
        ) is null as is_current,
    from judged
)

select * from final
