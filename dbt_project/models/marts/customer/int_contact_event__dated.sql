with

interactions as (

    select * from {{ ref('fct_interaction') }}
    where not is_deleted

),

answers as (

    select
        *,
        coalesce(response_id, survey_answer_id) as form_id,
        concat_ws(' ', survey_measure_code, perceived_score) as answer,
    from {{ ref('fct_survey_answer') }}
    where not is_deleted

),

final as (

    select
        'contact' as event_code,
        interaction_key as event_key,
        interaction_id as event_id,
        purpose_code,
        source_code,
        customer_key,
        employee_key,
        channel_code,
        started_at as occurred_at,
        concat_ws(' · ', direction_code, outcome_code) as detail,
        cost_amount as amount,
        currency_code,
    from interactions
    union all by name
    select
        'survey' as event_code,
        min(survey_answer_key) as event_key,
        form_id as event_id,
        source_code,
        customer_key,
        max(employee_key) as employee_key,
        max(channel_code) as channel_code,
        min(answered_at) as occurred_at,
        string_agg(answer, ' · ' order by question_id, survey_answer_key)
            as detail,
    from answers
    group by source_code, survey_id, form_id, customer_key

)

select * from final
