"""A small working file with every table that the audit has a bound for, and its dbt manifest.

The tables stand in for what dbt builds: their names and columns are the warehouse's, their rows are
made by the one ``select`` that is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pipelines import settings as settings_module
from pipelines.audit.result import AuditResult, Check
from pipelines.publish import Candidate, Publication, build_candidate, switch
from pipelines.settings import Settings
from pipelines.warehouse import open_working

AS_OF = date(2026, 3, 31)
CANARY = "canary-7f3a"

PERSONAL = {"name", "email", "phone"}

FACT = """
    select i as {key}, i % 400 as customer_key, i % 7 as product_key,
        date '2025-10-01' + (i % 182)::integer as {day}, 10.0::decimal(18, 4) as amount,
        10.0::decimal(18, 4) as company_amount
    from range(1000) as rows(i)
"""


def fact(key: str, day: str, amount: str = "amount", company_amount: str = "company_amount") -> str:
    text = FACT.format(key=key, day=day)
    text = text.replace("as amount", f"as {amount}")
    return text.replace("as company_amount", f"as {company_amount}")


MONTHS = """
    select i % 400 as customer_key, date '2026-01-15' + (i // 400 * 30)::integer as day, i
    from range(1200) as rows(i)
"""
MONTH_ENDS = f"select customer_key, last_day(day) as month_end_date, i from ({MONTHS})"

CUSTOMERS = f"""
    select i as customer_key, '{CANARY}-' || i as name, '{CANARY}-' || i || '@x.org' as email,
        '{CANARY}-' || i as phone, 'DE' as country_code, 'person' as customer_type_code,
        i >= 0 as is_customer
    from range(-1, 400) as rows(i)
"""

# Table: primary key, and the rows.
TABLES: dict[str, tuple[str, str]] = {
    "core.dim_customer": ("customer_key", CUSTOMERS),
    "core.dim_customer_history": ("customer_key", CUSTOMERS),
    "core.customer_attribute": ("customer_key", CUSTOMERS),
    "core.dim_household": (
        "household_key",
        "select i as household_key, 2 as customer_count from range(200) as rows(i)",
    ),
    "core.bridge_customer_household": (
        "customer_key",
        "select i as customer_key, i // 2 as household_key from range(400) as rows(i)",
    ),
    "core.fct_order_line": (
        "order_line_key",
        fact("order_line_key", "order_date", "line_amount", "line_company_amount").replace(
            "select i as", "select 5::decimal(18, 4) as unit_price_amount, i as"
        ),
    ),
    "core.fct_interaction": (
        "interaction_key",
        fact("interaction_key", "interaction_date", "cost_amount", "cost_company_amount"),
    ),
    "core.fct_lead": ("lead_key", fact("lead_key", "created_date")),
    "core.fct_opportunity": (
        "opportunity_key",
        fact("opportunity_key", "opened_date", "expected_amount", "expected_company_amount"),
    ),
    "core.fct_service_request": (
        "service_request_key",
        fact("service_request_key", "opened_date", "cost_amount", "cost_company_amount"),
    ),
    "core.fct_complaint": ("complaint_key", fact("complaint_key", "received_date")),
    "core.fct_survey_answer": ("survey_answer_key", fact("survey_answer_key", "answered_date")),
    "core.fct_campaign_cost": (
        "campaign_cost_key",
        fact("campaign_cost_key", "cost_date", "cost_amount", "cost_company_amount"),
    ),
    "core.fct_customer_month": (
        "",
        f"select customer_key, month_end_date, i as _run from ({MONTH_ENDS})",
    ),
    "marts.customer_overview": (
        "customer_key",
        "select customer_key, name, country_code from core.dim_customer where customer_key <> -1",
    ),
    "segmentation.segment_rfm": (
        "",
        "select customer_key, month_end_date, "
        "case i % 4 when 0 then 'not_scored' when 1 then 'important_value' "
        "else 'general_keep' end as segment_code, "
        "case when i % 4 > 0 then 1 + i % 5 end as recency_score, "
        "case when i % 4 > 0 then 1 + i % 5 end as frequency_score, "
        f"case when i % 4 > 0 then 1 + i % 5 end as monetary_score from ({MONTH_ENDS})",
    ),
    "segmentation.customer_segment": (
        "",
        "select 'rfm' as scheme_code, customer_key, 'general_keep' as segment_code, "
        "true as is_current from core.dim_customer where customer_key <> -1",
    ),
    "segmentation.segment_transition": ("", "select 'rfm' as scheme_code, 3 as customer_count"),
    "lifecycle.customer_lifecycle": (
        "",
        "select customer_key, month_end_date, case when i % 2 = 0 then 'growth' else 'decline' end "
        f"as stage_code from ({MONTH_ENDS})",
    ),
    "codes.code_channel": ("code", "select 'telephone' as code, 'Telephone' as name"),
}

LEDGER = """
    insert into ledger.delivery (delivery_id, source, path, delivered_on, status)
    values (1, 'crm', 'crm/canary-7f3a.csv', date '2026-03-30', 'loaded'),
        (2, 'shop', 'shop/orders.csv', date '2026-03-31', 'loaded'),
        (3, 'shop', 'shop/later.csv', date '2026-04-01', 'loaded');
    insert into ledger.delivery_entity (delivery_id, source, entity, mode, records_read,
        records_loaded)
    values (1, 'crm', 'party', 'snapshot', 400, 400), (2, 'shop', 'order_line', 'delta', 1000, 1000)
"""


def project(folder: Path, **overrides: Any) -> Settings:
    return settings_module.load(
        folder, warehouse=folder / "warehouse", threads=1, memory_limit="500MB", **overrides
    )


def write_working(settings: Settings, changed: Mapping[str, str] | None = None) -> None:
    """Write the working file anew; ``changed`` has the statements for what is to be different."""
    settings.working.unlink(missing_ok=True)
    with open_working(settings) as connection:
        connection.execute(LEDGER)
        for name, (_, query) in TABLES.items():
            connection.execute(f"create schema if not exists {name.split('.')[0]}")
            connection.execute(f"create table {name} as {query}")
        for statement in (changed or {}).values():
            connection.execute(statement)
        connection.execute("checkpoint")


def manifest(settings: Settings) -> dict[str, Any]:
    """Return the manifest that dbt would have written for the tables of the working file."""
    with open_working(settings) as connection:
        columns = connection.execute(
            "select schema_name || '.' || table_name, list(column_name) from duckdb_columns() "
            "where not internal group by 1"
        ).fetchall()
    by_table = dict(columns)
    nodes = {f"model.{name}": _node(name, by_table[name]) for name in TABLES}
    nodes["model.marts.customer_overview"]["depends_on"] = {
        "nodes": ["model.core.fct_order_line", "model.core.fct_lead"]
    }
    return {"nodes": nodes}


def _node(name: str, columns: list[str]) -> dict[str, Any]:
    schema, table = name.split(".")
    return {
        "resource_type": "seed" if schema == "codes" else "model",
        "schema": schema,
        "name": table,
        "alias": table,
        "description": f"One row per thing in {name}.",
        "config": {"materialized": "table"},
        "primary_key": [TABLES[name][0]] if TABLES.get(name, ("",))[0] else [],
        "columns": {column: _column(column) for column in columns},
        "depends_on": {"nodes": []},
    }


def _column(name: str) -> dict[str, Any]:
    privacy = "personal" if name in PERSONAL else "internal"
    return {
        "name": name,
        "description": f"What {name} is.",
        "config": {"meta": {"privacy": privacy}},
    }


def build(settings: Settings, **fields: Any) -> Candidate:
    """Build the next candidate from the working file as it is."""
    stated = {"as_of": AS_OF, "run_id": 1, "fingerprint": "abc"} | fields
    publication = Publication(**stated)
    return build_candidate(settings, manifest(settings), publication)


def pass_audit(candidate: Candidate) -> Candidate:
    """Leave the verdict of a passed audit, without the seconds that one costs."""
    check = Check(
        rule="rows_counted",
        schema_name="core",
        table_name="dim_customer",
        column_name=None,
        expectation="Holds rows",
        observed="1 row",
        bound="1 row",
        severity="critical",
        verdict="passed",
    )
    AuditResult(
        version=candidate.publication.number,
        as_of=candidate.publication.as_of,
        previous_version=None,
        seconds=0.0,
        checks=(check,),
    ).write(candidate.folder / "results.json")
    return candidate


def publish(settings: Settings, **fields: Any) -> int:
    """Build and publish the next version from the working file as it is."""
    return switch(settings, pass_audit(build(settings, **fields)))
