with

answers as (

    select * from {{ ref('fct_survey_answer') }}
    where
        not is_deleted
        and survey_measure_code = 'overall_satisfaction'
        and perceived_score is not null

),

final as (

    select
        customer_key,
        max(answered_date) as satisfaction_date,
        max_by(
            perceived_score,
            struct_pack(
                answered_at := answered_at,
                survey_answer_key := survey_answer_key
            )
        ) as satisfaction_score,
    from answers
    group by customer_key

)

select * from final
