{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
  {#- dbt-duckdb builds beside, renames twice and drops, each with its own statement; here one
      transaction replaces the table, and who reads keeps the old one until it ends. -#}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing_relation = load_cached_relation(this) -%}

  {{ run_hooks(pre_hooks, inside_transaction=False) }}
  {{ run_hooks(pre_hooks, inside_transaction=True) }}

  {% call statement('main') -%}
    {%- if existing_relation is not none and not existing_relation.is_table %}
    drop {{ existing_relation.type }} {{ existing_relation }};
    {%- do adapter.cache_dropped(existing_relation) %}
    {%- endif %}
    {{ replace_table(target_relation, compiled_code) }}
  {%- endcall %}

  {% do create_indexes(target_relation) %}
  {{ run_hooks(post_hooks, inside_transaction=True) }}
  {% do apply_grants(target_relation, config.get('grants'), should_revoke=True) %}
  {% do persist_docs(target_relation, model) %}
  {{ adapter.commit() }}
  {{ run_hooks(post_hooks, inside_transaction=False) }}

  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{% macro replace_table(relation, sql) -%}
  {%- if config.get('contract').enforced -%}
    {{ get_assert_columns_equivalent(sql) }}
    create or replace table {{ relation }}
    {{ get_table_columns_and_constraints() }};
    insert into {{ relation }} {{ get_column_names() }}
    (
      {{ get_select_subquery(sql) }}
    )
  {%- else -%}
    create or replace table {{ relation }} as
    (
      {{ sql }}
    )
  {%- endif -%}
{%- endmacro %}
