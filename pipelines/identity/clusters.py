"""Clusters: the connected components of the pairs, and the customer key of each.

Belongs here: from pairs to customers. Does not belong here: what changed against the last run.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

# Both ends must be active: a pair whose record is gone joins nothing.
ACTIVE_PAIR = """
select pair.record_key_left, pair.record_key_right
from identity.pair as pair
semi join identity.profile as left_record on pair.record_key_left = left_record.record_key
semi join identity.profile as right_record on pair.record_key_right = right_record.record_key
"""

# A customer's key is that of its first record by (first delivery date, source, party).
ASSIGNMENT = """
create or replace temp table assignment as
with first_record as (
    select
        component.component_id,
        arg_min(
            profile.record_key, (profile.first_delivered_on, profile.source, profile.party_id)
        ) as customer_key,
    from component
    inner join identity.profile as profile using (record_key)
    group by component.component_id
)

select
    profile.source, profile.party_id, profile.record_key, profile.first_delivered_on,
    coalesce(first_record.customer_key, profile.record_key) as customer_key,
from identity.profile as profile
left join component using (record_key)
left join first_record using (component_id)
"""


def components(
    left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the keys that occur in the pairs, each once, and the component of each."""
    keys, ends = np.unique(np.concatenate([left, right]), return_inverse=True)
    one = np.ones(len(left), dtype=np.int8)
    graph = coo_array((one, (ends[: len(left)], ends[len(left) :])), shape=(len(keys), len(keys)))
    _, labels = connected_components(graph, directed=False)
    return keys, labels.astype(np.int64)


def assign(connection: duckdb.DuckDBPyConnection) -> None:
    """Give every active record its customer in the temporary table ``assignment``."""
    pairs = connection.execute(ACTIVE_PAIR).to_arrow_table()
    left, right = (column.to_numpy() for column in pairs.columns)
    keys, labels = components(left, right)
    connection.register("component", pa.table({"record_key": keys, "component_id": labels}))
    connection.execute(ASSIGNMENT)
    connection.unregister("component")
