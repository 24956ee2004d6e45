with

versions as (
    select * from {{ ref('stg_survey_answer') }}
    {{ where_touched('survey_answer', 'survey_answer_id') }}
),

answers as (
    {{ resolved_records('survey_answer', 'versions', has_change_time=false) }}
),

final as (
    select
        -- keys
        {{ reference_key('answers', 'survey_answer') }} as survey_answer_key,
        answers.customer_key,
        {{ reference_keys('answers', [
            'contact_person', 'employee', 'channel', 'product',
        ]) }},

        -- answer
        answers.survey_id,
        answers.response_id,
        answers.question_id,
        answers.survey_measure_code,
        answers.servqual_dimension_code,
        answers.answered_at,
        {{ local_date('answers.answered_at') }} as answered_date,
        answers.expected_score,
        answers.perceived_score,
        answers.answer_text,
        answers.is_deleted,

        -- as the source refers to them
        answers.survey_answer_id,
        answers.channel_code,
        answers.party_source,
        answers.party_id,
        answers.contact_person_id,
        answers.employee_id,
        answers.product_id,
        answers.source_code,
    from answers
)

select * from final
