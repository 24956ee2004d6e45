{% macro snapshot_entities() -%}
    {#- Entities whose keys a snapshot can delete: those with a key of one column. -#}
    {{ return([
        'party', 'contact_person', 'employee', 'product', 'campaign', 'interaction',
        'lead', 'opportunity', 'order', 'service_request', 'service_event',
        'complaint', 'survey_answer', 'campaign_cost',
    ]) }}
{%- endmacro %}
