"""A small company's project and the command, typed as a user types it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipelines import settings as settings_module
from pipelines.cli import app
from pipelines.demo import generate
from pipelines.landing.detection import find
from pipelines.landing.source import load_sources
from pipelines.settings import ROOT, Settings

MONTHS = ("2026-03-31", "2026-05-31")
LAST_DAYS = date(2026, 6, 29)
# The lines that the README shows, with a column of states.
GIFTS = """\
source: gifts
description: Invoice lines of a gift shop.
zone: Europe/London
feeds:
  invoices:
    files: "gifts/*.csv"
    date: '(?P<date>\\d{4}-\\d{2}-\\d{2})\\.csv$'
    reader: csv
    ignore: [Country]
    entities:
      order_line:
        mode: delta
        map:
          order_id: InvoiceNo
          product_id: StockCode
          quantity: Quantity
          unit_price_amount: UnitPrice
      order:
        mode: delta
        collapse: true
        map:
          order_id: InvoiceNo
          party_id: CustomerID
          ordered_at: InvoiceDate
          currency_code: "'EUR'"
          order_status_code: {value: State, codes: {C: completed}}
"""
HEADER = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country,State\n"


@dataclass
class Shell:
    """A project, and the command in it."""

    folder: Path

    @property
    def settings(self) -> Settings:
        return settings_module.load(self.folder)

    def type(self, *words: str) -> Result:
        """Run the command as it would be typed after ``clientele``."""
        return CliRunner().invoke(app, [*words, "--project", str(self.folder)])

    def invoices(self, day: str, *rows: str) -> str:
        """Deliver a gift shop's invoices; return the delivery's path below data/raw."""
        path = f"gifts/{day}.csv"
        target = self.folder / "data/raw" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(HEADER + "".join(f"{row}\n" for row in rows))
        return path


@pytest.fixture(scope="session")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """A project over a few deliveries of a company of 150 parties, and a gift shop's source."""
    before = dict(os.environ)
    os.environ["CLIENTELE_THREADS"] = "1"
    folder = tmp_path_factory.mktemp("company")
    assert CliRunner().invoke(app, ["init", str(folder)]).exit_code == 0
    # So low that a small company has candidates for the steward's queue.
    with (folder / "clientele.toml").open("a") as settings_file:
        settings_file.write("\n[identity]\nreview_weight = -12\n")
    shutil.copytree(ROOT / "sources", folder / "sources", dirs_exist_ok=True)
    pool = tmp_path_factory.mktemp("pool")
    generate(pool, 150)
    settings = settings_module.load(folder, raw=pool)
    for source in load_sources(settings).values():
        for one in find(settings, source):
            if str(one.delivered_on) in MONTHS or (one.delivered_on or date.min) >= LAST_DAYS:
                target = folder / "data/raw" / one.path
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(pool / one.path, target)
    (folder / "sources/gifts.yml").write_text(GIFTS)
    yield Shell(folder)
    # A run points the process at its project.
    os.environ.clear()
    os.environ.update(before)
