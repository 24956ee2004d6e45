"""Clusters: the connected components of the pairs, and the customer key of each.

Belongs here: from pairs to customers. Does not belong here: what changed against the last run.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from pipelines.identity import reach
from pipelines.identity.bridges import connected, may_be_bridged
from pipelines.identity.groups import separate
from pipelines.identity.guards import Facts, Guards, Pair
from pipelines.identity.overrules import Words
from pipelines.identity.pairs import find_evidence
from pipelines.identity.rules import Rules

# Both ends must be active: a pair whose record is gone joins nothing.
ACTIVE_PAIR = """
select pair.record_key_left, pair.record_key_right, pair.is_weak
from (
    select record_key_left, record_key_right, false as is_weak from identity.pair
    union all
    select record_key_left, record_key_right, match_weight < $certain from identity.scored_pair
    where match_weight >= $match_weight
) as pair
semi join {active} as left_record on pair.record_key_left = left_record.record_key
semi join {active} as right_record on pair.record_key_right = right_record.record_key
"""
# Components are whole: if one end is concerned, the other is.
CONCERNED = "(from identity.profile semi join concerned using (record_key))"

ACTIVE = "select record_key from identity.profile where record_key in (select unnest($keys))"

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
    coalesce(first_record.customer_key, kept.customer_key, profile.record_key) as customer_key,
from identity.profile as profile
left join component using (record_key)
left join first_record using (component_id)
left join ({kept}) as kept using (record_key)
{among}
"""
KEPT = "select record_key, customer_key from identity.record anti join concerned using (record_key)"
NONE_KEPT = "select null::bigint as record_key, null::bigint as customer_key limit 0"

# Whose customer may change, with whoever tells where a key went that was retired before: the record
# that its successor is named after.
SCOPE = """
create or replace temp table scope as
from concerned
union
select customer_key from identity.redirect
"""


# What a guard or a steward may concern; all others would stay as the pairs connect them. So would a
# component of two that were scored, since what differs between them is in their weight.
SUSPECT = """
create or replace temp table suspect as
with fact as (
    select component.component_id, component.record_key, profile.birth_date,
    from component
    inner join identity.profile as profile using (record_key)
),

size as (select component_id, count(*) as records from fact group by component_id),

scored as (
    select component.component_id
    from identity.scored_pair as pair
    inner join component on pair.record_key_left = component.record_key
    inner join component as other
        on pair.record_key_right = other.record_key
        and component.component_id = other.component_id
    inner join size on component.component_id = size.component_id
    where pair.match_weight >= $match_weight and size.records = 2
),

conflict as (
    select component_id from fact group by component_id having min(birth_date) <> max(birth_date)
    union
    select component.component_id
    from component
    inner join identity.record_value as record_value using (record_key)
    where record_value.attribute_code = 'national_id'
    group by component.component_id
    having min(record_value.normalised_value) <> max(record_value.normalised_value)
),

concerned as (
    select component_id from conflict anti join scored using (component_id)
    union
    select component_id from size where records > $max_records
    union
    select component_id from component where is_bridged
    union
    select component_id from fact semi join spoken using (record_key)
)

select record_key from component semi join concerned using (component_id)
"""

# Of a value that holds records of a suspect component together, all pairs: the star from its first
# record falls apart with that record.
SUSPECT_PAIR = """
with weight (attribute_code, weight) as (values ('national_id', 40), ('email', 30), ('phone', 25))

select one.record_key, other.record_key, max(weight.weight)::double, false
from held_value as one
semi join suspect using (record_key)
inner join evidence using (attribute_code, normalised_value)
inner join held_value as other using (attribute_code, normalised_value)
semi join suspect as other_suspect on other.record_key = other_suspect.record_key
inner join weight using (attribute_code)
where one.record_key < other.record_key
group by all
union all
select record_key_left, record_key_right, match_weight, true
from identity.scored_pair
semi join suspect on identity.scored_pair.record_key_left = suspect.record_key
semi join suspect as other_suspect
    on identity.scored_pair.record_key_right = other_suspect.record_key
where match_weight >= $match_weight
"""

SUSPECT_FACTS = """
select
    profile.record_key,
    any_value(profile.birth_date),
    list(record_value.normalised_value order by record_value.normalised_value)
        filter (record_value.attribute_code = 'national_id'),
from identity.profile as profile
semi join suspect using (record_key)
left join held_value as record_value using (record_key)
group by profile.record_key
"""


def components(
    left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the keys that occur in the pairs, each once, the component of each, and the pairs.

    The pairs are those of the keys' places.
    """
    keys, places = np.unique(np.concatenate([left, right]), return_inverse=True)
    pairs = places[: len(left)], places[len(left) :]
    return keys, connected(len(keys), *pairs), pairs


def assign(
    connection: duckdb.DuckDBPyConnection, rules: Rules, words: Words, *, is_full: bool = True
) -> None:
    """Give every active record its customer in the temporary table ``assignment``.

    Where a guard may concern a component or a steward spoke about it, its records are grouped one
    pair after the other (``separate``). Unless it is full, the records in ``concerned`` and whoever
    is tied to them are looked at, and the assignment is of ``scope``; all others keep the customer
    that they have.
    """
    guards = rules.guards
    words = of_active(connection, words)
    if not is_full:
        reach.add_spoken(connection)
        reach.widen(connection, guards, words)
    bounds = {"match_weight": guards.match_weight, "certain": guards.certain}
    active = ACTIVE_PAIR.format(active="identity.profile" if is_full else CONCERNED)
    pairs = connection.execute(active, bounds).to_arrow_table()
    left, right, is_weak = (column.to_numpy() for column in pairs.columns)
    said = np.array(words.together, dtype=np.int64).reshape(-1, 2)
    ends = (np.concatenate([left, said[:, 0]]), np.concatenate([right, said[:, 1]]))
    keys, labels, (left, right) = components(*ends)
    left, right = left[: len(is_weak)], right[: len(is_weak)]
    is_bridged = np.zeros(len(keys), dtype=bool)
    is_bridged[may_be_bridged(len(keys), left, right, is_weak)] = True
    known = {"record_key": keys, "component_id": labels, "is_bridged": is_bridged}
    connection.register("component", pa.table(known))
    groups = _separated(connection, rules, words)
    connection.unregister("component")
    if groups:
        # A group's number is beyond those of the components.
        first = labels.max() + 1
        numbers = {name: first + place for place, name in enumerate(sorted(set(groups.values())))}
        places = np.searchsorted(keys, np.array(list(groups), dtype=np.int64))
        labels[places] = [numbers[name] for name in groups.values()]
    connection.register("component", pa.table({"record_key": keys, "component_id": labels}))
    if is_full:
        connection.execute(ASSIGNMENT.format(kept=NONE_KEPT, among=""))
    else:
        connection.execute(SCOPE)
        connection.execute(ASSIGNMENT.format(kept=KEPT, among="semi join scope using (record_key)"))
    connection.unregister("component")


def of_active(connection: duckdb.DuckDBPyConnection, words: Words) -> Words:
    """Return the words about active records: one about a record that is gone says nothing."""
    found = connection.execute(ACTIVE, {"keys": words.records}).fetchall()
    return words.among({key for (key,) in found})


def _separated(connection: duckdb.DuckDBPyConnection, rules: Rules, words: Words) -> dict[int, int]:
    """Return the groups of the records of suspect components."""
    guards = rules.guards
    connection.register("spoken", pa.table({"record_key": pa.array(words.records, pa.int64())}))
    threshold = {"match_weight": guards.match_weight}
    connection.execute(SUSPECT, {"max_records": guards.max_records, **threshold})
    connection.unregister("spoken")
    find_evidence(connection, rules, "suspect")
    pairs, facts = suspected(connection, guards)
    return separate(pairs, facts, guards, together=words.together, apart=words.apart)


def suspected(
    connection: duckdb.DuckDBPyConnection, guards: Guards
) -> tuple[list[Pair], dict[int, Facts]]:
    """Return the pairs and facts of the records in ``suspect`` by the values in ``evidence``.

    Who holds those is in ``held_value``.
    """
    threshold = {"match_weight": guards.match_weight}
    pairs = [Pair(*row) for row in connection.execute(SUSPECT_PAIR, threshold).fetchall()]
    facts = {
        key: Facts(frozenset([born] if born else []), frozenset(ids or []))
        for key, born, ids in connection.execute(SUSPECT_FACTS).fetchall()
    }
    return pairs, facts
