with

source as (
    {{ delivered('survey_answer', event_time='answered_at', has_change_time=false) }}
),

renamed as (
    select
        -- ids
        _source as source_code,
        survey_answer_id,
        survey_id,
        response_id,
        question_id,
        coalesce(party_source, _source) as party_source,
        party_id,
        contact_person_id,
        employee_id,
        product_id,

        -- codes
        channel_code,
        survey_measure_code,
        servqual_dimension_code,

        -- attributes
        answer_text,

        -- amounts and quantities
        expected_score,
        perceived_score,

        -- dates and times
        answered_at,

        -- delivery
        _delivery,
        _record,
        _delivered_on,
        _run,
        _row_hash,
    from source
)

select * from renamed
