{% macro is_new(event_time=none, event_date=none) -%}
    (
        _run > {{ since_run() }}
        {%- if event_time or event_date %}
        or {{ event_time or event_date }} {{ '>=' if event_time else '>' }} (
            select {{ local_midnight('built.as_of + 1') if event_time else 'built.as_of' }}
            from {{ source('ledger', 'run') }} as built
            where built.run_id = {{ since_run() }}
        )
        {%- endif %}
    )
{%- endmacro %}
