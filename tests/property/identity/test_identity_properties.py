"""Identity for any deliveries in any order over any runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.identity.conftest import EXACT, Delivery, Project, deliveries, naive, resolved

ONE_RUN = settings(max_examples=30, deadline=None)
MANY_RUNS = settings(max_examples=20, deadline=None)  # a resolution of a few rows takes 0.3 s


@ONE_RUN
@given(deliveries())
def test_customers_are_those_of_a_naive_union_find(project: Project, drawn: list[Delivery]) -> None:
    project.clear(EXACT)
    project.run(drawn)
    found = resolved(project)
    assert found == naive(drawn)
    # An equivalence: the first record of a customer is its own, so the customers partition.
    assert all(found[first] == first for first in found.values())


@MANY_RUNS
@given(deliveries(), st.data())
def test_any_order_over_any_runs_gives_the_same_records(
    project: Project, drawn: list[Delivery], data: st.DataObject
) -> None:
    project.clear()
    project.run(drawn)
    at_once = project.content()
    evidence = project.evidence()

    project.clear()
    waiting = data.draw(st.permutations(drawn))
    while waiting:
        size = data.draw(st.integers(1, len(waiting)))
        project.run(waiting[:size])
        waiting = waiting[size:]
    assert project.content() == at_once
    assert project.evidence() == evidence


@MANY_RUNS
@given(deliveries())
def test_later_deliveries_leave_the_keys_to_the_records_before_them(
    project: Project, drawn: list[Delivery]
) -> None:
    project.clear()
    before: dict[int, frozenset[int]] = {}
    for days, delivery in enumerate(sorted(drawn, key=lambda delivery: delivery.day)):
        project.run([replace(delivery, day=delivery.day + timedelta(days))])
        known = frozenset().union(*before.values())
        customers = {records: key for key, records in before.items()}
        after = project.clusters()
        for key, records in after.items():
            old = records & known
            assert not old or key in old
            assert customers.get(old, key) == key
        before = after
