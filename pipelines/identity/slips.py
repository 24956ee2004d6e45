"""Slips of the pen: what is written differently and may be the same.

Belongs here: comparing two texts or dates. Does not belong here: what follows from a difference.
"""

from __future__ import annotations

from datetime import date


def is_slip(one: str, other: str) -> bool:
    """Tell whether two texts are equal but for one letter changed, left out, or swapped."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    rest, others = one[start:], other[start:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[1::-1] == others[:2] and rest[2:] == others[2:])
    )


def is_same_birth(one: date, other: date, slips: int = 1) -> bool:
    """Tell whether two birth dates are one but for slips, or day and month are swapped."""
    swapped = (one.year, one.day, one.month) == (other.year, other.month, other.day)
    return swapped or are_slips(one.isoformat(), other.isoformat(), slips)


def are_slips(one: str, other: str, slips: int) -> bool:
    """Tell whether two texts are equal but for so many letters, each changed in its place."""
    if is_slip(one, other):
        return True
    if len(one) != len(other):
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) <= slips


def is_same_id(one: str, other: str, slips: int = 1) -> bool:
    """Tell whether two national ids are one but for slips; ``DE:`` before one is its country.

    The same number was stated beside a country and without one; of two countries it is two.
    """
    country, _, number = one.rpartition(":")
    other_country, _, other_number = other.rpartition(":")
    if country and other_country and country != other_country:
        return False
    return are_slips(number, other_number, slips)
