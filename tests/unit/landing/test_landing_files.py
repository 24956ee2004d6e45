"""Files as they come: formats and encodings that are read, and files that are turned away whole."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import duckdb
import pytest

from tests.unit.landing.landing_project import RATE_MAP, Project

RATES = {"exchange_rate": {"map": RATE_MAP}}
LINES = "day,cur,rate\n2023-01-01,USD,1.1\n2023-01-02,USD,1.2\n"
OBJECTS = "".join(
    json.dumps({"day": f"2023-01-0{i}", "cur": "USD", "rate": i}) + "\n" for i in (1, 2, 3)
)


def parquet(path: Path) -> bytes:
    duckdb.sql("select '2023-01-01' as day, 'USD' as cur, 1.1 as rate").write_parquet(str(path))
    return path.read_bytes()


def sqlite(path: Path, rows: int = 2) -> bytes:
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as connection:
        connection.execute("create table rates (day, cur, rate, note)")
        connection.executemany(
            "insert into rates values (?, 'USD', ?, ?)",
            [("2023-01-01", 1.5, b"\x00\xff"), ("2023-01-02", None, "x" * 9000)][:rows],
        )
    return path.read_bytes()


@pytest.mark.parametrize(
    ("reader", "name", "content", "rule"),
    [
        ("csv", "f-2024-01-01.csv", b"", "empty"),
        ("csv", "f-2024-01-01.csv.gz", gzip.compress(b"", mtime=0), "empty"),
        ("jsonl", "f-2024-01-01.jsonl", b"", "empty"),
        ("parquet", "f-2024-01-01.parquet", b"", "empty"),
        ("sqlite", "f-2024-01-01.sqlite", b"", "empty"),
        ("csv", "f-2024-01-01.csv", LINES[:-12].encode(), "torn"),
        ("csv", "f-2024-01-01.csv", (LINES + '2023-01-03,"US').encode(), "torn"),
        ("csv", "f-2024-01-01.csv.gz", gzip.compress(LINES.encode() * 99, mtime=0)[:-20], "torn"),
        ("jsonl", "f-2024-01-01.jsonl", OBJECTS[:-9].encode(), "torn"),
        ("jsonl", "f-2024-01-01.jsonl.gz", gzip.compress(OBJECTS.encode(), mtime=0)[:-9], "torn"),
        ("jsonl", "f-2024-01-01.jsonl.gz", gzip.compress(OBJECTS[:-9].encode(), mtime=0), "torn"),
        ("csv", "f-2024-01-01.csv", "day,cur,rate,ä\n".encode("cp1252"), "wrong_encoding"),
        ("csv", "f-2024-01-01.csv", LINES.encode() + b"2023-01-03,\xe4,1\n", "wrong_encoding"),
        ("jsonl", "f-2024-01-01.jsonl", OBJECTS.encode() + b'{"day":"\xe4"}\n', "wrong_encoding"),
        ("csv", "f-2024-01-01.csv", b"PAR1\x00\x00", "wrong_format"),
        ("csv", "f-2024-01-01.csv", b"\n<!DOCTYPE html><html>\n", "wrong_format"),
        ("csv", "f-2024-01-01.csv.gz", LINES.encode(), "wrong_format"),
        ("csv", "f-2024-01-01.csv", gzip.compress(LINES.encode(), mtime=0), "wrong_format"),
        ("csv", "f-2024-01-01.csv", b"day,cur,rate,RATE\n1,2,3,4\n", "wrong_format"),
        ("jsonl", "f-2024-01-01.jsonl", b'[{"day": 1}]', "wrong_format"),
        ("jsonl", "f-2024-01-01.jsonl", b'{"day": 1, "Day": 2}\n', "wrong_format"),
        ("parquet", "f-2024-01-01.parquet", LINES.encode(), "wrong_format"),
        ("sqlite", "f-2024-01-01.sqlite", LINES.encode(), "wrong_format"),
        ("csv", "f-2024-13-01.csv", LINES.encode(), "no_date"),
        ("csv", "f-latest.csv", LINES.encode(), "no_date"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_rejected_whole(
    project: Project, reader: str, name: str, content: bytes, rule: str
) -> None:
    entity = RATES["exchange_rate"] | ({"table": "rates"} if reader == "sqlite" else {})
    project.describe({"exchange_rate": entity}, reader)
    outcome = project.land_one(name, content)
    assert (outcome.status, outcome.rule) == ("rejected", rule)
    assert project.rows("exchange_rate") == project.fetch("from quarantine.exchange_rate") == []
    assert project.fetch("select status, rule from ledger.delivery") == [("rejected", rule)]


@pytest.mark.parametrize("cut", [0.3, 0.9])
def test_cut_binary_files_are_torn(project: Project, tmp_path: Path, cut: float) -> None:
    for reader, whole in (
        ("parquet", parquet(tmp_path / "p")),
        ("sqlite", sqlite(tmp_path / "s")),
    ):
        entity = RATES["exchange_rate"] | ({"table": "rates"} if reader == "sqlite" else {})
        project.describe({"exchange_rate": entity}, reader)
        outcome = project.land_one(f"f-2024-01-01.{reader}", whole[: int(len(whole) * cut)])
        assert outcome.rule == "torn"
        (project.settings.raw / f"f-2024-01-01.{reader}").unlink()


def test_a_missing_column_is_named_with_what_needs_it(project: Project) -> None:
    project.describe(RATES)
    outcome = project.land_one("f-2024-01-01", "day,cur\n2023-01-01,USD\n")
    assert outcome.rule == "missing_column"
    assert outcome.detail == "column rate is missing; exchange_rate.rate needs it"


def test_optional_columns_may_be_missing_and_unknown_ones_are_reported(project: Project) -> None:
    entity = {"map": RATE_MAP, "where": "note is null"}
    project.describe({"exchange_rate": entity}, optional=["note"], ignore=["branch"])
    outcome = project.land_one("f-2024-01-01", "DAY,cur,rate,branch,new\n2023-01-01,USD,1,x,y\n")
    assert outcome.unknown_columns == ["new"]
    assert outcome.counts["exchange_rate"].loaded == 1
    assert project.fetch("select column_name from ledger.unknown_column") == [("new",)]


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (LINES, {}),
        (LINES.replace("\n", "\r\n"), {}),
        ("\ufeff" + LINES, {}),
        (LINES[:-1], {}),
        (LINES.replace(",", ";").replace(".", ","), {"delimiter": ";", "decimal": ","}),
        (LINES.replace("USD", "'USD'"), {"quote": "'"}),
        (LINES.replace("\n", "\n\n"), {}),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_delimited_text_is_read_however_it_is_written(
    project: Project, content: str, options: dict[str, str], packed: bool
) -> None:
    project.describe(RATES, options=options)
    data = content.encode()
    outcome = project.land_one(
        "f-2024-01-01.csv.gz" if packed else "f-2024-01-01.csv",
        gzip.compress(data) if packed else data,
    )
    assert outcome.counts["exchange_rate"].loaded == 2
    assert [str(row[0]) for row in project.rows("exchange_rate", "rate")] == [
        "1.10000000",
        "1.20000000",
    ]


def test_windows_letters_and_line_ends_in_quotes_are_kept(project: Project) -> None:
    project.describe(
        {"party": {"map": {"party_id": "id", "name": "name"}}}, options={"encoding": "cp1252"}
    )
    text = 'id,name\n1,"Müller\nSöhne"\n2,Žižka €\n'
    project.land_one("f-2024-01-01.csv", text.encode("cp1252"))
    assert project.rows("party", "name") == [("Müller\nSöhne",), ("Žižka €",)]


def test_only_the_last_line_can_be_cut_off(project: Project) -> None:
    project.describe(RATES)
    text = "day,cur,rate\n2023-01-01,USD\n2023-01-02,USD,1.2,9\n2023-01-03,USD,1.3"
    outcome = project.land_one("f-2024-01-01", text)
    assert (outcome.status, outcome.counts["exchange_rate"].quarantined) == ("loaded", 2)
    assert project.fetch("select _record, _line, rules from quarantine.exchange_rate") == [
        (None, 2, ["*:malformed"]),
        (None, 3, ["*:malformed"]),
    ]
    assert project.rows("exchange_rate", "_record") == [(1,)]


def test_a_header_alone_is_a_delivery_without_records(project: Project) -> None:
    project.describe(RATES)
    outcome = project.land_one("f-2024-01-01", "day,cur,rate\n")
    assert (outcome.status, outcome.counts["exchange_rate"].read) == ("loaded", 0)


def test_lines_of_json_that_are_no_objects_are_kept_with_number_and_text(project: Project) -> None:
    project.describe(RATES, "jsonl")
    first, second, third = OBJECTS.splitlines()
    bad = ['{"day": "2', "[1, 2]", "7"]
    text = "\n".join([first, "", bad[0], second, bad[1], "  ", bad[2], third]) + "\n"
    outcome = project.land_one("f-2024-01-01.jsonl", text)
    assert outcome.counts["exchange_rate"].read == 6
    assert project.fetch(
        "select _line, record ->> 'line' from quarantine.exchange_rate order by 1"
    ) == [(3, bad[0]), (5, bad[1]), (7, bad[2])]
    assert project.rows("exchange_rate", "_record") == [(1,), (2,), (3,)]


def test_nested_lists_of_json_lose_no_element_and_no_line(project: Project) -> None:
    lines = {
        "order_id": "id",
        "product_id": "items.sku",
        "quantity": "items.n",
        "line_number": "items.no",
    }
    project.describe(
        {"order_line": {"unnest": "items", "map": lines | {"unit_price_amount": "items.p"}}},
        "jsonl",
    )
    good = {"sku": "A-1", "n": 1.5, "no": 1, "p": "2.00"}
    text = [
        json.dumps({"id": 1, "items": [good, good | {"no": 2, "n": "x"}]}),
        json.dumps({"id": 2, "items": []}),
        json.dumps({"id": 3, "items": good}),
        "{broken",
        json.dumps({"id": 4, "items": 5}),
        json.dumps({"id": 5, "items": None}),
    ]
    outcome = project.land_one("f-2024-01-01.jsonl", "\n".join(text) + "\n")
    assert outcome.counts["order_line"].read == 5
    assert project.rows("order_line", "order_id, product_id, _record") == [
        ("1", "A-1", 1),
        ("3", "A-1", 3),
    ]
    waiting = project.fetch(
        "select _record, _line, rules from quarantine.order_line order by _record nulls last"
    )
    assert [row[:2] for row in waiting] == [(2, None), (4, None), (None, 4)]
    assert waiting[0][2] == ["quantity:cast"]
    assert waiting[2][2] == ["*:malformed"]


def test_sqlite_blobs_and_nulls_are_read_as_text(project: Project, tmp_path: Path) -> None:
    entity = {"map": RATE_MAP, "table": "rates"}
    project.describe({"exchange_rate": entity}, "sqlite")
    outcome = project.land_one("f-2024-01-01.sqlite", sqlite(tmp_path / "s"))
    assert outcome.counts["exchange_rate"].loaded == 1
    assert project.broken("exchange_rate") == {2: ["rate:not_nullable"]}
    assert outcome.unknown_columns == ["rates.note"]


def test_a_sqlite_file_without_the_table_is_rejected(project: Project, tmp_path: Path) -> None:
    project.describe({"exchange_rate": {"map": RATE_MAP, "table": "courses"}}, "sqlite")
    outcome = project.land_one("f-2024-01-01.sqlite", sqlite(tmp_path / "s"))
    assert (outcome.rule, outcome.detail) == ("missing_column", "there is no table courses")


def test_record_numbers_go_on_over_batches(tmp_path: Path) -> None:
    project = Project(tmp_path, threads=1, landing={"batch_rows": 1000})
    project.describe(RATES, "jsonl")
    rows = [json.dumps({"day": "2023-01-01", "cur": "USD", "rate": i}) for i in range(1, 2501)]
    rows[1200] = "no object"
    rows[2400] = json.dumps({"day": "2023-01-01", "cur": "x", "rate": 1})
    project.land_one("f-2024-01-01.jsonl", "\n".join(rows) + "\n")
    assert project.fetch(
        "select _record, _line from quarantine.exchange_rate order by 1 nulls first"
    ) == [(None, 1201), (2400, None)]
    found = project.rows("exchange_rate", "_record, rate::bigint")
    assert [record for record, _ in found] == [n for n in range(1, 2500) if n != 2400]
    assert all(rate == record + (record > 1200) for record, rate in found)
    project.close()


def test_collapsed_repeats_land_once_and_count_as_repeated(project: Project) -> None:
    project.describe(
        {
            "party": {
                "map": {"party_id": "id", "email": "mail"},
                "collapse": True,
                "where": "id <> 'x'",
            }
        }
    )
    text = "id,mail\n1,a@b.de\n1,a@b.de\n1,c@d.de\nx,a@b.de\n2,nonsense\n2,nonsense\n"
    counts = project.land_one("f-2024-01-01", text).counts["party"]
    assert (counts.read, counts.loaded, counts.repeated) == (6, 2, 1)
    assert (counts.quarantined, counts.not_applicable) == (2, 1)
    assert project.rows("party", "_record, email") == [(1, "a@b.de"), (3, "c@d.de")]


def test_one_pass_feeds_the_entity_that_is_named_like_a_keyword(project: Project) -> None:
    order = {
        "order_id": "id",
        "order_status_code": "'placed'",
        "ordered_at": '"at"',
        "currency_code": "'EUR'",
        "party_id": "buyer",
    }
    project.describe(
        {"order": {"map": order, "collapse": True}, "party": {"map": {"party_id": "buyer"}}}
    )
    project.land_one("f-2024-01-01", "id,at,buyer\n1,2023-12-31,7\n2,2024-01-02,8\n")
    assert project.rows("order", "order_id, party_source") == [("1", "shop")]
    assert project.broken("order") == {2: ["ordered_at:not_after_delivery"]}
    assert project.rows("party", "party_id") == [("7",), ("8",)]


def test_objects_of_a_single_key_are_read_by_it(project: Project) -> None:
    project.describe({"party": {"map": {"party_id": "id"}}}, "jsonl")
    project.land_one("f-2024-01-01.jsonl", '{"id": "a"}\n{"id": 7}\n')
    assert project.rows("party", "party_id") == [("a",), ("7",)]


def test_a_file_that_breaks_off_while_it_is_read_is_torn(project: Project, tmp_path: Path) -> None:
    project.describe(RATES, "parquet")
    path = tmp_path / "p"
    duckdb.sql(
        "select '2023-01-01' as day, 'USD' as cur, (hash(i) / 7)::varchar as rate "
        "from range(50000) as r (i)"
    ).write_parquet(str(path))
    whole = bytearray(path.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 20_000] = b"\xff" * 20_000
    outcome = project.land_one("f-2024-01-01.parquet", bytes(whole))
    assert (outcome.status, outcome.rule) == ("rejected", "torn")
    assert project.fetch("from raw.exchange_rate") == []
