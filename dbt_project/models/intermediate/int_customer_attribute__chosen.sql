with

-- an increment's are few, and kept; all would fill the memory, and are read each time
statements as {{ 'materialized' if is_incremental() else 'not materialized' }} (
    select * from {{ ref('int_party_attribute__stated') }}
    {{ where_customer_by_row(ref('int_party_attribute__stated')) }}
),

-- one bit a source: whoever says the same is counted without a list of them
sources as (
    select
        told.source_code,
        set_bit(
            repeat('0', (count(*) over ())::integer)::bit,
            (row_number() over (order by told.source_code) - 1)::integer,
            1
        ) as source_bit,
        coalesce(sources.trust, 50)::bigint as trust_score,
    from (select distinct statements.source_code from statements) as told
    left join {{ source('ledger', 'source') }} as sources
        on told.source_code = sources.source
),

policies as (
    select * from {{ ref('survivorship_policy') }}
),

trusted as not materialized (
    select
        statements.*,
        case
            when 'trust' in (
                {%- for number in range(1, 6) %}
                policies.criterion_{{ number }}_code
                {{- ',' if not loop.last }}
                {%- endfor %}
            ) then sources.trust_score
        end as trust_that_counts,
        sources.trust_score,
        sources.source_bit,
        {{ lookup_country('statements') }} as read_by_country,
        hash(statements.value, statements.stated_at, read_by_country) as word_for_word,
        { 'source_code': statements.source_code, 'record_key': statements.record_key }
            as teller,
    from statements
    inner join sources on statements.source_code = sources.source_code
    left join policies on statements.attribute_code = policies.attribute_code
),

-- records that agree word for word from the start: by the policy only trust can differ
attributes as (
    select
        customer_key,
        attribute_code,
        any_value(value) as value,
        any_value(stated_at) as stated_at,
        bit_count(bit_or(source_bit)) as source_count,
        arg_max(
            teller, row(trust_that_counts, _delivered_on, record_key)
        ) as first_choice,
        min(word_for_word) = max(word_for_word)
        and not bool_or(is_correction) as is_undisputed,
    from trusted
    group by customer_key, attribute_code
),

disputed as (
    select trusted.*
    from trusted
    semi join (
        select * from attributes
        where not is_undisputed
    ) as attributes
        on
            trusted.customer_key = attributes.customer_key
            and trusted.attribute_code = attributes.attribute_code
),

{{ competing_values('disputed') }},

-- what has a value goes first, so that the next is the rival if it has one
judged as (
    select
        customer_key,
        attribute_code,
        valid_from_at,
        best,
        source_count,
        scores,
        criteria,
        lead(case when comparable is not null then scores end) over in_order as rival,
        count(comparable) over (
            partition by customer_key, attribute_code, valid_from_at
        ) as value_count,
    from scored
    window
        in_order as (
            partition by customer_key, attribute_code, valid_from_at
            order by
                best.value is not null desc,
                best.is_correction desc,
                best.corrected_at desc,
                scores desc,
                best.stated_at desc,
                best._delivered_on desc,
                best.record_key desc
        )
    qualify row_number() over in_order = 1
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
        best.value,
        best.source_code,
        best.record_key,
        best.stated_at,
        case
            when best.value is null then null
            when best.is_correction then 'correction'
            when rival is null then 'sole'
            {%- for number in range(1, 6) %}
            when scores[{{ number }}] <> rival[{{ number }}]
                then criteria[{{ number }}]
            {%- endfor %}
            else 'tie'
        end as rule_code,
        source_count,
        value_count,
        lead(valid_from_at) over (
            partition by customer_key, attribute_code order by valid_from_at
        ) is null as is_current,
    from judged
)

select * from final
