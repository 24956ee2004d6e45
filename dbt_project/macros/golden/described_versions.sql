{% macro described_versions(assigned, parties) -%}
    {#- Each version with all that it says. What belongs together stays together: no address
        comes from two records. -#}
    select
        assigned.*,
        parties.* exclude (
            source_code, party_id, _delivery, _record, _delivered_on, _row_hash
        ),
        case
            when parties.parent_party_id is not null
                then durable_key(
                    'party', assigned.source_code, parties.parent_party_id
                )
        end as parent_record_key,
        {%- for group, parts in golden_groups().items() %}
        {{ group_text(parts) }} as {{ group }},
        {%- endfor %}
    from {{ assigned }} as assigned
    inner join {{ parties }} as parties
        on
            assigned._delivery = parties._delivery
            and assigned._record = parties._record
            and assigned.party_id = parties.party_id
{%- endmacro %}


{% macro touched_descriptions(condition='true') -%}
    {#- int_party__described of the customers that an increment is about, as far as the condition
        holds. It joins what it needs: of the view, DuckDB would join every version before it looks
        whose it is. By their deliveries it passes over whole groups of rows. -#}
    {%- set described = ref('int_party__described') -%}
    {%- set assigned = ref('int_party__assigned') -%}
    {%- set parties = ref('stg_party') -%}
    {%- if is_incremental() -%}
    with

    touched_versions as (
        select *
        from (
            select * from {{ assigned }}
            {{ where_customer_by_row(assigned) }}
        ) as touched
        where {{ condition }}
    ),

    touched_parties as (
        select * from {{ parties }}
        where
            {{ since_run() }} < 0
            or (
                _delivery in (select touched_versions._delivery from touched_versions)
                and (source_code, party_id) in (
                    select row(touched_versions.source_code, touched_versions.party_id)
                    from touched_versions
                )
            )
    )

    {{ described_versions('touched_versions', 'touched_parties') }}
    {%- else -%}
    select * from {{ described }}
    where {{ condition }}
    {%- endif -%}
{%- endmacro %}
