"""The prior of a trained model: how many of all pairs of records are one.

Belongs here: the rules that are as good as certain, and the count. Does not belong here: the odds
of what is compared (``training``).
"""

from __future__ import annotations

import duckdb

from pipelines.identity.scoring import blocking
from pipelines.identity.scoring.blocking import Rule, joined
from pipelines.identity.scoring.model import PRIOR


def _each(name: str, values: str, beside: str) -> Rule:
    """Return the rule of each value of a list together with what stands beside it."""
    key = f"list_transform({values}, lambda one: {joined('one', beside)})"
    return Rule(name, key, is_list=True)


NATIONAL_ID = Rule("national id", "national_ids", is_list=True)

# By each rule nearly all pairs are one.
CERTAIN = {
    "person": (
        NATIONAL_ID,
        _each("e-mail and given name", "emails", "given_root"),
        _each("telephone and name", "phones", "name_key"),
        _each("address and name", "address_keys", "name_key"),
        # A first of January mostly says that no day is known.
        Rule(
            "birth date and name",
            f"case when dayofyear(birth_date) > 1 then {joined('birth_date', 'name_key')} end",
        ),
    ),
    "organisation": (
        NATIONAL_ID,
        _each("telephone and name", "phones", "organisation_name"),
        Rule("postal code and name", joined("postal_code", "organisation_name")),
    ),
}
# Fewer pairs than this say nothing about how many there are.
FEWEST_PAIRS = 20
# Pairs for each record, at least and at most: rules that find next to none, or far more, mislead.
TWINS = (0.005, 2.0)

COUNT = """
with key as ({keys}),

{held},

pair as (
    select distinct one.record_key, other.record_key
    from held as one
    inner join held as other on one.key = other.key and one.record_key < other.record_key
)

select (select count(distinct record_key) from key), (select count(*) from pair)
"""


def count(connection: duckdb.DuckDBPyConnection, name: str) -> float:
    """Return the share of pairs that are one, among records that have a key by a certain rule.

    In a small file two records are one more often than in a large one. What shares no such key is
    not counted, which leaves a pair more to prove. Where hardly any does, it is what is stated.
    """
    keys = blocking.key_sql(name, "identity.feature", CERTAIN[name])
    query = COUNT.format(keys=keys, held=blocking.held_sql("key"))
    records, pairs = connection.execute(query).fetchall()[0]
    if pairs < FEWEST_PAIRS:
        return PRIOR
    twins = min(max(pairs / records, TWINS[0]), TWINS[1])
    return float(f"{2 * twins / (records - 1):.6g}")
