"""Numbers of persons and organisations that carry check digits.

Belongs here: which schemes a number may follow, and whether its check digits agree. Does not belong
here: placeholders, and what a wrong number is evidence of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import pyarrow as pa

from pipelines.identity import check_digits as check

SCHEMA = pa.schema(
    {
        "value": pa.string(),
        "country_code": pa.string(),
        "normalised_value": pa.string(),
        "is_valid": pa.bool_(),
        "scheme_country_code": pa.string(),
    }
)

_Check = Callable[[str], bool]

RESIDENT_OF_CHINA = r"(\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX])"

# A number that says by its own letters which scheme it follows: VAT numbers of the European Union,
# of Great Britain and Switzerland. The check is held against what stands in brackets.
PREFIXED: dict[str, _Check] = {
    r"DE(\d{9})": check.mod_11_10,
    r"ATU(\d{8})": check.austrian_vat,
    r"BE([01]\d{9})": check.belgian_vat,
    r"CHE(\d{9})(?:MWST|TVA|IVA)?": check.swiss_uid,
    r"DK(\d{8})": check.danish_vat,
    r"EL(\d{9})": check.greek_vat,
    r"ES(\d{8}[A-Z])": check.spanish_dni,
    r"FI(\d{8})": check.finnish_vat,
    r"FR(\d{11})": check.french_vat,
    r"GB(\d{9})": check.british_vat,
    r"HR(\d{11})": check.mod_11_10,
    r"HU(\d{8})": check.hungarian_vat,
    r"IT(\d{11})": check.luhn,
    r"LU(\d{8})": check.luxembourg_vat,
    r"NL(\d{9}B\d{2})": check.dutch_vat,
    r"PL(\d{10})": check.polish_nip,
    r"PT(\d{9})": check.portuguese_nif,
    r"SE(\d{10})01": check.luhn,
    r"SI(\d{8})": check.slovenian_vat,
    r"SK(\d{10})": check.slovak_vat,
}

# What looks like one of these, the LEI and the number of residents of China, may be something else,
# such as an account. Right check digits show what it is, wrong ones nothing.
GUESSED: dict[str, _Check] = {
    r"([0-9A-Z]{18}\d{2})": check.mod_97_10,
    RESIDENT_OF_CHINA: check.mod_11_2,
}

# A number that follows a scheme of the country that is stated beside it.
NATIONAL: dict[str, dict[str, _Check]] = {
    "AU": {r"(\d{11})": check.australian_abn},
    "BE": {r"(\d{11})": check.belgian_person},
    "BR": {r"(\d{11})": check.brazilian_cpf},
    "CH": {r"(756\d{10})": check.ean},
    "CN": {
        r"([0-9A-Y]{2}\d{6}[0-9A-Y]{10})": check.chinese_company,
        RESIDENT_OF_CHINA: check.mod_11_2,
    },
    "DE": {r"([1-9]\d{10})": check.mod_11_10},
    "ES": {r"(\d{8}[A-Z])": check.spanish_dni, r"([XYZ]\d{7}[A-Z])": check.spanish_nie},
    "FR": {r"([12]\d{14})": check.french_person, r"(\d{14})": check.luhn, r"(\d{9})": check.luhn},
    "HR": {r"(\d{11})": check.mod_11_10},
    "IT": {r"(\d{11})": check.luhn},
    "NL": {r"(\d{9})": check.dutch_bsn},
    "NO": {r"(\d{11})": check.norwegian_person},
    "PL": {r"(\d{11})": check.polish_pesel, r"(\d{10})": check.polish_nip},
    "PT": {r"(\d{9})": check.portuguese_nif},
    "SE": {r"(?:19|20)?(\d{10})": check.luhn},
    "TR": {r"([1-9]\d{10})": check.turkish_person},
}

_Schemes = tuple[tuple[Callable[[str], re.Match[str] | None], _Check], ...]


def _compiled(schemes: dict[str, _Check]) -> _Schemes:
    return tuple((re.compile(pattern).fullmatch, test) for pattern, test in schemes.items())


_PREFIXED, _GUESSED = _compiled(PREFIXED), _compiled(GUESSED)
_ANYWHERE = _PREFIXED + _GUESSED


@cache
def _schemes(country_code: str) -> _Schemes:
    return _compiled(NATIONAL.get(country_code, {}))


def _verdicts(number: str, schemes: _Schemes) -> list[bool]:
    """Return whether a number agrees with each of the schemes that it looks like."""
    return [test(match[1]) for matches, test in schemes if (match := matches(number))]


def is_valid(number: str, country_code: str) -> bool:
    """Tell whether a number could be right: it looks like no scheme, or agrees with one.

    ``number`` has upper-case letters and digits alone; ``country_code`` is what is stated beside
    it, an empty text where nothing is.
    """
    verdicts = _verdicts(number, _PREFIXED) + _verdicts(number, _schemes(country_code))
    return not verdicts or any(verdicts) or any(_verdicts(number, _GUESSED))


def scheme_country(number: str, country_code: str) -> str | None:
    """Return the country if the number is right by a scheme of it alone.

    Nine digits are a number in each of several countries; one that says itself which scheme it
    follows is the same everywhere.
    """
    is_national = any(_verdicts(number, _schemes(country_code)))
    return country_code if is_national and not any(_verdicts(number, _ANYWHERE)) else None


def judged(batches: Iterable[pa.RecordBatch], home: str) -> Iterator[pa.RecordBatch]:
    """Add verdict and country to batches of (value, country_code, number)."""
    for batch in batches:
        _, countries, numbers = (column.to_pylist() for column in batch.columns)
        stated = list(zip(numbers, countries, strict=True))
        verdicts = [number is None or is_valid(number, country) for number, country in stated]
        schemes = [number and scheme_country(number, country or home) for number, country in stated]
        columns = [*batch.columns, pa.array(verdicts, pa.bool_()), pa.array(schemes, pa.string())]
        yield pa.record_batch(columns, schema=SCHEMA)
