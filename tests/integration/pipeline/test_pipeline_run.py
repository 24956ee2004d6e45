"""The whole job on a small company: what a data engineer, a BI tool and an analyst get."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date

import duckdb
import pytest
from conftest import Done, Project

from pipelines.landing.detection import Found
from pipelines.publish import content_hashes, published
from pipelines.settings import ROOT

LAST_DAYS = date(2026, 6, 26)


@pytest.fixture(scope="module")
def ran(make_project: Callable[[str], Project], lying: list[Found]) -> tuple[Project, Done]:
    """A project after its first run over two month ends and the last days."""
    project = make_project("ran")
    months = ("2026-03-31", "2026-05-31")
    project.deliver(
        [
            one
            for one in lying
            if str(one.delivered_on) in months or (one.delivered_on or date.min) >= LAST_DAYS
        ]
    )
    with project.in_place():
        # Once as it is typed, from nothing; what follows is given in this process.
        typed = subprocess.run(
            [sys.executable, "-m", "pipelines.cli", "run", "--project", str(project.place)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    return project, Done(typed.returncode, typed.stdout, typed.stderr)


def test_a_run_publishes_and_ends_with_status_zero(
    ran: tuple[Project, Done],
) -> None:
    project, done = ran
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Published version 1" in done.stdout
    assert (project.settings.current / "clientele.duckdb").exists()


def test_the_summary_counts_what_the_ledger_counts(
    ran: tuple[Project, Done],
) -> None:
    project, done = ran
    with duckdb.connect(str(project.settings.working), read_only=True) as connection:
        rows = connection.execute(
            "select source, entity, sum(records_read), sum(records_loaded), "
            "sum(records_quarantined) from ledger.delivery_entity group by all"
        ).fetchall()
    assert len(rows) > 15
    lines = [line.split() for line in done.stdout.splitlines()]
    for source, entity, read, loaded, quarantined in rows:
        line = next(words for words in lines if words[:2] == [source, entity])
        assert line[3:5] == [f"{read:,}", f"{loaded:,}"]
        assert line[6] == f"{quarantined:,}"


def test_every_record_that_was_delivered_is_accounted_for(
    ran: tuple[Project, Done],
) -> None:
    project, _ = ran
    with duckdb.connect(str(project.settings.working), read_only=True) as connection:
        uneven = connection.execute(
            "select count(*) from ledger.delivery_entity where records_read <> records_loaded + "
            "records_repeated + records_quarantined + records_not_applicable + records_erased"
        ).fetchone()
        total = connection.execute(
            "select sum(records_read), sum(records_quarantined) from ledger.delivery_entity"
        ).fetchone()
    assert uneven == (0,)
    assert total is not None
    assert total[0] > 1_000
    assert total[1] > 0, "the demonstration company's dirt has to be there"


def test_every_golden_value_names_its_method_and_a_correction_goes_before_it(
    ran: tuple[Project, Done],
) -> None:
    project, _ = ran
    ask = (
        "select rule_code, method_code, value from core.customer_attribute "
        "where attribute_code = 'city' and party_source || ':' || party_id = ?"
    )
    with duckdb.connect(str(project.settings.working), read_only=True) as connection:
        unknown = connection.execute(
            "select count(*) from core.customer_attribute where method_code = 'unknown'"
        ).fetchone()
        assert unknown == (0,)
        (one,) = connection.execute(
            "select min(party_source || ':' || party_id) from core.customer_attribute "
            "where attribute_code = 'city' and value <> 'Ulm'"
        ).fetchone() or ("",)
    done = project.run("identity", "correct", one, "city", "Ulm", "--reason", "letter")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Ulm" not in done.stdout
    with duckdb.connect(str(project.settings.working), read_only=True) as connection:
        corrected = connection.execute(ask, [one]).fetchall()
    assert corrected == [("correction", "correction", "Ulm")]


def test_a_run_with_nothing_new_changes_nothing(
    ran: tuple[Project, Done],
) -> None:
    project, _ = ran
    before = published(project.settings)
    hashes = content_hashes(project.settings.working)
    done = project.run("run")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing new" in done.stdout
    assert published(project.settings) == before
    assert content_hashes(project.settings.working) == hashes
    with duckdb.connect(str(project.settings.working), read_only=True) as connection:
        status = connection.execute("select status from ledger.run order by run_id desc limit 1")
        assert status.fetchone() == ("unchanged",)
        fingerprint = connection.execute(
            "select fingerprint from ledger.run where fingerprint is not null "
            "order by run_id desc limit 1"
        ).fetchone()
    assert before is not None
    assert fingerprint == (before.fingerprint,)


def test_published_files_hold_tables_with_comments_and_classes(
    ran: tuple[Project, Done],
) -> None:
    project, _ = ran
    with duckdb.connect(
        str(project.settings.current / "clientele.duckdb"), read_only=True
    ) as connection:
        views = connection.execute("select count(*) from duckdb_views() where not internal")
        assert views.fetchone() == (0,)
        silent = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where not internal and comment is null"
        ).fetchall()
        assert silent == []
        classes = connection.execute("select distinct privacy_class from meta.column_class")
        assert {row[0] for row in classes.fetchall()} >= {"public", "internal"}
        leaked = connection.execute(
            "select c.schema_name, c.table_name, c.column_name from duckdb_columns() as c "
            "join meta.column_class as m on m.schema_name = c.schema_name "
            "and m.table_name = c.table_name and m.column_name = c.column_name "
            "where m.privacy_class in ('personal', 'sensitive')"
        ).fetchall()
        assert leaked == []


def test_no_statement_that_dbt_ran_reads_the_clock(ran: tuple[Project, Done]) -> None:
    project, _ = ran
    statements = list((project.settings.warehouse / "dbt/run").rglob("*.sql"))
    assert len(statements) > 200
    clock = re.compile(r"\b(now|today|current_(date|time)\w*|get_current_\w+|localtime\w*)\b", re.I)
    reading = [one.name for one in statements if clock.search(one.read_text(encoding="utf-8"))]
    assert reading == []


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_an_analyst_asks_the_published_file(ran: tuple[Project, Done], form: str) -> None:
    project, _ = ran
    done = project.run("query", "select 42 as answer", "--format", form)
    assert done.returncode == 0, done.stderr
    first = {"table": "answer", "csv": "answer", "json": '{"answer": 42}'}[form]
    assert done.stdout.splitlines()[0].strip() == first


def test_a_query_that_writes_is_refused(
    ran: tuple[Project, Done],
) -> None:
    project, _ = ran
    done = project.run("query", "drop table marts.sales_orders")
    assert done.returncode == 2
    assert "read-only" in done.stderr


def test_an_order_in_a_mart_is_traced_to_its_deliveries_and_records(
    ran: tuple[Project, Done],
) -> None:
    project, _ = ran
    asked = project.run(
        "query",
        "select order_key, order_id from marts.sales_orders order by order_key limit 1",
        "-f",
        "json",
    )
    order = json.loads(asked.stdout)
    done = project.run("trace", "marts.sales_orders", str(order["order_key"]))
    assert done.returncode == 0, done.stderr
    assert order["order_id"] in done.stdout
    assert "web_shop/orders-" in done.stdout


def test_status_and_quarantine_say_what_waits(
    ran: tuple[Project, Done],
) -> None:
    project, _ = ran
    status = project.run("status")
    assert status.returncode == 0, status.stderr
    assert "Readers open" in status.stdout
    listed = project.run("quarantine", "list", "-f", "json")
    rules = [json.loads(line) for line in listed.stdout.splitlines()]
    assert rules
    shown = project.run("quarantine", "show", rules[0]["entity"], "--rule", rules[0]["rule"])
    assert rules[0]["rule"] in shown.stdout


def test_a_locked_warehouse_is_said_to_be_locked(
    ran: tuple[Project, Done],
) -> None:
    from pipelines.orchestration.lock import run_lock

    project, _ = ran
    with project.in_place() as settings, run_lock(settings):
        done = project.type("release")
    assert done.returncode == 2
    assert "another run works on" in done.stderr


def test_an_empty_project_says_what_is_missing(make_project: Callable[[str], Project]) -> None:
    project = make_project("bare")
    done = project.run("run")
    assert done.returncode == 1
    assert "nothing was landed" in done.stdout
