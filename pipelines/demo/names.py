"""Pools of names, towns and companies from which the demonstration company's parties are made.

Belongs here: reading ``pools.yml``. Does not belong here: how names are drawn (``parties``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml


class Country(NamedTuple):
    """Where parties live, what they pay in, and how their telephones are numbered.

    ``mobile`` and ``fixed`` are prefix with country code, first number, count of numbers.
    """

    code: str
    share: float
    currency: str
    language: str
    price_level: float
    tax_rate: float
    postal_digits: int
    legal_form: str
    mobile: tuple[str, int, int]
    fixed: tuple[str, int, int]
    cities: list[tuple[str, str]]


@cache
def _pools() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("pools.yml").read_text(encoding="utf-8")
    )
    return loaded


def pool(name: str) -> list[str]:
    """Return a list of names, the frequent ones first."""
    drawn: list[str] = _pools()[name]
    return drawn


def pairs(name: str) -> list[tuple[str, str]]:
    """Return a list of names in Latin letters and in their own script."""
    return [(latin, native) for latin, native in _pools()[name]]


def lookup(name: str) -> dict[str, str]:
    """Return a table of names."""
    table: dict[str, str] = _pools()[name]
    return table


def company_stems(kind: str) -> list[str]:
    """Return how names of organisations of a kind begin; persons have none."""
    stems: list[str] = _pools()["company_stems"].get(kind, [""])
    return stems


@cache
def countries() -> tuple[Country, ...]:
    """Return the countries in which the company sells."""
    return tuple(Country(**country) for country in _pools()["countries"])
