"""Streaming: batches in file order, read ahead or not, and a reader that ends when asked to."""

import threading
from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pytest

from pipelines.landing.rejection import RejectedError, read_failure
from pipelines.landing.streaming import (
    AHEAD,
    BATCH_BYTES,
    VECTOR,
    WORTH_A_THREAD,
    Pace,
    ahead,
    stream,
)

NUMBERS = "select i as one from range(200000) as r (i)"


@pytest.mark.parametrize("size", [1, WORTH_A_THREAD], ids=["at once", "ahead"])
def test_batches_come_in_order_and_whole(size: int) -> None:
    read = list(stream(duckdb.connect(), NUMBERS, 50_000, size, Pace()))
    assert len(read) > 2
    assert pa.concat_tables(read)["one"].to_pylist() == list(range(200_000))


@pytest.mark.parametrize("size", [1, WORTH_A_THREAD], ids=["at once", "ahead"])
def test_content_that_cannot_be_read_on_is_torn_without_its_values(size: int) -> None:
    sql = "select cast(if(i < 150000, '1', 'secret') as integer) as one from range(200000) as r (i)"
    with pytest.raises(RejectedError) as rejected:
        list(stream(duckdb.connect(), sql, 50_000, size, Pace()))
    assert rejected.value.rule == "torn"
    assert "secret" not in str(rejected.value)


def test_a_reader_goes_no_further_ahead_than_stated_and_stops_when_left() -> None:
    read = 0
    enough = threading.Event()

    def endless() -> Iterator[pa.Table]:
        nonlocal read
        while True:
            read += 1
            if read > AHEAD + 1:
                enough.set()
            yield pa.table({"one": [read]})

    batches = ahead(endless())
    assert next(batches)["one"].to_pylist() == [1]
    assert enough.wait(10)
    batches.close()  # type: ignore[attr-defined]
    assert read <= AHEAD + 3
    assert not [one for one in threading.enumerate() if one.name == "landing-read-ahead"]


@pytest.mark.parametrize(
    "message",
    [
        "IO Error: Could not write file: No space left on device",
        "IO Error: Cannot open file: Too many open files",
        "Out of Memory Error: could not allocate block",
    ],
)
def test_what_the_machine_lacks_rejects_no_delivery(message: str) -> None:
    error = duckdb.IOException(message)
    assert read_failure(error) is error


def test_of_long_records_a_batch_holds_few() -> None:
    sql = "select repeat('x', 40000) as one from range(3000) as r (i)"
    read = list(stream(duckdb.connect(), sql, 50_000, 1, Pace.of(40_000, 1)))
    assert sum(one.num_rows for one in read) == 3_000
    assert max(one.nbytes for one in read) < BATCH_BYTES * 1.3
    assert Pace.of(200, 10).chunk_rows == Pace.of(None, 10).chunk_rows == VECTOR
