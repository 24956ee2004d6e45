"""Names of persons: given and family name, without titles, in letters that can be compared.

Belongs here: one name. Does not belong here: whether a record is a person (``names``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from pipelines.identity.forms import latin, native, seeds

ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]|[\"“”„«»][^\"“”„«»]*[\"“”„«»]")
DOTTED = {re.compile(r"\bph\.? ?d\b"): "phd", re.compile(r"\bm\.d\b"): "md"}
WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*|,")
PLAIN = re.compile(r"[a-z0-9, -]*")
FULL = 3  # words; in fewer, a rank may be somebody's name (Don Draper)

_KINDS = seeds.by_kind("name_word")
TITLE, FURTHER, RANK, SUFFIX, BORN, PARTICLE, JOINED = (
    frozenset(map(latin.fold, _KINDS[kind]))
    for kind in ("title", "further", "rank", "suffix", "born", "particle", "joined")
)
AFTER = SUFFIX | TITLE
AROUND = TITLE | RANK | SUFFIX
BEFORE = PARTICLE | JOINED
APART = AROUND | FURTHER | BEFORE


class PersonForm(NamedTuple):
    """What a name says of a person."""

    given_name: str | None = None
    given_root: str | None = None
    family_name: str | None = None
    name_key: str | None = None
    native_name: str | None = None


@cache
def roots() -> dict[str, str]:
    """Return the formal name of each nickname that has one usual one."""
    return {latin.fold(nick): latin.fold(name) for nick, name in seeds.rows("nickname")}


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a name and its commas; what is said in brackets is left out.

    Names with a hyphen are one word until given and family name are parted (``single``).
    """
    text = latin.ascii_lower(text)
    if not PLAIN.fullmatch(text):
        for pattern, plain in DOTTED.items():
            text = pattern.sub(plain, text)
        text = latin.MARKS.sub(_mark, ASIDE.sub(" ", text))
    found = WORD.findall(text)
    if not BORN.isdisjoint(found):
        born = next((place for place, word in enumerate(found) if place and word in BORN), None)
        found = found[:born]
    return tuple(chain.from_iterable(map(_compound, found)))


def _compound(word: str) -> list[str]:
    """Return a word with its hyphens; those of a title or a particle only separate."""
    if "-" not in word:
        return [latin.fold(word)]
    parts = [latin.fold(part) for part in word.split("-")]
    return ["-".join(parts)] if APART.isdisjoint(parts) else parts


def single(tokens: Iterable[str]) -> list[str]:
    """Return the single words of a name, without hyphens."""
    return [word for token in tokens for word in token.split("-")]


def _mark(found: re.Match[str]) -> str:
    return " " if found[0] == "." else ""


def untitled(tokens: Sequence[str]) -> list[str]:
    """Return the words without commas, titles at either end, and suffixes."""
    tokens = [word for word in tokens if word != ","]
    if AROUND.isdisjoint(tokens):
        return tokens
    start, end = 0, len(tokens)
    while end - start > 1 and tokens[end - 1] in AFTER:
        end -= 1
    while end - start > 1:
        word = tokens[start]
        is_title = word in TITLE or (start and word in FURTHER)
        if not is_title and not (word in RANK and end - start >= FULL):
            break
        start += 1
    return tokens[start:end]


def core(tokens: list[str]) -> list[str]:
    """Return the words of a family name without particles, with Mc, O' and St joined."""
    if BEFORE.isdisjoint(tokens):
        return tokens
    kept: list[str] = []
    prefix = ""
    for place, word in enumerate(tokens):
        is_last = place == len(tokens) - 1
        if not is_last and word in JOINED:
            prefix += "st" if word in ("saint", "sankt") else word
        elif is_last or word not in PARTICLE:
            kept.append(latin.fold(prefix + word))
            prefix = ""
    # Two words joined may make a particle.
    return kept if kept == tokens else core(untitled(kept))


def _unparticled(given: list[str]) -> list[str]:
    """Return a given name without the particles that lists put behind it: Beethoven, Ludwig van."""
    end = len(given)
    while end > 1 and given[end - 1] in PARTICLE:
        end -= 1
    return given[:end]


def split(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words of given and family part of a full name, with commas still in it."""
    given, family = _parted(tokens)
    return single(given), single(family)


def _parted(tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    if "," in tokens:
        comma = tokens.index(",")
        family, rest = untitled(tokens[:comma]), untitled(tokens[comma + 1 :])
        if family and not AFTER.issuperset(rest):
            return _unparticled(rest), family
        tokens = tokens[:comma]
    named = untitled(tokens)
    if len(named) < 2:
        return [], named
    family_at = len(named) - 1
    if not BEFORE.isdisjoint(named):
        family_at = next((i for i, word in enumerate(named) if i and word in BEFORE), family_at)
    return _unparticled(untitled(named[:family_at])), untitled(named[family_at:])


def parse(name: str, given: str, family: str, in_script: str) -> PersonForm:
    """Return the form of a name of which some parts are stated; what is not is an empty text."""
    script = native.script(in_script) or native.script(name)
    known = native.parts(script) if script else None
    latin_name = "" if known and latin.is_native(name) else name
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
    given_words = single(_unparticled(untitled(words(given)))) if given else []
    family_words = single(untitled(words(family))) if family else []
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
