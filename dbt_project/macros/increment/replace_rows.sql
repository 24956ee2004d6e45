{% macro replace_rows(arguments, condition) -%}
    {#- Deletes what the condition finds, and everything without a completed run, and inserts what
        the model makes. A row that is made no more is deleted too, which merge and delete+insert
        miss. -#}
    {%- set target = arguments['target_relation'] -%}
    {%- set columns = get_quoted_csv(
        arguments['dest_columns'] | map(attribute='name')
    ) -%}

    delete from {{ target }}
    where
        {{ since_run() }} < 0
        or {{ condition }};

    insert into {{ target }} ({{ columns }})
    select {{ columns }} from {{ arguments['temp_relation'] }}
{%- endmacro %}
