"""From the versions of touched records to their features.

Belongs here: the order of the steps. Does not belong here: any form.
"""

from __future__ import annotations

import re
from datetime import date
from functools import partial

import duckdb

from pipelines.identity import halves
from pipelines.identity.forms import addresses, features, names
from pipelines.identity.rules import Rules

LOOKUPS = ("name", "place", "address")


def refresh(connection: duckdb.DuckDBPyConnection, rules: Rules, as_of: date) -> int:
    """Derive the features of touched records anew; return how many values were seen first.

    Reads the temporary tables ``latest_record`` and ``known_value``.
    """
    before = _known(connection)
    connection.execute(features.STATED_NAME)
    _take_names(connection, rules.placeholders["name"])
    connection.execute(features.STATED_ADDRESS, {"as_of": as_of})
    addresses.normalise(connection)
    connection.execute(features.FORGET)
    connection.execute(features.FEATURE, {"country": rules.country})
    return _known(connection) - before


def _take_names(connection: duckdb.DuckDBPyConnection, placeholder: str) -> None:
    new = connection.execute(features.NEW_NAME).to_arrow_table()
    step = partial(names.forms, re.compile(placeholder))
    formed = halves.in_halves(names, step, new, names.SCHEMA, placeholder)
    connection.register("formed_name", formed)
    connection.execute("insert into identity.name by name select * from formed_name")
    connection.unregister("formed_name")


def _known(connection: duckdb.DuckDBPyConnection) -> int:
    counts = (connection.execute(f"select count(*) from identity.{name}") for name in LOOKUPS)
    return sum(int(count.fetchall()[0][0]) for count in counts)
