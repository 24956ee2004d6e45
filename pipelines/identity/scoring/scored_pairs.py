"""The scored pairs, kept in line with the features: all of them, or those of changed records.

Belongs here: what is scored anew and what is dropped. Does not belong here: the formula, and what
follows from a score (``clusters``).
"""

from __future__ import annotations

import duckdb

from pipelines.identity.scoring import blocking, bound, candidates, formula, frequencies
from pipelines.identity.scoring import model as models
from pipelines.warehouse import joined_as_written

TABLE = """
create schema if not exists identity;
create table if not exists identity.scored_pair (
    record_key_left bigint not null, record_key_right bigint not null, model varchar not null,
    version integer not null, match_weight double not null, weights double[] not null
);
"""

# Pairs that are scored in one go: their records stand side by side in memory.
SLICE = 1_000_000

# Keys whose holders are paired in one go.
KEYS = 3_000_000

# From this share of the records on, scoring all is cheaper than looking for what is concerned.
MANY = 0.1

TOUCHED = """
    select durable_key('party', source, party_id) as record_key from touched_party
    union all
    select durable_key('contact_person', source, contact_person_id) from touched_contact
"""

# The records that are about to change, or to go.
REMEMBER = f"""
create or replace temp table known_before as
select record_key from identity.feature where record_key in ({TOUCHED})
"""

RESCORED = f"""
create or replace temp table rescored as
from known_before
union
select record_key from identity.feature where record_key in ({TOUCHED})
"""

# By row ids DuckDB reads no columns of rows that are far from theirs, which were written last.
FEATURE_NOW = """
create or replace temp table feature_now as
select * from identity.feature
where rowid in (select rowid from identity.feature semi join rescored using (record_key))
"""

# Who stood in a pair that goes is concerned as much as who stands in one that comes.
DROP_RESCORED = """
insert into concerned
from rescored
union
select unnest([record_key_left, record_key_right]) from identity.scored_pair
where record_key_left in (from rescored) or record_key_right in (from rescored);

delete from identity.scored_pair
where record_key_left in (from rescored) or record_key_right in (from rescored)
"""

SCORED = """
insert into identity.scored_pair by name
select
    record_key_left, record_key_right, '{name}' as model, {version} as version,
    round(match_weight, 4) as match_weight,
    list_transform(weights, lambda weight: round(weight, 4)) as weights,
from ({score_sql})
where match_weight >= {least!r}
"""


# Features of the candidates' records: what is compared is laid out for them alone. Where all are
# scored, nearly every record is a candidate.
COMPARED_FEATURE = """
create or replace temp table compared_feature as
with compared as (
    from person_candidate
    union all
    from organisation_candidate
)

select * from identity.feature
semi join (select unnest([record_key_left, record_key_right]) as record_key from compared)
    using (record_key)
"""

WORKING = (
    "person_candidate", "organisation_candidate", "person_holder", "organisation_holder",
    "person_former_key", "organisation_former_key", "person_present_key",
    "organisation_present_key", "rescored", "known_before", "feature_now",
    "compared_feature", "scored_record", "short_record", "promising", "model_frequency",
)  # fmt: skip


def remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep which touched records there are before they change."""
    connection.execute(REMEMBER)


def refresh(
    connection: duckdb.DuckDBPyConnection, review_weight: float, *, is_full: bool = False
) -> int:
    """Bring ``identity.scored_pair`` into line with ``identity.feature``.

    Returns how many pairs were scored anew. Unless it is full, records whose pairs may have changed
    are added to ``concerned``.

    A pure function of features, models and term frequencies, however much is scored at once.
    """
    connection.execute(RESCORED)
    changed, known = connection.execute(
        "select (select count(*) from rescored), (select count(*) from identity.feature)"
    ).fetchall()[0]
    is_whole = is_full or changed > MANY * known
    if is_whole:
        if not is_full:
            connection.execute("insert into concerned select record_key from identity.profile")
        connection.execute("delete from identity.scored_pair")
        for name in models.NAMES:
            connection.execute(candidates.keys_sql(name))
    elif changed:
        _hold_some(connection)
        connection.execute(DROP_RESCORED)
    scored = 0
    if changed or is_whole:
        counted = {name: _block(connection, name, is_full=is_whole) for name in models.NAMES}
        scored = sum(counted.values())
        if scored and not is_whole:
            connection.execute(COMPARED_FEATURE)
        features = "identity.feature" if is_whole else "compared_feature"
        for name in filter(counted.get, models.NAMES):
            _score(connection, models.active(connection, name), features, review_weight)
    for table in WORKING:
        connection.execute(f"drop table if exists temp.{table}")
    return scored


def _hold_some(connection: duckdb.DuckDBPyConnection) -> None:
    """Find who else has the keys of the records to score, and whom a passed ceiling concerns."""
    changed = _count(connection, "temp.rescored")
    connection.execute(FEATURE_NOW)
    for name in models.NAMES:
        connection.execute(candidates.keys_sql(name, "feature_now"))
        connection.execute(candidates.SOME_HOLDERS.format(kind=name))
        connection.execute(candidates.CONCERNED.format(kind=name, ceiling=blocking.CEILING))
    if _count(connection, "temp.rescored") > changed:
        for name in models.NAMES:
            connection.execute(candidates.MORE_HOLDERS.format(kind=name))


def _block(connection: duckdb.DuckDBPyConnection, kind: str, *, is_full: bool) -> int:
    """Collect a kind's pairs to score in a temporary table; return their number."""
    table = f"{kind}_candidate"
    connection.execute(
        f"create or replace temp table {table} (record_key_left bigint, record_key_right bigint)"
    )
    holders = f"identity.{kind}_key" if is_full else f"temp.{kind}_holder"
    slices = 1 + _count(connection, holders) // KEYS
    for number in range(slices):
        connection.execute(candidates.pairs_sql(kind, slices, number, is_full=is_full))
    connection.execute(f"create or replace temp table {table} as select distinct * from {table}")
    return _count(connection, f"temp.{table}")


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])


def _score(
    connection: duckdb.DuckDBPyConnection, model: models.Model, features: str, review_weight: float
) -> None:
    """Score the candidates of a model and keep those from ``review_weight`` on."""
    frequencies.lay_out(connection, model)
    records = formula.compared_sql(model, "model_frequency", features)
    connection.execute(f"create or replace temp table scored_record as {records}")
    with joined_as_written(connection):
        _look_over(connection, model, review_weight)
        slices = 1 + _count(connection, "temp.promising") // SLICE
        for number in range(slices):
            part = f"(from promising where hash(record_key_left) % {slices} = {number})"
            query = formula.score_sql(model, part, "scored_record")
            kept = {"least": review_weight, "name": model.name, "version": model.version}
            connection.execute(SCORED.format(score_sql=query, **kept))


def _look_over(
    connection: duckdb.DuckDBPyConnection, model: models.Model, review_weight: float
) -> None:
    """Collect the candidates that may weigh enough in ``promising``: in most cases one in seven."""
    records = bound.records_sql(model, "scored_record")
    connection.execute(f"create or replace temp table short_record as {records}")
    promising = bound.promising_sql(
        model, f"temp.{model.name}_candidate", "short_record", review_weight
    )
    connection.execute(f"create or replace temp table promising as {promising}")
