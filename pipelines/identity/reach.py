"""Whom a change may concern: whoever pairs and words tie to the records that it is about.

Belongs here: the growth of the temporary table ``concerned``. Does not belong here: who is in it at
first (``pairs``, ``scoring``), and what becomes of them (``clusters``).
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.identity.guards import Guards
from pipelines.identity.overrules import WORD, Words

BEGIN = "create or replace temp table concerned as select unnest($keys) as record_key"

# A word that was taken back, or is about a record that is gone, concerns too.
SPOKEN = f"""
insert into concerned
select unnest([record_key_left, record_key_right]) from {WORD}
where entity_left = 'party' and entity_right = 'party'
"""

# Active records alone: a pair whose record is gone joins nothing.
BESIDE = """
create or replace temp table latest as
with tied as (
    select record_key_left, record_key_right from identity.pair
    union all
    select record_key_left, record_key_right from identity.scored_pair
    where match_weight >= $match_weight
    union all
    select record_key_left, record_key_right from said
),

beside as (
    select record_key_right as record_key from tied where record_key_left in (from latest)
    union
    select record_key_left from tied where record_key_right in (from latest)
)

select record_key from identity.profile
semi join beside using (record_key)
anti join concerned using (record_key)
"""


def begin(connection: duckdb.DuckDBPyConnection, keys: list[int]) -> None:
    """Begin with some records."""
    connection.execute(BEGIN, {"keys": keys})


def add_spoken(connection: duckdb.DuckDBPyConnection) -> None:
    """Add the records that a steward ever spoke of."""
    connection.execute(SPOKEN)


def widen(connection: duckdb.DuckDBPyConnection, guards: Guards, words: Words) -> None:
    """Add whoever is tied to one of the records, however far away: then components are whole."""
    said = np.array(words.together, dtype=np.int64).reshape(-1, 2)
    ends = {"record_key_left": said[:, 0], "record_key_right": said[:, 1]}
    connection.register("said", pa.table(ends))
    connection.execute("create or replace temp table latest as select distinct * from concerned")
    while connection.execute("select 1 from latest limit 1").fetchone():
        connection.execute(BESIDE, {"match_weight": guards.match_weight})
        connection.execute("insert into concerned from latest")
    connection.unregister("said")
