{% macro inferred_members(dimension, known, is_historic=false) -%}
    {#- The unknown member, and ids that facts name but no delivery has brought. -#}
    select
        mentioned.entity_key as {{ dimension }}_key,
        {%- if dimension != 'customer' %}
        mentioned.entity_id as {{ dimension }}_id,
        {%- endif %}
        true as is_inferred,
        {%- if is_historic %}
        1 as version_number,
        timestamp '1900-01-01' as valid_from_at,
        timestamp '9999-12-31' as valid_to_at,
        true as is_current,
        {%- endif %}
    from (
        select
            entity_key,
            entity_id,
        from {{ ref('int_reference__collected') }}
        where
            dimension_code = '{{ dimension }}'
            and entity_key not in (
                select known.{{ dimension }}_key from {{ known }} as known
            )

        union all

        select
            -1 as entity_key,
            null as entity_id,
    ) as mentioned
{%- endmacro %}
