"""Names of persons: given and family name, without titles, in letters that can be compared.

Belongs here: one name. Does not belong here: whether a record is a person (``names``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipelines.identity.forms import latin, native, seeds

ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|[\"“”„«»][^\"“”„«»]*[\"“”„«»]")
DOTTED = {re.compile(r"\bph\.? ?d\b"): "phd", re.compile(r"\bm\.d\b"): "md"}
WORD = re.compile(r"[a-z0-9]+|,")
FULL = 3  # words; in fewer, a rank may be somebody's name (Don Draper)


class PersonForm(NamedTuple):
    """What a name says of a person."""

    given_name: str | None = None
    given_root: str | None = None
    family_name: str | None = None
    name_key: str | None = None
    native_name: str | None = None


@cache
def _kinds() -> dict[str, frozenset[str]]:
    return seeds.by_kind("name_word")


@cache
def roots() -> dict[str, str]:
    """Return the formal name of each nickname that has one usual one."""
    return {latin.fold(nick): latin.fold(name) for nick, name in seeds.rows("nickname")}


def words(text: str) -> list[str]:
    """Return the words of a name and its commas; what is said in brackets is left out."""
    text = latin.ascii_lower(text)
    if not text.isalpha():
        for pattern, plain in DOTTED.items():
            text = pattern.sub(plain, text)
        text = ASIDE.sub(" ", text)
        text = latin.MARKS.sub(_mark, text)
    found = WORD.findall(text)
    for place, word in enumerate(found):
        if place and word in _kinds()["born"]:
            found = found[:place]
            break
    return [latin.fold(word) for word in found]


def _mark(found: re.Match[str]) -> str:
    return " " if found[0] == "." else ""


def untitled(tokens: list[str]) -> list[str]:
    """Return the words without titles at either end and without suffixes."""
    kinds = _kinds()
    start, end = 0, len(tokens)
    while end - start > 1 and tokens[end - 1] in kinds["suffix"] | kinds["title"]:
        end -= 1
    is_titled = False
    while end - start > 1:
        word = tokens[start]
        is_title = word in kinds["title"] or (is_titled and word in kinds["further"])
        if not is_title and not (word in kinds["rank"] and end - start >= FULL):
            break
        is_titled = True
        start += 1
    return tokens[start:end]


def core(tokens: list[str]) -> list[str]:
    """Return the words of a family name without particles, with Mc, O' and St joined."""
    kinds = _kinds()
    kept: list[str] = []
    prefix = ""
    for place, word in enumerate(tokens):
        is_last = place == len(tokens) - 1
        if not is_last and word in kinds["joined"]:
            prefix += "st" if word in ("saint", "sankt") else word
        elif is_last or word not in kinds["particle"]:
            kept.append(latin.fold(prefix + word))
            prefix = ""
    return kept


def split(tokens: list[str]) -> tuple[list[str], list[str]]:
    """Return given and family part of a full name, with commas still in it."""
    if "," in tokens:
        comma = tokens.index(",")
        family = untitled(tokens[:comma])
        rest = untitled([word for word in tokens[comma + 1 :] if word != ","])
        if family and rest and not set(rest) <= _kinds()["suffix"] | _kinds()["title"]:
            return rest, family
        tokens = tokens[:comma]
    tokens = untitled([word for word in tokens if word != ","])
    if len(tokens) < 2:
        return [], tokens
    starts = _kinds()["particle"] | _kinds()["joined"]
    family_at = next((i for i in range(1, len(tokens)) if tokens[i] in starts), len(tokens) - 1)
    if family_at == len(tokens) - 1:
        return tokens[:-1], tokens[-1:]
    return tokens[:family_at], tokens[family_at:]


def parse(name: str, given: str, family: str, in_script: str) -> PersonForm:
    """Return the form of a name of which some parts are stated; what is not is an empty text."""
    script = latin.width(in_script if latin.is_native(in_script) else name)
    script = native.without_honorific(script) if latin.is_native(script) else ""
    script = "".join(script.split()) if native.is_east_asian(script) else " ".join(script.split())
    known = native.parts(script) if script else None
    latin_name = "" if latin.is_native(name) and known else name
    given_words, family_words = _stated(latin_name, given, family)
    if known and not (given_words or family_words):
        given_words, family_words = list(known.given), list(known.family)
    family_words = core(family_words)
    if not (given and family):
        given_words, family_words = native.in_order(given_words, family_words, known)
    given_words = native.joined(given_words, family_words)
    everything = sorted({*given_words, *family_words})
    return PersonForm(
        " ".join(given_words) or None,
        _root(given_words),
        " ".join(family_words) or None,
        " ".join(everything) or None,
        script or None,
    )


def _stated(name: str, given: str, family: str) -> tuple[list[str], list[str]]:
    """Return the parts as they are stated; one that is missing is what else the full name has."""
    given_words, family_words = (
        untitled([word for word in words(part) if word != ","]) for part in (given, family)
    )
    if (given_words and family_words) or not name:
        return given_words, family_words
    first, last = split(words(name))
    if family_words:
        return [word for word in first + last if word not in family_words], family_words
    if given_words:
        rest = [word for word in first + last if word not in given_words]
        return given_words, rest
    return first, last


def _root(given_words: list[str]) -> str | None:
    """Return the formal form of the name somebody is called by, which is no initial if known."""
    called = next((word for word in given_words if len(word) > 1), None)
    if called is None:
        return given_words[0] if given_words else None
    return roots().get(called, called)
