"""One resolution: from what was landed to the customer of every record.

Belongs here: the order of the steps, their transactions and the counts. Does not belong here: any
step itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import duckdb

from pipelines.failpoints import failpoint
from pipelines.identity import (
    changes,
    clusters,
    comparisons,
    contacts,
    overrules,
    pairs,
    records,
    rules,
    scoring,
    tables,
    values,
)
from pipelines.identity.forms import refresh as forms
from pipelines.identity.scoring import model
from pipelines.settings import Settings
from pipelines.transaction import transaction
from pipelines.warehouse import in_any_order

NEVER = -1


@dataclass(frozen=True)
class Summary:
    """What a resolution found and did; counts only, fit for logs and metadata."""

    records: int
    customers: int
    pairs: int
    touched_records: int = 0
    new_values: int = 0
    new: int = 0
    merge: int = 0
    split: int = 0
    retire: int = 0


def resolve(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    run_id: int,
    as_of: date | None = None,
    request: overrules.Request = overrules.NOTHING,
) -> Summary:
    """Bring ``identity`` into line with the active deliveries up to ``as_of``.

    The result is a pure function of the active versions, the rules and the words of stewards that
    are in force, whatever runs came before; ``request`` says new ones or takes some back.
    Without a new, changed or removed version and without a word nothing is written but which
    deliveries were seen. Otherwise only touched records and values never seen before are derived,
    and of pairs and clusters those that they may change. Measured with 1,000,000 records and
    2,260,000 distinct values on two cores (``benchmarks.identity``): 56 to 61 s and 2.8 GB for all,
    4 to 5 s for a delivery of 2,000.

    Who is whose customer changes in one transaction, with the ledger of it. What is derived to find
    that out is written in the same one, or, where all of it is derived anew, step by step: a table
    that its own transaction has written DuckDB reads with one thread. ``identity.state`` is empty
    meanwhile, so that after a crash all is derived anew once more.

    Raises:
        ValueError: if the placeholder seed names an attribute that no rule compares.
        OverruleError: if a steward named a record or a word that is not there.

    """
    stated = rules.of(settings)
    horizon = as_of or date.max
    tables.create(connection)
    stated = replace(stated, models=model.digest(connection))
    last_run = min(_last_run(connection, stated.hash), run_id - 1)
    with in_any_order(connection):
        # A model is trained whole or not at all, with what follows from it.
        if last_run == NEVER and not request.train:
            tables.forget_derived(connection)
            derived = _derive(connection, stated, run_id, horizon, last_run, request)
            failpoint("identity.derived")
            with transaction(connection, "identity"):
                return _conclude(connection, derived, run_id, request)
        with transaction(connection, "identity"):
            if last_run == NEVER:
                tables.forget_derived(connection)
            derived = _derive(connection, stated, run_id, horizon, last_run, request)
            return _conclude(connection, derived, run_id, request)


@dataclass(frozen=True)
class _Derived:
    """What the records say, as far as it decides about their customers; by which rules."""

    stated: rules.Rules
    as_of: date
    touched_records: int
    new_values: int
    is_changed: bool
    is_full: bool = False


def _derive(
    connection: duckdb.DuckDBPyConnection,
    stated: rules.Rules,
    run_id: int,
    horizon: date,
    last_run: int,
    request: overrules.Request,
) -> _Derived:
    """Bring forms, pairs and scores into line; nobody's customer changes by that."""
    touched = records.find_touched(connection, last_run, horizon)
    if not touched and last_run != NEVER and not request:
        return _Derived(stated, horizon, 0, 0, is_changed=False)
    is_full = request.train or last_run == NEVER
    scoring.remember(connection)
    pairs.remember(connection)
    records.refresh(connection, stated, horizon, is_full=is_full)
    new_values = values.refresh(connection, stated, horizon)
    new_values += forms.refresh(connection, stated, horizon)
    records.forget_versions(connection)
    values.keep_evidence(connection)
    pairs.refresh(connection, stated, run_id, is_full=is_full)
    if request.train:
        _train(connection, run_id)
        stated = replace(stated, models=model.digest(connection))
    scoring.refresh(connection, stated.review_weight, is_full=is_full)
    comparisons.refresh(connection)
    return _Derived(stated, horizon, touched, new_values, is_changed=True, is_full=is_full)


def _conclude(
    connection: duckdb.DuckDBPyConnection,
    derived: _Derived,
    run_id: int,
    request: overrules.Request,
) -> Summary:
    """Give every record its customer, by what was derived and by the words of stewards."""
    events: dict[str, int] = {}
    if derived.is_changed:
        overrules.heed(connection, request, run_id)
        words = overrules.in_force(connection)
        clusters.assign(connection, derived.stated, words, is_full=derived.is_full)
        events = changes.apply(connection, run_id, is_full=derived.is_full)
        contacts.assign(connection, derived.stated.guards, words, derived.as_of)
        tables.keep_state(connection, run_id, derived.stated.hash)
    tables.drop_working(connection)
    return _summary(
        connection,
        touched_records=derived.touched_records,
        new_values=derived.new_values,
        **events,
    )


def _train(connection: duckdb.DuckDBPyConnection, run_id: int) -> None:
    # Splink is loaded for nothing else: a run with a frozen model does without.
    from pipelines.identity.scoring import training

    training.train(connection, run_id)


def _last_run(connection: duckdb.DuckDBPyConnection, rules_hash: str) -> int:
    """Return the run up to which the derived tables hold; NEVER where other rules made them."""
    state = connection.execute("select run_id, rules_hash from identity.state").fetchone()
    if state is not None and state[1] == rules_hash:
        return int(state[0])
    return NEVER


def _summary(connection: duckdb.DuckDBPyConnection, **done: int) -> Summary:
    found = connection.execute("""
        select
            (select count(*) from identity.record),
            (select count(distinct customer_key) from identity.record),
            (select count(*) from identity.pair)
    """).fetchall()
    return Summary(*found[0], **done)
