"""The ledger of identity for any deliveries over any runs, with some taken back in between."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.identity.conftest import EXACT, Delivery, Project, deliveries, naive, resolved

MANY_RUNS = settings(max_examples=10, deadline=None)  # a resolution of a few rows takes 0.3 s


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[list[Delivery], list[Delivery]]]:
    """Draw runs: what each lands and what it takes back of earlier ones."""
    waiting, active, runs = draw(deliveries()), [], []
    while waiting:
        taken_back = [old for old in active if draw(st.integers(0, 3)) == 0]
        size = draw(st.integers(1, len(waiting)))
        landed, waiting = waiting[:size], waiting[size:]
        active = [old for old in active if old not in taken_back] + landed
        runs.append((landed, taken_back))
    runs.append(([], [old for old in active if draw(st.booleans())]))
    return runs


@MANY_RUNS
@given(histories())
def test_keys_events_and_redirects_hold_through_any_history(
    project: Project, runs: list[tuple[list[Delivery], list[Delivery]]]
) -> None:
    project.clear(EXACT)
    active: list[Delivery] = []
    last_members: dict[int, frozenset[int]] = {}
    last_runs: dict[tuple[int, int], int] = {}
    before: dict[int, frozenset[int]] = {}
    last_redirects: dict[int, int] = {}
    for landed, taken_back in runs:
        project.run(landed, taken_back)
        active = [old for old in active if old not in taken_back] + landed
        clusters = project.clusters()

        assert resolved(project) == naive(active)
        for key, members in clusters.items():
            assert last_members.get(key, members) & members, "a key went to other records"
        last_members |= clusters

        rows = project.rows("select record_key, customer_key, _run from identity.record")
        runs_now = {(record, customer): run for record, customer, run in rows}
        for unchanged in runs_now:
            assert runs_now[unchanged] == last_runs.get(unchanged, project.run_id)
        last_runs = runs_now

        redirects = dict(project.rows("from identity.redirect"))
        assert set(redirects) <= set(last_members)
        assert_redirects_follow(before, clusters, last_redirects, redirects)
        before, last_redirects = clusters, redirects
    assert replayed(project) == customers_by_record(clusters)


def customers_by_record(clusters: dict[int, frozenset[int]]) -> dict[int, int]:
    """Turn customers with their records into records with their customer."""
    return {record: key for key, records in clusters.items() for record in records}


def assert_redirects_follow(
    before: dict[int, frozenset[int]],
    after: dict[int, frozenset[int]],
    last_redirects: dict[int, int],
    redirects: dict[int, int],
) -> None:
    """Check that each retired key leads to where its record, or else its customer, went."""
    assert set(redirects.values()) <= set(after)
    assert not set(redirects) & set(after)
    customer_of = customers_by_record(after)
    for retired, last in ({key: key for key in before} | last_redirects).items():
        successors = {customer_of[record] for record in before[last] if record in customer_of}
        if retired in customer_of:
            successors = {customer_of[retired]}
        if retired not in after:
            assert {redirects[retired]} <= successors if successors else retired not in redirects


def replayed(project: Project) -> dict[int, int]:
    """Return the records as the events alone tell them, each checked against what it follows."""
    told: dict[int, int] = {}
    for event, key, into, record in project.rows(
        "select event, customer_key, into_customer_key, record_key"
        " from identity.event order by run_id"
    ):
        assert (event == "new") == (record not in told)
        if event == "new":
            told[record] = key
            continue
        assert told[record] == key
        if into is None:
            assert event == "retire"
            del told[record]
        else:
            told[record] = into
    return told
