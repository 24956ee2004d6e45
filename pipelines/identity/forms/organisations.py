"""Names of organisations: without legal form, connecting words and signs.

Belongs here: one name. Does not belong here: whether a record is an organisation where its source
says so (``names``).
"""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from typing import NamedTuple

from pipelines.identity.forms import latin, seeds

CONNECTED = re.compile(r"[&+/]|\(haftungsbeschr[^)]*\)")
WORD = re.compile(r"[a-z0-9]+")
LONGEST_FORM = 6
SURNAME_LIKE = 2  # letters; a legal form no longer than this may be somebody's family name


class OrganisationForm(NamedTuple):
    """What a name says of an organisation; ``is_certain`` where it can be no person's."""

    name: str
    legal_form: str | None
    is_certain: bool


@cache
def _forms() -> tuple[dict[tuple[str, ...], tuple[str, str]], tuple[tuple[str, str], ...]]:
    """Return the legal forms by their words, and those of other scripts, the longest first."""
    listed: dict[tuple[str, ...], tuple[str, str]] = {}
    native = []
    for form, canonical, place in seeds.rows("legal_form"):
        if form.isascii():
            listed[tuple(latin.fold(word) for word in form.split())] = (canonical, place)
        else:
            native.append((form, canonical))
    return listed, tuple(sorted(native, key=lambda one: -len(one[0])))


@cache
def _dropped() -> frozenset[str]:
    kinds = seeds.by_kind("organisation_word")
    return frozenset(latin.fold(word) for word in kinds["stop"] | kinds["branch"])


@cache
def _company_words() -> tuple[frozenset[str], tuple[str, ...]]:
    kinds = seeds.by_kind("organisation_word")
    words = frozenset(latin.fold(word) for word in kinds["company"] | kinds["branch"])
    return words, tuple(sorted(latin.fold(word) for word in kinds["ending"]))


def words(text: str) -> list[str]:
    """Return the words of a name, runs of single letters written as one (S. A., H & M)."""
    found = WORD.findall(CONNECTED.sub(" ", latin.MARKS.sub(_mark, latin.ascii_lower(text))))
    joined: list[str] = []
    for is_letter, run in groupby(found, key=lambda word: len(word) == 1 and word.isalpha()):
        listed = list(run)
        joined.extend(["".join(listed)] if is_letter else listed)
    return [latin.fold(word) for word in joined]


def _mark(found: re.Match[str]) -> str:
    return " " if found[0] == "." else ""


def _take_native(text: str) -> tuple[str, list[str]]:
    taken = []
    for form, canonical in _forms()[1]:
        if form in text and text != form:
            text = text.replace(form, " ")
            taken.append(canonical)
            break
    return text, taken


def _take_form(tokens: list[str]) -> tuple[list[str], str, bool] | None:
    """Take one legal form away; None where there is none, or nothing else."""
    listed = _forms()[0]
    count = len(tokens)
    for length in range(min(LONGEST_FORM, count - 1), 0, -1):
        for start in range(count - length, -1, -1):
            found = listed.get(tuple(tokens[start : start + length]))
            if found is None:
                continue
            canonical, place = found
            is_end, is_start = start + length == count, start == 0
            if (
                (place == "any" and not is_start)
                or (place == "end" and is_end)
                or (place == "start" and is_start)
            ):
                return tokens[:start] + tokens[start + length :], canonical, place == "any"
    return None


def parse(text: str) -> OrganisationForm:
    """Return the form of a name; a second time it stays as it is."""
    text, taken = _take_native(latin.width(text))
    is_certain = bool(taken)
    tokens = words(text)
    last = tokens[-1] if tokens else ""
    while (found := _take_form(tokens)) is not None:
        tokens, canonical, is_unmistakable = found
        is_certain = is_certain or is_unmistakable or len(canonical) > SURNAME_LIKE
        is_certain = is_certain or _is_written_large(text, last)
        taken.insert(0, canonical)
    kept = [token for token in tokens if token not in _dropped()] or tokens
    again = words(" ".join(kept))
    name = " ".join(again)
    if again != tokens:
        further = parse(name)
        name, more = further.name, further.legal_form
        taken = [more, *taken] if more else taken
    return OrganisationForm(name, " ".join(taken) or None, is_certain or _has_company_word(tokens))


def _is_written_large(text: str, form: str) -> bool:
    """Tell whether a form of two letters stands in capitals beside a name that does not."""
    letters = re.sub(r"[^A-Za-z]", "", text)
    return letters[-len(form) :].isupper() and not letters.isupper()


def _has_company_word(tokens: list[str]) -> bool:
    listed, endings = _company_words()
    return any(token in listed or (len(token) > 8 and token.endswith(endings)) for token in tokens)
