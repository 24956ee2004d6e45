with

scored as (

    select * from {{ source('identity', 'scored_pair') }}

),

records as (

    select * from {{ ref('bridge_customer_identity') }}
    where is_current

),

-- a customer's key is that of its first record
firsts as (

    select
        customer_key,
        row(first_delivered_date, source_code, party_id) as position,
    from records
    where record_key = customer_key

),

sided as (

    select
        scored.*,
        one.customer_key as left_customer_key,
        other.customer_key as right_customer_key,
        one.source_code as left_source_code,
        other.source_code as right_source_code,
        left_first.position < right_first.position as is_left_first,
    from scored
    inner join records as one on scored.record_key_left = one.record_key
    inner join records as other on scored.record_key_right = other.record_key
    inner join firsts as left_first
        on one.customer_key = left_first.customer_key
    inner join firsts as right_first
        on other.customer_key = right_first.customer_key
    where one.customer_key <> other.customer_key

),

final as (

    select
        model as model_code,
        version as model_version,
        match_weight,
        weights,
        {% for column in ['customer_key', 'source_code'] %}
        case when is_left_first then left_{{ column }} else right_{{ column }} end
            as {{ column }},
        case when is_left_first then right_{{ column }} else left_{{ column }} end
            as other_{{ column }},
        {% endfor %}
        case when is_left_first then record_key_left else record_key_right end
            as record_key,
        case when is_left_first then record_key_right else record_key_left end
            as other_record_key,
    from sided

)

select * from final
