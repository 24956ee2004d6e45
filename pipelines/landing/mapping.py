"""The SQL that converts one source value to a contract column's type, and says whether it failed.

A conversion that fails is a named rule (``column:cast``), never a silent null, and one that would
lose something of the value (a digit, a time of day) fails.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.landing.source import CsvOptions, Feed, Mapping
from pipelines.sql_text import literal

OFFSET = r"[0-9]{2}:[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
TEXT = "VARCHAR"
# Words that DuckDB reads as dates, by a pattern even as its year 1900; an export means none by it.
SPECIAL_DATES = "('infinity', '-infinity', 'epoch')"
# Share of a double by which it may differ from its decimal: sums of cents are off by less.
FLOAT_NOISE = "1e-9"


@dataclass
class Conversion:
    """SQL of one contract column: its value, and (condition, rule) pairs that say it failed."""

    value: str
    failures: list[tuple[str, str]] = field(default_factory=list)


def from_text_number(text: str, kind: str) -> Conversion:
    """Convert text to a number; a digit that the type cannot hold is a failure, not rounded off.

    Only a text that is not plainly a number with as many digits as its type has, or fewer, is
    looked at closely: an exact comparison of every value took sixty times as long as the conversion
    itself.
    """
    value = f"try_cast({text} as {kind})"
    scale = int(kind.removesuffix(")").split(",")[1]) if "," in kind else 0
    plain = rf"-?[0-9]*(\.[0-9]{{0,{scale}}})?"
    digits_left = rf"\.[0-9]{{{scale}}}[0-9]*[1-9]"
    with_exponent = (
        f"try_cast({text} as decimal(38, 20)) is distinct from {value} "
        rf"or regexp_matches({text}, '\.[0-9]{{20}}') "
        f"or ({value} = 0 and regexp_matches({text}, '^[^eE]*[1-9]'))"
    )
    failed = (
        f"case when {value} is null then {text} is not null "
        f"when regexp_full_match({text}, {literal(plain)}) then false "
        f"when contains({text}, 'e') or contains({text}, 'E') then {with_exponent} "
        f"else regexp_matches({text}, {literal(digits_left)}) end"
    )
    return Conversion(value, [(failed, "cast")])


def is_special(text: str) -> str:
    """Return the condition that a text is a word of DuckDB's for a date; none has a digit first."""
    words = f"lower(trim({text})) in {SPECIAL_DATES}"
    return f"case when {text} between '0' and ':' then false else {words} end"


def from_text_date(text: str, pattern: str | None) -> Conversion:
    """Convert text to a calendar date; a time of day in it would be lost, so it fails."""
    if pattern:
        value = f"cast(try_strptime({text}, {literal(pattern)}) as date)"
        failed = f"{text} is not null and ({value} is null or {is_special(text)})"
        return Conversion(value, [(failed, "cast")])
    value = f"try_cast({text} as date)"
    failed = (
        f"case when {value} is null then {text} is not null "
        f"when length({text}) > 10 then "
        f"try_cast({text} as timestamp) is distinct from cast({value} as timestamp) "
        f"or {is_special(text)} else {is_special(text)} end"
    )
    return Conversion(value, [(failed, "cast")])


def unread_time(text: str, value: str) -> tuple[str, str]:
    """Return the failure of a text that gave no time, or a word of DuckDB's."""
    failed = f"case when {value} is null then {text} is not null else {is_special(text)} end"
    return failed, "cast"


def to_utc(local: str, zone: str) -> Conversion:
    """Convert a local time to UTC.

    Of an hour that a time change repeats, the second pass (standard time) is taken; a time that it
    skips does not exist and fails.
    """
    if zone == "UTC":
        return Conversion(local)
    instant = f"timezone({literal(zone)}, {local})"
    skipped = f"timezone({literal(zone)}, {instant}) <> {local}"
    return Conversion(f"timezone('UTC', {instant})", [(skipped, "skipped_hour")])


def from_text_time(text: str, pattern: str | None, zone: str) -> Conversion:
    """Convert text to a UTC time; an offset in ISO text goes before the source's zone."""
    if pattern:
        local = f"try_strptime({text}, {literal(pattern)})"
    else:
        local = f"try_cast({text} as timestamp)"
    converted = to_utc(local, zone)
    if pattern:
        failures = [unread_time(text, converted.value), *converted.failures]
        return Conversion(converted.value, failures)
    # A time to the second without offset, the common form, is known by its length and last colon.
    offset = (
        f"case when length({text}) = 19 and substr({text}, 17, 1) = ':' then false "
        f"else regexp_matches({text}, {literal(OFFSET)}) end"
    )
    # DuckDB's cast to timestamp drops the offset; the one to timestamptz applies it.
    instant = f"timezone('UTC', try_cast({text} as timestamptz))"
    value = f"case when {offset} then {instant} else {converted.value} end"
    skipped = [(f"not {offset} and {failed}", rule) for failed, rule in converted.failures]
    return Conversion(value, [unread_time(text, value), *skipped])


def convert(
    value: str, kind: str, target: str, feed: Feed, mapping: Mapping, zone: str
) -> Conversion:
    """Convert SQL ``value`` of DuckDB type ``kind`` to the contract's type ``target``.

    ``zone`` is the IANA zone of local times. Empty ``failures`` mean that nothing can fail.
    """
    zone = mapping.zone or zone
    if kind == TEXT and target == "timestamp":
        return from_text_time(value, mapping.format or feed.formats.time, zone)
    if kind == TEXT and target == "date":
        return from_text_date(value, mapping.format or feed.formats.date)
    if kind == TEXT and (target == "bigint" or target.startswith("decimal")):
        return from_text_number(number_text(value, feed.options), target)
    return from_typed(value, kind, target, zone)


def from_typed(value: str, kind: str, target: str, zone: str) -> Conversion:
    """Convert a value that has a type of its own already."""
    if target == "varchar":
        return Conversion(f"cast({value} as varchar)")
    if target == "timestamp" and kind.startswith(("TIMESTAMP", "DATE")):
        return from_typed_time(value, kind, zone)
    if kind.lower() in (target, target.replace(" ", "")):
        failed = f"not isfinite({value})"
        return Conversion(value, [(failed, "cast")] if target == "date" else [])
    converted = f"try_cast({value} as {target})"
    lossy = ""
    if target == "date" and kind.startswith("TIMESTAMP"):
        lossy = f" or cast({converted} as timestamp) <> cast({value} as timestamp)"
    elif kind in ("DOUBLE", "FLOAT") and target.startswith("decimal"):
        noise = f"{FLOAT_NOISE} * greatest(1, abs({value}))"
        lossy = f" or abs(cast({converted} as double) - {value}) > {noise}"
    elif target == "bigint" or target.startswith("decimal"):
        lossy = f" or {converted} <> {value}"
    failed = f"{value} is not null and ({converted} is null{lossy})"
    return Conversion(converted, [(failed, "cast")])


def from_typed_time(value: str, kind: str, zone: str) -> Conversion:
    """Convert a timestamp or date to UTC; one without zone is local time."""
    finite = [(f"not isfinite({value})", "cast")]
    if kind == "TIMESTAMP WITH TIME ZONE":
        return Conversion(f"timezone('UTC', {value})", finite)
    local = to_utc(f"cast({value} as timestamp)", zone)
    return Conversion(local.value, finite + local.failures)


def number_text(text: str, options: CsvOptions) -> str:
    """Write a number's text with a decimal point and without separators of thousands.

    Where the decimal sign is a comma and no separator is declared, a point makes the number
    unreadable: ``1.234`` may be a thousand or one.
    """
    if options.thousands:
        text = f"replace({text}, {literal(options.thousands)}, '')"
    return f"translate({text}, ',.', '.!')" if options.decimal == "," else text
