"""E-mail addresses: spellings of one mailbox agree, and no two mailboxes become one."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.identity import values


def form(value: str) -> str:
    query = values.EMAIL_FORM.format(values="(select ? as value)")
    ((_, normalised),) = duckdb.execute(query, [value]).fetchall()
    return str(normalised)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna.Berg@Mail.example", "anna.berg@mail.example"),
        (" anna.berg@mail.example ", "anna.berg@mail.example"),
        ("anna+shop@mail.example", "anna@mail.example"),
        ("anna+a+b@mail.example", "anna@mail.example"),
        ("anna.berg@gmail.com", "annaberg@googlemail.com"),
        ("Anna.Berg+x@GoogleMail.com", "annaberg@gmail.com"),
        ("mailto:anna@mail.example", "anna@mail.example"),
        ("anna@mail.example.", "anna@mail.example"),
    ],
)
def test_spellings_of_one_mailbox_agree(one: str, other: str) -> None:
    assert form(one) == form(other)
    assert form(form(one)) == form(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna.berg@web.example", "annaberg@web.example"),
        ("anna@gmail.com", "anna@gmx.example"),
        ("anna-berg@gmail.com", "annaberg@gmail.com"),
        ("anna@mail.example", "anna@de.mail.example"),
        ("+anna@mail.example", "+berg@mail.example"),
    ],
)
def test_two_mailboxes_stay_two(one: str, other: str) -> None:
    assert form(one) != form(other)
