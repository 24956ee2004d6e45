"""Names in their own script: Chinese and Korean ones have the family name first and no spaces.

Belongs here: their parts in Latin letters, and the order of names romanised. Does not belong here:
titles and particles of Latin names (``persons``).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from anyascii import anyascii

from pipelines.identity.forms import latin, seeds

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")
HANGUL = re.compile(r"[\uac00-\ud7af]+")
HONORIFIC = re.compile(r"(?:先生|女士|小姐|太太|夫人|博士|教授|老师|老師|経理|经理|様|さん|씨|님)$")
SYLLABLE = re.compile(r"[A-Z][a-z]*|[a-z]+")
FINAL = (
    "iang|iong|uang|ang|eng|ing|ong|uan|ian|iao|uai|ai|ei|ao|ou|an|en|in|un|ia|ie|iu|ua|uo|ui|ue"
    "|er|a|o|e|i|u|v"
)
PINYIN = rf"(?:(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])(?:{FINAL}))|ai|an|ang|ao|en|er|ou)"
ONE_SYLLABLE = re.compile(PINYIN)
SYLLABLES = re.compile(rf"{PINYIN}{{1,3}}")
KOREAN_FAMILY = {
    "gim": "kim",
    "i": "lee",
    "bak": "park",
    "choe": "choi",
    "jeong": "jung",
    "gang": "kang",
    "jo": "cho",
    "yun": "yoon",
    "im": "lim",
    "sin": "shin",
}
LONGEST_HAN = 4


class Parts(NamedTuple):
    """Words of a name in Latin letters."""

    given: tuple[str, ...]
    family: tuple[str, ...]


@cache
def _family_names() -> dict[str, str]:
    return {row[0]: row[1] for row in seeds.rows("chinese_family_name")}


@cache
def _roman_family_names() -> frozenset[str]:
    return frozenset(latin.fold(roman) for roman in _family_names().values()) | {"lu", "lyu"}


def script(text: str) -> str:
    """Return a name in another script than Latin, without an honorific; else an empty text."""
    if not latin.is_native(text):
        return ""
    bare = HONORIFIC.sub("", latin.width(text).strip())
    return ("" if EAST_ASIAN.search(bare) else " ").join(bare.split())


def parts(name: str) -> Parts | None:
    """Return the parts of a name in its own script; None where its order is not known."""
    if HAN.fullmatch(name) and 2 <= len(name) <= LONGEST_HAN:
        length = 2 if name[:2] in _family_names() and len(name) > 2 else 1
        family, given = name[:length], name[length:]
        roman = _family_names().get(family) or anyascii(family).lower()
        return Parts((_romanised(given),), (latin.fold(roman),))
    if HANGUL.fullmatch(name) and 2 <= len(name) <= LONGEST_HAN:
        roman = anyascii(name[0]).lower()
        return Parts((_romanised(name[1:]),), (KOREAN_FAMILY.get(roman, latin.fold(roman)),))
    return None


def _romanised(text: str) -> str:
    return latin.fold("".join(SYLLABLE.findall(anyascii(text))).lower())


def in_order(
    given: list[str], family: list[str], known: Parts | None
) -> tuple[list[str], list[str]]:
    """Return the parts of a full name, turned where it was written with the family name first.

    The name in its own script says so, else the words do: Wang Xiaoming starts with a Chinese
    family name, and the rest is pinyin of another kind.
    """
    if not (given and family):
        return given, family
    first = given[0]
    if known is not None:
        is_turned = [first] == list(known.family) and family != list(known.family)
        return (given[1:] + family, [first]) if is_turned else (given, family)
    rest = given[1:] + family
    romans = _roman_family_names()
    is_family = len(family) == 1 and family[0] in romans
    if first in romans and not is_family and all(map(SYLLABLES.fullmatch, rest)):
        return rest, [first]
    return given, family


def joined(given: list[str], family: list[str]) -> list[str]:
    """Return a Chinese given name as one word: Xiao Ming is Xiaoming."""
    if len(given) < 2 or len(family) != 1 or family[0] not in _roman_family_names():
        return given
    return ["".join(given)] if all(map(ONE_SYLLABLE.fullmatch, given)) else given
