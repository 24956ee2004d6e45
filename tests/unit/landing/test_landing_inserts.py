"""Inserts of large tables go on in a thread: in order, one at a time, and no failure is lost."""

import duckdb
import pyarrow as pa
import pytest

from pipelines.landing.inserts import (
    BATCH,
    ENOUGH_ROWS,
    ROW_GROUP,
    WORTH_A_THREAD,
    Inserts,
    Pending,
    row_groups,
)

LARGE = pa.table({"one": pa.array(range(WORTH_A_THREAD))})
SMALL = pa.table({"one": [1, 2]})
INTO = f"insert into numbers select one from {BATCH}"


@pytest.fixture
def inserts() -> Inserts:
    connection = duckdb.connect()
    connection.execute("create table numbers (one bigint check (one < 1000000))")
    return Inserts(connection)


def count(inserts: Inserts) -> int:
    found = inserts.connection.execute("select count(*) from numbers").fetchone()
    assert found is not None
    return int(found[0])


def test_large_and_small_inserts_all_arrive(inserts: Inserts) -> None:
    for rows in (LARGE, SMALL, LARGE, LARGE):
        inserts.insert(INTO, rows)
    inserts.finish()
    assert count(inserts) == 3 * WORTH_A_THREAD + 2
    assert inserts.insert_now(INTO, SMALL) == 2


def test_a_large_insert_is_handed_over(inserts: Inserts) -> None:
    inserts.insert(INTO, SMALL)
    assert inserts.under_way is None
    inserts.insert(INTO, LARGE)
    assert inserts.under_way is not None
    inserts.finish()


@pytest.mark.parametrize("then", ["finish", "insert"])
def test_a_failure_in_the_thread_reaches_whoever_comes_next(inserts: Inserts, then: str) -> None:
    inserts.insert(f"insert into numbers select one + 1000000 from {BATCH}", LARGE)
    with pytest.raises(duckdb.ConstraintException):
        inserts.finish() if then == "finish" else inserts.insert(INTO, SMALL)
    assert count(inserts) == 0


def test_closing_waits_and_keeps_quiet_for_the_rollback(inserts: Inserts) -> None:
    inserts.connection.execute("begin")
    inserts.insert(INTO, LARGE)
    inserts.close()
    assert count(inserts) == WORTH_A_THREAD
    inserts.connection.execute("rollback")
    assert count(inserts) == 0


def test_rows_are_put_aside_until_they_are_enough() -> None:
    pending = Pending()
    assert pending.take() is None
    assert not pending.add(SMALL)
    assert pending.add(pa.table({"one": pa.nulls(ENOUGH_ROWS, pa.int64())}))
    taken = pending.take()
    assert taken is not None
    assert taken.num_rows == ENOUGH_ROWS + 2
    assert pending.take() is None


def test_rows_are_handed_over_as_whole_row_groups_and_the_rest_waits() -> None:
    connection = duckdb.connect(config={"threads": 2})
    connection.execute("create table numbers (one bigint)")
    inserts, pending = Inserts(connection), Pending()
    for start in range(0, 400_000, 1_000):
        if pending.add(pa.table({"one": range(start, start + 1_000)})):
            taken = pending.take_whole()
            assert taken is not None
            assert taken.num_rows == ROW_GROUP
            inserts.insert(INTO, taken)
    rest = pending.take()
    assert rest is not None
    inserts.insert_now(INTO, rest)
    assert connection.sql("select one from numbers").fetchall() == [(i,) for i in range(400_000)]


def test_a_table_is_read_in_chunks_of_row_groups() -> None:
    chunks = [pa.table({"one": range(i, i + 1_000)}) for i in range(0, 300_000, 1_000)]
    grouped = row_groups(pa.concat_tables(chunks))
    assert [len(one) for one in grouped["one"].chunks] == [ROW_GROUP, ROW_GROUP, 54_240]
    assert grouped["one"].to_pylist() == list(range(300_000))


def test_a_second_thread_is_there_from_a_large_insert_to_the_next_delivery() -> None:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("create table numbers (one bigint)")
    for rows, threads in ((SMALL, 1), (LARGE, 2), (SMALL, 1)):
        inserts = Inserts(connection, threads=2)
        connection.execute("begin")
        inserts.insert(INTO, rows)
        inserts.close()
        connection.execute("commit")
        found = connection.execute("select current_setting('threads')").fetchall()
        assert found == [(threads,)]
