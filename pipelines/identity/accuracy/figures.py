"""The figures of accuracy: pure functions of what was said of records and what is true.

Belongs here: arithmetic on two labelings, or on pairs that were labelled one by one. Does not
belong here: where either comes from. Pairs are counted by contingency (how many records of an
entity a customer holds), never one by one: a million records take under two seconds.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Score:
    """Precision and recall. Where nothing was said nothing is wrong: both are then 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Pairs:
    """Pairs of records: true ones that were found, false ones that were said, true ones missed."""

    found: int
    wrong: int
    missed: int

    @property
    def true(self) -> int:
        """How many pairs are one party, found or not."""
        return self.found + self.missed

    @property
    def score(self) -> Score:
        """Precision and recall of the pairs."""
        return Score(
            _share(self.found, self.found + self.wrong),
            _share(self.found, self.true),
        )


@dataclass(frozen=True)
class Clusters:
    """Customers against entities, of the labelled records alone.

    ``exact`` customers hold all records of one entity and no other; an ``over_merged`` one holds
    records of several; a ``split`` entity has its records in several customers.
    """

    customers: int
    entities: int
    exact: int
    over_merged: int
    split: int
    customer_sizes: dict[int, int]
    entity_sizes: dict[int, int]


@dataclass(frozen=True)
class Figures:
    """All that is measured; where pairs are labelled one by one, there are no clusters."""

    pairs: Pairs
    b_cubed: Score | None = None
    clusters: Clusters | None = None


def measure(customers: NDArray[np.int64], entities: NDArray[np.int64]) -> Figures:
    """Compare the customer of each record with its true entity; a place in both is one record."""
    _, customer, of_customer = np.unique(customers, return_inverse=True, return_counts=True)
    _, entity, of_entity = np.unique(entities, return_inverse=True, return_counts=True)
    cell, shared = np.unique(customer * len(of_entity) + entity, return_counts=True)
    whose = of_customer[cell // max(1, len(of_entity))]
    truly = of_entity[cell % max(1, len(of_entity))]
    found, said, true = _pairs(shared), _pairs(of_customer), _pairs(of_entity)
    held = np.bincount(cell // max(1, len(of_entity)), minlength=len(of_customer))
    spread = np.bincount(cell % max(1, len(of_entity)), minlength=len(of_entity))
    return Figures(
        Pairs(found, said - found, true - found),
        Score(
            _share(float((shared**2 / whose).sum()), len(customers)),
            _share(float((shared**2 / truly).sum()), len(entities)),
        ),
        Clusters(
            customers=len(of_customer),
            entities=len(of_entity),
            exact=int(((shared == whose) & (shared == truly)).sum()),
            over_merged=int((held > 1).sum()),
            split=int((spread > 1).sum()),
            customer_sizes=_sizes(of_customer),
            entity_sizes=_sizes(of_entity),
        ),
    )


def measure_pairs(said: NDArray[np.bool_], true: NDArray[np.bool_]) -> Figures:
    """Compare what was said of each labelled pair with what is true of it."""
    return Figures(
        Pairs(int((said & true).sum()), int((said & ~true).sum()), int((~said & true).sum()))
    )


def _pairs(sizes: NDArray[np.int64]) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 1.0


def _sizes(counts: NDArray[np.int64]) -> dict[int, int]:
    return dict(sorted(Counter(counts.tolist()).items()))
