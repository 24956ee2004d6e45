"""JSON Lines as they may come: each line is read right, put aside by number, or refused by name."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.unit.landing.landing_project import RATE_MAP, Project

RATES = {"exchange_rate": {"map": RATE_MAP}}
PARTIES = {"party": {"map": {"party_id": "id", "name": "name"}}}
COSTS = {
    "campaign_cost": {
        "map": {
            "campaign_cost_id": "id",
            "campaign_id": "campaign",
            "cost_date": "day",
            "currency_code": "cur",
            "cost_amount": "cost",
        }
    }
}
COST = '{"id":"C1","campaign":"K1","day":"2023-01-01","cur":"USD","cost":1}\n'
FILE = "f-2024-01-01.jsonl"
WHOLE = '{"id":"first","name":"Ann"}\n'


def many(count: int, **last: Any) -> str:
    lines = [{"id": str(i), "name": "x" * 100} for i in range(count)]
    return "\n".join(json.dumps(line) for line in [*lines, {"id": "last"} | last]) + "\n"


@pytest.mark.parametrize("count", [1_500, 12_000])  # beyond the sampled lines, and their megabyte
def test_a_key_that_comes_late_is_reported(project: Project, count: int) -> None:
    project.describe(PARTIES, "jsonl")
    outcome = project.land_one(FILE, many(count, name="Ann", tail=1, é="x"))
    assert outcome.unknown_columns == ["tail", "é"]
    assert outcome.counts["party"].loaded == count + 1


def test_a_mapped_key_that_comes_late_is_read(project: Project) -> None:
    mapped = {"party_id": "id", "name": "name", "email": "mail", "phone": "phone"}
    project.describe({"party": {"map": mapped}}, "jsonl", optional=["phone"])
    outcome = project.land_one(FILE, many(1_500, mail="a@b.de", phone="+49 30 1234567"))
    assert outcome.unknown_columns == []
    assert project.rows("party", "email, phone")[-1] == ("a@b.de", "+49 30 1234567")


def test_a_late_key_that_differs_in_case_only_is_refused(project: Project) -> None:
    project.describe(PARTIES, "jsonl")
    outcome = project.land_one(FILE, many(1_500, Name="Ann"))
    assert (outcome.status, outcome.rule) == ("rejected", "wrong_format")
    assert project.fetch("from raw.party") == []


def test_an_optional_key_may_be_written_otherwise(project: Project) -> None:
    project.describe(PARTIES, "jsonl", optional=["NAME"])
    assert project.land_one(FILE, WHOLE).unknown_columns == []
    assert project.rows("party", "name") == [("Ann",)]


def test_late_keys_of_lines_with_lists_are_reported(project: Project) -> None:
    mapped = {"order_id": "id", "quantity": "items.n", "unit_price_amount": "items.p"}
    project.describe({"order_line": {"unnest": "items", "map": mapped}}, "jsonl")
    text = "".join(
        json.dumps({"id": str(i), "items": [{"n": 1, "p": i}, {"n": 2, "p": i}]} | late) + "\n"
        for i, late in [(i, {}) for i in range(1_200)] + [(1_200, {"late": [1]})]
    )
    outcome = project.land_one(FILE, text)
    assert outcome.unknown_columns == ["late"]
    assert project.rows("order_line", "order_id")[-1] == ("1200",)


@pytest.mark.parametrize(
    "line",
    [
        '{"id":',
        '{"id":"2"',
        '{"id":"2"}}',
        '{"id":"2"} {"id":"3"}',
        "{'id':'2'}",
        '{"id":01}',
        '{"id":"a\x00b"}',
        '{"id":"a\tb"}',
        '{"id":"\\ud800"}',
        "null",
        "[]",
        '"{}"',
        "\x00",
        "x" * 100_000,
    ],
)
@pytest.mark.parametrize("long_number", [False, True])
def test_a_line_that_is_no_object_is_put_aside_by_number(
    project: Project, line: str, long_number: bool
) -> None:
    project.describe(PARTIES, "jsonl", ignore=["n"])
    # One number that a double cannot hold, and the file is read in another way.
    first = WHOLE.replace("}", ', "n": 12345678901234567.25}') if long_number else WHOLE
    outcome = project.land_one(FILE, f'{first}\r\n\n{line}\n  \n{{"id":"z","name":"B"}}\n')
    assert outcome.counts["party"].read == 3
    assert project.fetch("select _line, rules from quarantine.party") == [(4, ["*:malformed"])]
    assert project.rows("party", "party_id, _record") == [("first", 1), ("z", 2)]


@pytest.mark.parametrize("cut", ['{"id":', '{"id": ', '{"id":[1,', "[", '{"id":{"x":', ":"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
@pytest.mark.parametrize("following", [['"w"}'], []])
def test_a_line_that_is_cut_takes_none_with_it(
    project: Project, cut: str, end: str, following: list[str]
) -> None:
    project.describe(PARTIES, "jsonl")
    lines = [WHOLE.strip(), cut, *following, '{"id":"y","name":"B"}', '{"id":"z","name":"B"}']
    project.land_one(FILE, end.join(lines) + end)
    assert project.rows("party", "party_id") == [("first",), ("y",), ("z",)]
    waiting = project.fetch("select _line from quarantine.party")
    assert waiting == [(1 + len(end.replace("\r", "")) * n,) for n in range(1, 2 + len(following))]


@pytest.mark.parametrize("line", ["{}", '{"id":null}', '{"id":null,"name":null}'])
def test_an_object_without_values_is_a_record(project: Project, line: str) -> None:
    project.describe(PARTIES, "jsonl")
    project.land_one(FILE, WHOLE + line + "\n")
    assert project.broken("party") == {2: ["party_id:not_nullable"]}


@pytest.mark.parametrize("text", [WHOLE, WHOLE.replace("\n", "\r\n"), WHOLE[:-1], "\n  \n" + WHOLE])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("packed", [False, True])
def test_json_is_read_however_it_is_written(
    project: Project, text: str, mark: str, packed: bool
) -> None:
    project.describe(PARTIES, "jsonl")
    data = (mark + text).encode()
    outcome = project.land_one(FILE + ".gz" * packed, gzip.compress(data) if packed else data)
    assert outcome.counts["party"].read == 1
    assert project.rows("party", "party_id, name") == [("first", "Ann")]


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("1.1", "1.10000000"),
        ("1e3", "1000.00000000"),
        ("9999999.99999999", "9999999.99999999"),
        ("1234567.123456789", None),
        ("123456789012345678901234567890", None),
        ("18446744073709551617", None),
        ("1e400", None),
        ("-1e400", None),
        ("NaN", None),
        ("Infinity", None),
        ("true", None),
        ('{"x":1}', None),
        ("[1.5]", None),
    ],
)
def test_a_number_lands_to_its_last_digit_or_not_at_all(
    project: Project, number: str, found: str | None
) -> None:
    project.describe(RATES, "jsonl")
    whole = '{"day":"2023-01-01","cur":"USD","rate":1}\n'
    outcome = project.land_one(FILE, whole * 3 + whole.replace("1}", number + "}"))
    assert outcome.counts["exchange_rate"].read == 4
    rates = [str(rate) for (rate,) in project.rows("exchange_rate", "rate")]
    assert rates == ["1.00000000"] * 3 + ([found] if found else [])
    assert project.broken("exchange_rate") == ({} if found else {4: ["rate:cast"]})


@pytest.mark.parametrize("amount", ["9999999999999.9999", "1234567890123.0001"])
def test_an_amount_of_more_digits_than_a_double_holds_keeps_them(
    project: Project, amount: str
) -> None:
    project.describe(COSTS, "jsonl")
    project.land_one(FILE, COST.replace("1}", amount + "}"))
    assert [str(found) for (found,) in project.rows("campaign_cost", "cost_amount")] == [amount]


@pytest.mark.parametrize("padding", [0, 2**20 - 90, 2**20 - 85, 2**20 - 80, 2**20 - 75])
def test_a_long_number_is_found_wherever_it_stands(project: Project, padding: int) -> None:
    project.describe(COSTS, "jsonl", ignore=["note"])
    long = COST.replace("1}", "9999999999999.9999}").replace(
        "{", '{"note":"' + "x" * padding + '",'
    )
    project.land_one(FILE, long + COST.replace("C1", "C2"))
    found = project.rows("campaign_cost", "cost_amount")
    assert sorted(str(amount) for (amount,) in found) == ["1.0000", "9999999999999.9999"]


@pytest.mark.parametrize("place", [1, 1_200])
def test_an_object_with_a_key_twice_is_put_aside(project: Project, place: int) -> None:
    project.describe(PARTIES, "jsonl")
    project.land_one(FILE, WHOLE * place + '{"id":"1","id":"2"}\n')
    assert project.fetch("select _line, rules from quarantine.party") == [
        (place + 1, ["*:malformed"])
    ]


@pytest.mark.parametrize(
    "name", ["o'clock", 'say "x"', "a.b", "", "\u0000", "é ü", "_landing.keys", "keyed", "line"]
)
@pytest.mark.parametrize("lines", [0, 1_200])
def test_a_key_may_have_any_name(project: Project, name: str, lines: int) -> None:
    project.describe(PARTIES, "jsonl")
    outcome = project.land_one(
        FILE, WHOLE * lines + WHOLE.replace("}", f", {json.dumps(name)}: 1}}")
    )
    assert outcome.unknown_columns == [name]
    assert outcome.counts["party"].loaded == lines + 1


def test_a_nested_value_where_a_scalar_was_is_kept_as_text(project: Project) -> None:
    project.describe(PARTIES, "jsonl")
    project.land_one(FILE, WHOLE * 1_200 + '{"id":{"x":[1]},"name":["A","B"]}\n')
    assert project.rows("party", "party_id, name")[-1] == ('{"x":[1]}', '["A","B"]')


def test_one_gigantic_line_is_refused(project: Project) -> None:
    project.describe(PARTIES, "jsonl")
    outcome = project.land_one(FILE, WHOLE + json.dumps({"id": "y" * (70 * 2**20)}) + "\n")
    assert (outcome.rule, outcome.detail) == ("wrong_format", "a line is longer than 16 MB")


@pytest.mark.parametrize("shift", range(3))
@pytest.mark.parametrize("lines", [1, 3])
def test_a_letter_across_the_end_of_the_sample_is_no_fault_of_encoding(
    project: Project, shift: int, lines: int
) -> None:
    project.describe(PARTIES, "jsonl")
    long = json.dumps({"id": "1", "name": "中" * (400_000 // lines)}, ensure_ascii=False)
    outcome = project.land_one(FILE, (long.replace("1", "1" * (1 + shift)) + "\n") * lines)
    assert (outcome.rule, outcome.counts["party"].read) == (None, lines)


def test_digits_in_a_string_stay_in_it_where_numbers_are_long(project: Project) -> None:
    project.describe(COSTS, "jsonl", ignore=["note"])
    notes = ["ref:12345678901234567890", 'a \\"b\\",1234567890123456', "[1234567890.123456789]"]
    lines = [
        COST.replace(":1}", f':99999999999999.999{n},"note":"{note}"}}')
        for n, note in enumerate(notes, 1)
    ]
    project.land_one(FILE, "".join(lines))
    assert project.fetch("from quarantine.campaign_cost") == []
    costs = [str(cost) for (cost,) in project.rows("campaign_cost", "cost_amount")]
    assert costs == [f"99999999999999.999{n}" for n in (1, 2, 3)]


def test_keys_that_are_values_are_neither_reported_nor_remembered(project: Project) -> None:
    project.describe(PARTIES, "jsonl")
    lines = [json.dumps({"id": str(i), "name": "x", f"ann{i}@x.org": 1}) for i in range(2_000)]
    outcome = project.land_one(FILE, "\n".join([WHOLE.strip()] * 1_000 + lines) + "\n")
    assert (outcome.status, outcome.rule) == ("rejected", "wrong_format")
    assert "@" not in str(outcome.detail)
    assert project.rows("party", "party_id") == []
