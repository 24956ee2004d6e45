"""The judgement: identity as it stands, and the exact rules alone, against the labels.

Belongs here: which labelled records are compared, and the thresholds. Does not belong here: any
change of the warehouse: all of this reads the working file and leaves it as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.identity.accuracy import labels
from pipelines.identity.accuracy.figures import Figures, measure, measure_pairs
from pipelines.identity.clusters import components
from pipelines.settings import Settings

# A share of the labels below which those that are known are not what was labelled.
FEWEST_KNOWN = 0.5

# Without guards and without stewards' words: what follows from shared values, link by link.
EXACT_PAIR = """
select distinct pair.record_key_left, pair.record_key_right
from identity.pair as pair
semi join identity.record as one on pair.record_key_left = one.record_key
semi join identity.record as other on pair.record_key_right = other.record_key
where starts_with(pair.rule, 'exact_')
"""

RECORDS = """
select
    record.customer_key,
    coalesce(exact_group.group_key, record.record_key) as group_key,
    dense_rank() over (order by labelled.entity) as entity,
from labelled
inner join identity.record as record using (record_key)
left join exact_group using (record_key)
"""

PAIRS = """
select
    one.customer_key = other.customer_key as is_joined,
    one_group.group_key is not null
    and one_group.group_key is not distinct from other_group.group_key as is_exact,
    labelled.is_same,
from labelled
inner join identity.record as one on labelled.record_key_left = one.record_key
inner join identity.record as other on labelled.record_key_right = other.record_key
left join exact_group as one_group on labelled.record_key_left = one_group.record_key
left join exact_group as other_group on labelled.record_key_right = other_group.record_key
"""


@dataclass(frozen=True)
class Judgement:
    """What identity reaches and what is asked of it; counts and shares only, fit for metadata.

    ``labelled`` records or pairs are in the file, ``compared`` ones are those that identity knows.
    """

    form: labels.Form
    labelled: int
    compared: int
    ours: Figures
    exact: Figures
    min_precision: float | None = None
    min_recall: float | None = None

    @property
    def faults(self) -> list[str]:
        """Say what is not sufficient."""
        if not self.compared:
            return [f"of {self.labelled} labelled {self.form} identity knows none"]
        return [*self._vacuous(), *self._missed()]

    def _vacuous(self) -> Iterator[str]:
        """Say why a threshold that is reached would prove nothing."""
        asked = [bound for bound in (self.min_precision, self.min_recall) if bound is not None]
        if asked and self.compared < FEWEST_KNOWN * self.labelled:
            yield f"of {self.labelled} labelled {self.form} identity knows {self.compared} alone"
        if self.min_recall is not None and not self.ours.pairs.true:
            yield f"among {self.compared} compared {self.form} no two records are one party"

    def _missed(self) -> list[str]:
        score = self.ours.pairs.score
        asked = (
            ("precision", score.precision, self.min_precision),
            ("recall", score.recall, self.min_recall),
        )
        return [
            f"{name} {reached:.5f} is below {bound}"
            for name, reached, bound in asked
            if bound is not None and reached < bound
        ]

    @property
    def is_sufficient(self) -> bool:
        """Whether the thresholds are reached, on labels that concern what was resolved."""
        return not self.faults


def judge(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Judgement | None:
    """Measure what the working file holds; None if the project names no labels.

    Raises:
        MendableError: if the labels are not there or cannot be read.

    """
    if settings.labels is None:
        return None
    form = labels.read(connection, settings.labels)
    labelled = connection.execute("select count(*) from labelled").fetchall()[0][0]
    _group_by_exact_rules(connection)
    if form == "records":
        customer, group, entity = _columns(connection, RECORDS)
        ours, exact = measure(customer, entity), measure(group, entity)
        compared = len(entity)
    else:
        joined, is_exact, same = _columns(connection, PAIRS)
        ours, exact = measure_pairs(joined, same), measure_pairs(is_exact, same)
        compared = len(same)
    connection.unregister("exact_group")
    connection.execute("drop table temp.labelled")
    wanted = settings.identity
    return Judgement(form, labelled, compared, ours, exact, wanted.min_precision, wanted.min_recall)


def _group_by_exact_rules(connection: duckdb.DuckDBPyConnection) -> None:
    pairs = connection.execute(EXACT_PAIR).to_arrow_table()
    left, right = (column.to_numpy() for column in pairs.columns)
    keys, groups, _ = components(left, right)
    # A group goes by its lowest key, so that it cannot be taken for a record that is in none.
    _, first = np.unique(groups, return_index=True)
    named = keys[first][groups] if len(keys) else keys
    connection.register("exact_group", pa.table({"record_key": keys, "group_key": named}))


def _columns(connection: duckdb.DuckDBPyConnection, query: str) -> list[np.ndarray]:
    found = connection.execute(query).fetchnumpy()
    return [np.asarray(column) for column in found.values()]
