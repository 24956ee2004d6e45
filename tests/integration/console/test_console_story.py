"""An engineer's days in order: a blocked delivery, its mend, a trace, a rollback, a release."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import Shell
from raw_rows import RawRows, places, sample
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.console.lineage import read_models
from pipelines.console.trace import Origin, trace
from pipelines.settings import DBT_PROJECT
from schemas import CONTRACTS

READERS = ("core", "marts", "segmentation", "lifecycle")
TABLES = sorted(
    path.stem
    for schema in READERS
    for path in (DBT_PROJECT / "models" / schema).rglob("*.sql")
    if not path.stem.startswith("int_")
)
# A company as small as this one may have no two customers who live together.
MAY_BE_EMPTY = {"bridge_customer_household", "dim_household"}
NOT_DELIVERED = {"dim_channel", "dim_date", "dim_reason"}
# Rows whose every raw row with a party is the row's own customer's.
OF_ONE_CUSTOMER = {
    "customer_overview",
    "customer_timeline",
    "customer_segment",
    "customer_lifecycle",
    "lifecycle_transition",
    "segment_rfm",
    "fct_customer_month",
    "dim_customer",
    "dim_customer_history",
}
CONTACT = "interaction"
OK = "537001,G1,2,2026-06-29 10:00:00,2.50,9001,Germany"
MENDED = "{C: completed, X: cancelled}"


def lines(result: Result, word: str) -> list[str]:
    return [line.strip() for line in result.output.splitlines() if word in line]


def pasted(command: str) -> Result:
    """Run a command as it was printed."""
    words = shlex.split(command)
    assert words[0] == "clientele"
    return CliRunner().invoke(app, words[1:])


@pytest.fixture(scope="module")
def deliveries(shell: Shell) -> list[str]:
    """Two deliveries of gifts: one with a state that no code maps, one with dirt."""
    return [
        shell.invoices("2026-06-29", f"{OK},C", f"{OK},X".replace("537001", "537002")),
        shell.invoices("2026-06-30", f"{OK},C".replace("537001", "537003"), "537004,G1,many,,,,,C"),
    ]


def test_a_check_says_what_would_be_quarantined(shell: Shell, deliveries: list[str]) -> None:
    shown = shell.type("sources", "check", "gifts")
    assert shown.exit_code == 1
    assert "quarantine order order_status_code:isin: 1" in shown.output
    assert not shell.settings.working.exists()


def test_a_blocked_delivery_holds_back_publication(shell: Shell, deliveries: list[str]) -> None:
    ran = shell.type("run")
    assert ran.exit_code == 1
    assert "Nothing is published yet." in ran.output
    shown = shell.type("status")
    assert lines(shown, "blocked")
    assert all(lines(shown, f"accept {path}") for path in deliveries)


def test_quarantine_is_listed_shown_and_exported(shell: Shell, tmp_path: Path) -> None:
    counted = shell.type("quarantine", "list", "-f", "csv")
    assert counted.exit_code == 0, counted.output
    listed = list(csv.DictReader(io.StringIO(counted.stdout)))
    ours = [row for row in listed if row["source"] == "gifts" and row["entity"] == "order"]
    assert ("order_status_code:isin", "1") in {(row["rule"], row["records"]) for row in ours}
    shown = shell.type("quarantine", "show", "order", "--source", "gifts")
    assert "order_status_code:isin" in shown.output
    assert "537002" not in shown.output
    assert "537002" in shell.type("quarantine", "show", "order", "--values").output
    file = tmp_path / "broken.csv"
    exported = shell.type("quarantine", "export", "order", str(file), "--source", "gifts")
    assert exported.exit_code == 0
    assert "537002" in file.read_text()
    again = shell.type("quarantine", "export", "order", str(file))
    assert again.exit_code == 2
    assert "--overwrite" in again.output


def test_a_mended_mapping_is_replayed_and_the_rest_accepted(
    shell: Shell, deliveries: list[str]
) -> None:
    source = shell.folder / "sources/gifts.yml"
    source.write_text(source.read_text().replace("{C: completed}", MENDED))
    replayed = shell.type("replay", deliveries[0])
    assert replayed.exit_code == 1, "the other delivery is still blocked"
    assert not lines(shell.type("status"), f"accept {deliveries[0]}")
    assert shell.type("accept", deliveries[0], "--reason", "no").exit_code == 2
    accepted = shell.type("accept", deliveries[1], "--reason", "the shop was told")
    assert accepted.exit_code == 0, accepted.output
    assert "Published version 1" in accepted.output
    printed = lines(accepted, "clientele query")
    assert len(printed) >= 3
    assert [pasted(command).exit_code for command in printed] == [0] * len(printed)


def test_a_query_is_written_in_every_form(shell: Shell) -> None:
    sql = "select version, as_of from meta.publication"
    assert shell.type("query", sql).output.splitlines()[-1] == "1 row"
    assert shell.type("query", sql, "-f", "csv").output == "version,as_of\n1,2026-06-30\n"
    assert json.loads(shell.type("query", sql, "-f", "json").output)["as_of"] == "2026-06-30"
    refused = shell.type("query", "select nothing from nowhere")
    assert refused.exit_code == 2
    assert "nowhere" in refused.output


@pytest.fixture(scope="module")
def raw_rows(shell: Shell) -> RawRows:
    return RawRows(shell.settings)


@pytest.mark.parametrize("table", TABLES)
def test_every_published_row_leads_to_the_raw_rows_behind_it(
    shell: Shell, raw_rows: RawRows, table: str
) -> None:
    model = read_models(shell.settings)[table]
    assert model.grain, "a unique test or meta.grain has to say what one row is"
    rows = sample(shell.settings, model)
    assert rows or table in MAY_BE_EMPTY
    for row in rows:
        pairs = [f"{name}={'' if row[name] is None else row[name]}" for name in model.grain]
        origins = trace(shell.settings, model.full_name, pairs).origins
        assert bool(origins) is (table not in NOT_DELIVERED)
        for entity in CONTRACTS:
            if model.grain == (f"{entity}_key",) and entity != "order_line":
                assert places(origins, entity) == raw_rows.of_key(entity, row[f"{entity}_key"])
        if table in OF_ONE_CUSTOMER:
            assert raw_rows.customers(origins) <= {row["customer_key"]}


def traced(shell: Shell, table: str, condition: str) -> tuple[dict[str, Any], list[Origin]]:
    """Return the first row of a published table under a condition, and what is behind it."""
    model = read_models(shell.settings)[table]
    file = shell.settings.current / "clientele_personal.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        cursor = connection.execute(f"select * from {model.full_name} where {condition} limit 1")
        names = [column[0] for column in cursor.description or []]
        row = dict(zip(names, cursor.fetchone() or (), strict=True))
    pairs = [f"{name}={row[name]}" for name in model.grain]
    return row, trace(shell.settings, table, pairs).origins


@pytest.mark.parametrize(
    ("table", "condition", "entity", "key"),
    [
        ("fct_interaction", "is_web_session", "web_event", "interaction_key"),
        (
            "customer_timeline",
            "event_code = 'contact' and employee_key <> -1",
            CONTACT,
            "event_key",
        ),
        ("customer_timeline", "event_code = 'order'", "order_line", "event_key"),
        ("customer_timeline", "event_code = 'lead'", "lead", "event_key"),
        ("customer_timeline", "event_code = 'opportunity_closed'", "opportunity", "event_key"),
        ("customer_timeline", "event_code = 'complaint'", "complaint", "event_key"),
        ("fct_service_event", "true", "service_request", "service_request_key"),
        ("sales_orders", "line_count > 1", "order_line", "order_key"),
    ],
)
def test_what_is_found_is_all_and_nothing_else(
    shell: Shell, raw_rows: RawRows, table: str, condition: str, entity: str, key: str
) -> None:
    row, origins = traced(shell, table, condition)
    found = places(origins, entity)
    assert found == raw_rows.of_key(entity, row[key])
    assert found


@pytest.mark.parametrize("entity", ["party", "order", "lead", "complaint", "survey_answer"])
def test_all_of_a_customer_stands_behind_the_overview(
    shell: Shell, raw_rows: RawRows, entity: str
) -> None:
    fact = {"party": "dim_customer", "order": "fct_order_line"}.get(entity, f"fct_{entity}")
    busy = f"customer_key in (select customer_key from core.{fact} where customer_key <> -1)"
    row, origins = traced(shell, "customer_overview", busy)
    found = places(origins, entity)
    assert found == raw_rows.of_customer(entity, row["customer_key"])
    assert found


def test_a_rows_count_is_that_of_the_leads_and_orders_behind_it(shell: Shell) -> None:
    row, origins = traced(shell, "sales_funnel", "order_count > 1")
    assert row["order_count"] == len({o.natural_key for o in origins if o.entity == "order"})
    row, origins = traced(shell, "sales_funnel", "lead_count > 0")
    assert row["lead_count"] == len({o.natural_key for o in origins if o.entity == "lead"})


def test_the_queue_is_reviewed_by_keys_or_with_names(shell: Shell) -> None:
    _, names = shell.type(
        "query", "--personal", "-f", "csv",
        "select name from marts.duplicate_candidates where queue_position = 1",
    ).output.splitlines()  # fmt: skip
    shown = shell.type("identity", "review", "--limit", "1")
    assert shown.exit_code == 0, shown.output
    assert names not in shown.output
    commands = {line.split()[2]: line for line in lines(shown, "clientele identity")}
    assert commands.keys() == {"explain", "merge", "split"}
    explained = pasted(commands["explain"])
    assert explained.exit_code == 0, explained.output
    assert "are two customers" in explained.output
    personal = shell.type("identity", "review", "--limit", "1", "--personal")
    assert names in personal.output
    assert "are two customers" in pasted(lines(personal, "identity explain")[0]).output
    (row,) = json.loads(
        f"[{shell.type('identity', 'review', '--limit', '1', '-f', 'json').output}]"
    )
    assert "name" not in row


def test_stale_deliveries_are_replayed_and_judged_anew(shell: Shell, deliveries: list[str]) -> None:
    source = shell.folder / "sources/gifts.yml"
    doubled = source.read_text().replace("quantity: Quantity", "quantity: Quantity::integer * 2")
    source.write_text(doubled)
    (command,) = [re.findall("`(.*)`", line)[0] for line in lines(shell.type("status"), "--stale")]
    assert pasted(command).exit_code == 1, "what was accepted had been read another way"
    accepted = shell.type("accept", deliveries[1], "--reason", "the shop was told")
    assert accepted.exit_code == 0, accepted.output
    assert "Published version 2" in accepted.output
    sql = "select sum(quantity) from core.fct_order_line where source_code = 'gifts'"
    assert shell.type("query", sql, "-f", "csv").output.splitlines()[1] == "12.000"
    assert "Every delivery" in shell.type("replay", "--stale").output


def test_a_rollback_holds_what_is_built_until_the_release(shell: Shell) -> None:
    back = shell.type("rollback", "--reason", "quantities are doubled")
    assert "Readers now get version 1" in back.output
    quiet = shell.type("run")
    assert "held: version 2 waits" in quiet.output
    shell.invoices("2026-07-01", f"{OK},C".replace("537001", "537005").replace("06-29", "07-01"))
    held = shell.type("run", "--only", "gifts")
    assert held.exit_code == 0, held.output
    assert "release --project" in held.output
    assert "quantities are doubled" in shell.type("status").output
    quiet = shell.type("run")
    assert quiet.exit_code == 0, quiet.output
    assert "held: version 3 waits" in quiet.output
    asked = shell.type("query", "select version from meta.publication", "-f", "csv")
    assert asked.output == "version\n1\n"
    key = shell.type("query", "select min(order_key) from marts.sales_orders", "-f", "csv").output
    shown = shell.type("trace", "marts.sales_orders", key.splitlines()[1])
    assert shown.exit_code == 0
    assert "version 1 was published by run" in shown.stderr
    assert "goes on with the next run" in shell.type("release").output
    assert shell.type("release").output == "Nothing was held.\n"


def candidates(shell: Shell, *options: str) -> list[str]:
    shown = shell.type("identity", "review", "--limit", "100000", "-f", "csv", *options)
    assert shown.exit_code == 0, shown.output
    return [row["queue_position"] for row in csv.DictReader(io.StringIO(shown.stdout))]


def test_a_split_candidate_leaves_the_queue(shell: Shell) -> None:
    before = candidates(shell)
    assert candidates(shell, "--personal") == before
    (split,) = lines(shell.type("identity", "review", "--limit", "1"), "identity split")
    ran = pasted(f"{split} --reason 'two people'")
    assert ran.exit_code == 0, ran.output
    after = candidates(shell)
    assert len(after) == len(before) - 1
    assert candidates(shell, "--personal") == after
