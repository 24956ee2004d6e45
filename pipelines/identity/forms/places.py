"""Names of streets, towns and regions so that their spellings agree.

Belongs here: one name, its house number already split off. Does not belong here: which part of an
address is what (``addresses``).
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.identity.forms import latin, seeds

WORD = re.compile(r"[a-z0-9]+")
ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")
ENDINGS = {
    latin.fold(ending): short
    for ending, short in (("strasse", "str"), ("straat", "str"), ("strase", "str"))
}
MUNICIPALITY = frozenset(("city", "town", "stadt", "shi"))
DISTRICT = re.compile(r"\d+(?:er?|eme)?")


@cache
def _marked(kind: str) -> frozenset[str]:
    """Return the words of one kind that have no form of their own.

    ``near`` tells one town of a name from another, as far as it is written (Frankfurt a. M.);
    ``joined`` is written as one word with the one before in German and Dutch.
    """
    listed = seeds.rows("place_word")
    return frozenset(latin.fold(word) for word, _, named in listed if named == kind)


@cache
def _words(kind: str) -> dict[str, str]:
    """Return a list of (word, form) of one kind; a word without a form is dropped."""
    listed = seeds.rows("place_word")
    return {latin.fold(word): latin.fold(form) for word, form, named in listed if named == kind}


@cache
def _names(kind: str) -> dict[str, str]:
    return {
        " ".join(map(latin.fold, word.split())): latin.fold(form)
        for word, form, named in seeds.rows("place_name")
        if named == kind
    }


def _tokens(text: str) -> list[str]:
    text = ASIDE.sub(" ", text) or text
    return [latin.fold(word) for word in WORD.findall(latin.ascii_lower(text).replace("'", " "))]


def street(text: str) -> str | None:
    """Return the form of a street's name: kinds of street shortened, joined where German joins."""
    every = _tokens(text)
    anywhere = _words("street")
    tokens = [token for token in every if anywhere.get(token, token)] or every
    if len(tokens) > 1:
        tokens[0] = _words("first").get(tokens[0], tokens[0])
    formed: list[str] = []
    for token in (anywhere.get(token, token) or token for token in tokens):
        for ending, short in ENDINGS.items():
            if token.endswith(ending):
                token = token.removesuffix(ending) + short
        if formed and token in _marked("joined"):
            formed[-1] = latin.fold(formed[-1] + token)
        else:
            formed.append(latin.fold(token))
    return " ".join(formed) or None


def city(text: str) -> str | None:
    """Return the form of a town's name, the usual foreign names of large towns made one."""
    text = re.split(r"[/,;]| - ", ASIDE.sub(" ", text).strip() or text)[0].strip()
    tokens = [token for token in _tokens(text.removesuffix("市")) if not DISTRICT.fullmatch(token)]
    near = next(
        (i for i, token in enumerate(tokens) if i and token in _marked("near")), len(tokens)
    )
    kept = [_words("city").get(token, token) for token in tokens[:near]]
    kept = [token for token in kept if token] or tokens[:near]
    while len(kept) > 1 and kept[-1] in MUNICIPALITY:
        kept.pop()
    name = " ".join(kept)
    return _names("city").get(name, name) or None


def region(text: str) -> str | None:
    """Return the form of a region's name; of well-known ones the usual abbreviation."""
    name = " ".join(_tokens(text))
    return _names("region").get(name, name) or None
