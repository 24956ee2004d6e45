with

statements as (
    select * from {{ ref('int_party_attribute__stated') }}
    {{ where_customer_touched() }}
),

{{ competing_values('statements') }},

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
            _row_hash desc,
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
        valid_from_at,
        chosen.value,
        chosen.source_code,
        chosen.party_source,
        chosen.party_id,
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
