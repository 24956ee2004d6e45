"""The number plans of phonenumbers' metadata, compiled once a region: its answers, sooner.

Belongs here: E.164 of a dialled number, a `+` or none and then digits. Does not belong here: what
is written with anything else than digits and punctuation (``phone`` leaves that to phonenumbers),
and the metadata itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, SUPPORTED_REGIONS, PhoneMetadata
from phonenumbers.phonemetadata import PhoneNumberDesc

# Of the library's descriptions of a number plan, those that make a number valid.
KINDS = (
    "mobile",
    "fixed_line",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)
SHORTEST, LONGEST = 2, 17
WORLD = "001"

_Test = Callable[[str], object]
CALLING_CODES = {str(code): code for code in COUNTRY_CODE_TO_REGION_CODE}


class Plan:
    """The plan of one region: what is stripped from a number, and which numbers are valid."""

    def __init__(self, metadata: PhoneMetadata) -> None:
        """Compile the patterns of ``metadata``."""
        general = metadata.general_desc or PhoneNumberDesc()
        lengths = set(general.possible_length)
        local = set(general.possible_length_local_only)
        self.calling_code = str(metadata.country_code)
        self.longest = max(lengths)
        self.fits: _Test = _pattern(general)
        # A number as long as this is taken without its national prefix.
        self.kept = {n for n in range(30) if n in lengths or n > self.longest} - local
        self.abroad = re.compile(metadata.international_prefix or "NonMatch").match
        prefix = metadata.national_prefix_for_parsing
        self.prefix = re.compile(prefix) if prefix else None
        self.rule = metadata.national_prefix_transform_rule
        leading = metadata.leading_digits
        self.leads: _Test | None = re.compile(leading).match if leading else None
        self._kinds = [getattr(metadata, kind) for kind in KINDS]
        self._general = general
        self._by_length: dict[int, _Test] = {}

    def is_valid(self, number: str) -> bool:
        """Tell whether the national number is one that the plan describes."""
        test = self._by_length.get(len(number))
        if test is None:
            test = self._by_length[len(number)] = self._of_length(len(number))
        return bool(test(number)) and bool(self.fits(number))

    def _of_length(self, length: int) -> _Test:
        if not _allows(self._general, length):
            return _never
        patterns = [
            kind.national_number_pattern
            for kind in self._kinds
            if kind is not None and kind.national_number_pattern and _allows(kind, length)
        ]
        if not patterns:
            return _never
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns)).fullmatch

    def strip(self, number: str) -> str:
        """Return ``number`` without the prefix that is dialled inside the country."""
        found = self.prefix.match(number) if self.prefix else None
        if found is None or self.prefix is None:
            return number
        groups = found.groups()
        if self.rule and groups[-1] is not None:
            rest = self.prefix.sub(self.rule, number, count=1)
        else:
            rest = number[found.end() :]
        return number if self.fits(number) and not self.fits(rest) else rest


def _pattern(desc: PhoneNumberDesc) -> _Test:
    pattern = desc.national_number_pattern
    return re.compile(pattern).fullmatch if pattern else _never


def _allows(desc: PhoneNumberDesc, length: int) -> bool:
    return not desc.possible_length or length in desc.possible_length


def _never(_number: str) -> None:
    return None


@cache
def plan(region: str, calling_code: int = 0) -> Plan | None:
    """Return the plan of a region, or of a calling code that belongs to no region."""
    if region == WORLD:
        metadata = PhoneMetadata.metadata_for_nongeo_region(calling_code)
    elif region in SUPPORTED_REGIONS:
        metadata = PhoneMetadata.metadata_for_region(region)
    else:
        metadata = None
    return Plan(metadata) if metadata is not None else None


@cache
def plans(calling_code: str) -> tuple[Plan, ...]:
    """Return the plans of all regions under a calling code, the main region's first."""
    code = CALLING_CODES[calling_code]
    found = (plan(region, code) for region in COUNTRY_CODE_TO_REGION_CODE[code])
    return tuple(one for one in found if one is not None)


def e164(dialled: str, region: str) -> str | None:
    """Return a dialled number as E.164; None where it is no valid number.

    Raises:
        UnknownCallingCodeError: if a leading ``+`` is followed by no calling code.

    """
    if dialled.startswith("+"):
        return _international(dialled[1:])
    own = plan(region)
    if own is None:
        return None
    abroad = own.abroad(dialled)
    if abroad:
        rest = dialled[abroad.end() :]
        if not rest.startswith("0"):
            return _international(rest, is_certain=True) if len(rest) > SHORTEST else None
    if dialled.startswith(own.calling_code):
        rest = own.strip(dialled[len(own.calling_code) :])
        is_full = not own.fits(dialled) and own.fits(rest)
        if is_full or len(dialled) > own.longest:
            return _valid(own.calling_code, rest, plans(own.calling_code)[0])
    return _valid(own.calling_code, dialled, own)


class UnknownCallingCodeError(ValueError):
    """A number with a ``+`` starts with no calling code."""


def _international(number: str, *, is_certain: bool = False) -> str | None:
    if len(number) <= SHORTEST:
        return None
    for length in (2, 1, 3):
        code = number[:length]
        if code in CALLING_CODES:
            return _valid(code, number[length:], plans(code)[0])
    if is_certain:
        return None
    raise UnknownCallingCodeError


def _valid(code: str, number: str, reading: Plan) -> str | None:
    """Return the number if one of the code's regions has it; ``reading`` says what to strip."""
    if len(number) < SHORTEST:
        return None
    rest = reading.strip(number)
    if len(rest) in reading.kept:
        number = rest
    if not SHORTEST <= len(number) <= LONGEST:
        return None
    for region in plans(code):
        if region.leads is not None:
            if region.leads(number):
                return f"+{code}{number}" if region.is_valid(number) else None
        elif region.is_valid(number):
            return f"+{code}{number}"
    return None
