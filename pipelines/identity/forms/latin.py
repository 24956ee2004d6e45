"""Any text as lower-case ASCII in which spellings of one word agree.

Belongs here: what holds for every kind of text. Does not belong here: what a word means (titles,
legal forms, kinds of street).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Letters of other scripts than Latin: a name in them is a name in its own script.
NATIVE = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0530-\u05ff\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u0e00-\u0eff"
    "\u10a0-\u10ff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff]"
)

# An umlaut written out (ae, oe, ue) is read as the letter alone, which is also what is left of one
# that lost its dots; so Müller, Mueller and Muller agree. It is none after a vowel or q (Bauer,
# Jacques), before a vowel or y (Joey), at a word's end (Zoe), nor in some common names.
UMLAUT = re.compile(r"(?<![aeiouq])([aou])e(?![aeiouy]|\b)")
NO_UMLAUT = re.compile(r"(?:mich|raph|raf|ism|isr|miss?ch|\bg)ael|(?:sam|man|mig)uel|\b[jn]oel")
DOUBLE_A = re.compile(r"aa+")
MARKS = re.compile(r"['`.]")


def width(text: str) -> str:
    """Return ``text`` with full- and half-width and composed forms unified."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def ascii_lower(text: str) -> str:
    """Return ``text`` in lower-case ASCII letters, marks and signs left as they are."""
    return text.lower() if text.isascii() else anyascii(width(text)).lower()


@lru_cache(maxsize=262_144)
def fold(word: str) -> str:
    """Return a word of lower-case ASCII so that its spellings agree; idempotent."""
    if "ae" not in word and "oe" not in word and "ue" not in word and "aa" not in word:
        return word
    word = DOUBLE_A.sub("a", word)
    return word if NO_UMLAUT.search(word) else UMLAUT.sub(r"\1", word)


def is_native(text: str) -> bool:
    """Tell whether ``text`` has letters of another script than Latin."""
    return not text.isascii() and NATIVE.search(text) is not None
