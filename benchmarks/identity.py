"""Measure identity: ``python -m benchmarks.identity [--records N] [--day N] [--days N]``.

From raw to golden record (``resolve``, then dbt up to ``dim_customer``) for all records at once,
then for the deliveries of some more days into them, one after the other. The first of them also
pays for what the full run left: DuckDB joins groups of rows that were written half full once
something is added to them. The records are those of made-up parties as four systems
write them: spelt their own way, some values missing, some mistyped, some out of date.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from pipelines import settings as settings_module
from pipelines.demo.calendar import Calendar
from pipelines.demo.parties import make_parties
from pipelines.demo.spelling import as_known, sight
from pipelines.identity.resolution import Summary, resolve
from pipelines.landing import run
from pipelines.orchestration.dbt_ahead import DbtAhead
from pipelines.orchestration.dbt_command import (
    DBT,
    KEEPS_VIEWS,
    dbt_environment,
    dbt_flags,
    project_files,
)
from pipelines.settings import Settings
from pipelines.warehouse import open_working, set_bounds

# What a system knows: share of persons and of organisations, and of names in their own script.
SYSTEMS = {
    "shop": (0.9, 0.7, 0.0),
    "crm": (0.3, 0.95, 0.5),
    "desk": (0.6, 0.8, 0.3),
    "calls": (0.7, 0.5, 0.1),
}
RECORDS_A_PARTY = 2.6
UNTIL = date(2026, 6, 30)
COLUMNS = {
    "party_type_code": pl.when("is_person")
    .then(pl.lit("person"))
    .otherwise(pl.lit("organisation")),
    "name": pl.col("name"),
    "given_name": pl.col("given"),
    "family_name": pl.col("family"),
    "birth_date": pl.col("birth"),
    "email": pl.col("email"),
    "phone": pl.col("fixed"),
    "mobile": pl.col("mobile"),
    "street": pl.col("street"),
    "postal_code": pl.col("postal_code"),
    "city": pl.col("city"),
    "region": pl.col("region"),
    "country_code": pl.col("country"),
}


def make_records(count: int, seed: int = 7) -> pl.DataFrame:
    """Make about ``count`` party records: contract columns, ``source`` and ``party_id``."""
    rng = np.random.default_rng(seed)
    calendar = Calendar(UNTIL)
    parties = make_parties(rng, int(count / RECORDS_A_PARTY), calendar)
    found = []
    for source, (persons, organisations, native) in SYSTEMS.items():
        share = pl.when("is_person").then(persons).otherwise(organisations)
        known = sight(rng, parties, share, native)
        known = known.with_columns(*as_known(pl.col("since") + 30))
        found.append(
            known.select(
                pl.concat_str(pl.lit(source[0]), pl.col("entity")).alias("party_id"),
                pl.lit(source).alias("source"),
                *(value.alias(name) for name, value in COLUMNS.items()),
            )
        )
    return pl.concat(found).head(count)


def deliver(
    connection: duckdb.DuckDBPyConnection, records: pl.DataFrame, day: date, run_id: int
) -> None:
    """Put records into raw as one delivery a source of ``day``."""
    for number, source in enumerate(SYSTEMS):
        delivery = run_id * 100 + number
        connection.execute(
            "insert into ledger.delivery (delivery_id, source, delivered_on, status, run_id) "
            "values (?, ?, ?, 'loaded', ?)",
            [delivery, source, day, run_id],
        )
        rows = records.filter(pl.col("source") == source).to_arrow()  # noqa: F841
        connection.execute(
            f"""
            insert into raw.party by name
            select
                party_id, {", ".join(COLUMNS)}, source as _source, {delivery} as _delivery,
                row_number() over () as _record, date '{day}' as _delivered_on, {run_id} as _run,
            from rows
            """
        )


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long the block took."""
    started = time.perf_counter()
    yield
    print(f"  {what:<28} {time.perf_counter() - started:7.1f} s", flush=True)


def bring_into_line(settings: Settings, day: date, run_id: int, last_run: int) -> Summary:
    """Resolve, and build the customers with dbt, as a run does.

    dbt loads while identity is resolved, and after the first run leaves views as they are.
    """
    with ExitStack() as stack:
        stack.enter_context(timed("from raw to golden record"))
        ahead = DbtAhead(dbt_flags(settings), dbt_environment(settings), project_files(settings))
        stack.enter_context(closing(ahead))
        with open_working(settings) as connection:
            with timed("resolve"):
                summary = resolve(connection, settings, run_id, day)
            set_bounds(connection, day, last_run)
            connection.execute("checkpoint")
        selected = ["--select", "+dim_customer", *(KEEPS_VIEWS if last_run >= 0 else [])]
        with timed("dbt, +dim_customer"):
            subprocess.run(
                [DBT, "--quiet", "run", *selected, *dbt_flags(settings)],
                env=os.environ | dbt_environment(settings) | ahead.environment,
                check=True,
            )
    return summary


def peak_megabytes() -> float:
    """Return the peak resident memory of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def main() -> None:
    """Print the seconds of each step and the peak memory of the resolving process."""
    parser = argparse.ArgumentParser(prog="benchmarks.identity", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--day", type=int, default=2_000)
    parser.add_argument("--days", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_module.load(warehouse=Path(folder), threads=2)
        later = options.day * options.days
        records = make_records(options.records + later).sample(fraction=1.0, shuffle=True, seed=1)
        first = records.slice(later)
        days = records.head(later).iter_slices(options.day)
        with open_working(settings) as connection:
            run_id = run.begin(connection, "bench")
            deliver(connection, first, UNTIL, run_id)
        subprocess.run(
            [DBT, "--quiet", "seed", *dbt_flags(settings)],
            env=os.environ | dbt_environment(settings),
            check=True,
        )
        del records
        print(f"{first.height:,} records at once")
        print(f"  {bring_into_line(settings, UNTIL, run_id, -1)}")
        print(f"  peak of this process {peak_megabytes():,.0f} MB")
        for number, day in enumerate(days, 1):
            until = UNTIL + timedelta(number)
            with open_working(settings) as connection:
                last_run, run_id = run_id, run.begin(connection, "bench")
                deliver(connection, day, until, run_id)
            print(f"{day.height:,} more, day {number}")
            print(f"  {bring_into_line(settings, until, run_id, last_run)}")


if __name__ == "__main__":
    main()
