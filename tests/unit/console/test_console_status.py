"""The page of status: whatever waits for somebody is on it, written as it is called."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines import settings as settings_module
from pipelines.cli import app
from pipelines.landing.run import land_source
from pipelines.landing.source import load_sources
from pipelines.publish.hold import HOLD, Hold
from pipelines.settings import Settings
from pipelines.warehouse import open_working

SHOP = """\
source: shop
description: Orders.
tolerance: 1
feeds:
  orders:
    files: "orders*.csv"
    date: '(?P<date>\\d{4}-\\d{2}-\\d{2})'
    reader: csv
    entities:
      order:
        mode: delta
        map: {order_id: no, ordered_at: placed, order_status_code: state, currency_code: "'EUR'"}
"""
HEADER = "no,placed,state\n"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    assert CliRunner().invoke(app, ["init", str(tmp_path)]).exit_code == 0
    (tmp_path / "sources/shop.yml").write_text(SHOP)
    return settings_module.load(tmp_path)


def status(settings: Settings) -> str:
    for source in load_sources(settings).values():
        with open_working(settings) as connection:
            list(land_source(connection, settings, source, 1))
    shown = CliRunner().invoke(app, ["status", "--project", str(settings.project)])
    assert shown.exit_code == 0, shown.output
    return shown.output


def test_a_file_that_no_source_reads_is_named(settings: Settings) -> None:
    (settings.raw / "orders-2026-06-30.csv").write_text(HEADER + "1,2026-06-30,placed\n")
    assert "Nothing waits for anybody." in status(settings)
    (settings.raw / "Orders-2026-07-01.csv").write_text(HEADER)
    shown = status(settings)
    assert "that no source reads: Orders-2026-07-01.csv\n" in shown
    assert "Nothing waits" not in shown


def test_records_in_quarantine_are_counted_with_the_command_that_lists_them(
    settings: Settings,
) -> None:
    rows = "1,2026-06-30,placed\n2,2026-06-30,lost\n3,2026-06-30,lost\n"
    (settings.raw / "orders-2026-06-30.csv").write_text(HEADER + rows)
    assert "2 records are in quarantine: `clientele quarantine list" in status(settings)


def test_brackets_in_names_and_reasons_are_no_markup(settings: Settings) -> None:
    (settings.raw / "orders[old]-2026-06-30.csv").write_text("no\n1\n")
    hold = Hold(reason="see [/ticket]", withdrawn=2, restored=1)
    settings.warehouse.mkdir(exist_ok=True)
    (settings.warehouse / HOLD).write_text(hold.model_dump_json())
    shown = status(settings)
    assert "orders[old]-2026-06-30.csv: missing_column" in shown
    assert "see [/ticket]" in shown
