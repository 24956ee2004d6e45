"""The SQL that turns source columns into contract columns, and says which conversions failed.

A conversion that fails is a named rule (``column:cast``), never a silent null: each entity carries
a bit mask of the conversions that failed in the row.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.landing.source import CsvOptions, Entity, Feed, Mapping
from pipelines.warehouse import contract_types
from schemas import CONTRACTS

OFFSET = r"[0-9]{2}:[0-9]{2}.*(Z|[+-][0-9]{2}(:?[0-9]{2})?)$"
TEXT = "VARCHAR"


def quoted(name: str) -> str:
    """Quote an identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote a text literal."""
    return "'" + text.replace("'", "''") + "'"


@dataclass
class Conversion:
    """SQL of one contract column: its value, and (condition, rule) pairs that say it failed."""

    value: str
    failures: list[tuple[str, str]] = field(default_factory=list)


def from_text_number(text: str, kind: str) -> Conversion:
    """Convert text to a number; a digit that the type cannot hold is a failure, not rounded off.

    Only a text with more digits behind its point than the type's scale is looked at closely: an
    exact comparison of every value took sixty times as long as the conversion itself.
    """
    value = f"try_cast({text} as {kind})"
    scale = int(kind.removesuffix(")").split(",")[1]) if "," in kind else 0
    digits_left = rf"\.[0-9]{{{scale}}}[0-9]*[1-9]"
    failed = (
        f"case when {value} is null then {text} is not null "
        f"when strpos({text}, '.') > 0 and length({text}) - strpos({text}, '.') > {scale} "
        f"then regexp_matches({text}, {literal(digits_left)}) "
        f"when contains({text}, 'e') or contains({text}, 'E') "
        f"then try_cast({text} as decimal(38, 12)) is distinct from {value} else false end"
    )
    return Conversion(value, [(failed, "cast")])


def from_text_date(text: str, pattern: str | None) -> Conversion:
    """Convert text to a calendar date; a time of day in it would be lost, so it fails."""
    if pattern:
        value = f"cast(try_strptime({text}, {literal(pattern)}) as date)"
        return Conversion(value, [(f"{text} is not null and {value} is null", "cast")])
    value = f"try_cast({text} as date)"
    failed = (
        f"case when {value} is null then {text} is not null "
        f"when length({text}) > 10 then not isfinite({value}) "
        f"or try_cast({text} as timestamp) is distinct from cast({value} as timestamp) "
        f"else not isfinite({value}) end"
    )
    return Conversion(value, [(failed, "cast")])


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
    failed = f"case when {local} is null then {text} is not null else not isfinite({local}) end"
    failures = [(failed, "cast")]
    if pattern:
        return Conversion(converted.value, failures + converted.failures)
    # A time to the second without offset, the common form, is known by its length and last colon.
    offset = (
        f"case when length({text}) = 19 and substr({text}, 17, 1) = ':' then false "
        f"else regexp_matches({text}, {literal(OFFSET)}) end"
    )
    # DuckDB's cast to timestamp drops the offset; the one to timestamptz applies it.
    instant = f"timezone('UTC', try_cast({text} as timestamptz))"
    value = f"case when {offset} then {instant} else {converted.value} end"
    skipped = [(f"not {offset} and {failed}", rule) for failed, rule in converted.failures]
    return Conversion(value, failures + skipped)


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
    if kind == "TIMESTAMP WITH TIME ZONE" and target == "timestamp":
        return Conversion(f"timezone('UTC', {value})")
    if kind.startswith("TIMESTAMP") and target == "timestamp":
        return to_utc(f"cast({value} as timestamp)", zone)
    if kind.lower() == target:
        return Conversion(value)
    converted = f"try_cast({value} as {target})"
    if target == "varchar":
        return Conversion(f"cast({value} as varchar)")
    lossy = ""
    if target == "date" and kind.startswith("TIMESTAMP"):
        lossy = f" or cast({converted} as timestamp) <> cast({value} as timestamp)"
    elif target == "bigint":
        lossy = f" or {converted} <> {value}"
    failed = f"{value} is not null and ({converted} is null{lossy})"
    return Conversion(converted, [(failed, "cast")])


def number_text(text: str, options: CsvOptions) -> str:
    """Write a number's text with a decimal point and without separators of thousands."""
    if options.thousands:
        text = f"replace({text}, {literal(options.thousands)}, '')"
    return f"replace({text}, ',', '.')" if options.decimal == "," else text


def coded(value: str, codes: dict[str, str]) -> str:
    """Translate a source's codes; what the list lacks passes on, for the contract to judge."""
    if not codes:
        return value
    whens = " ".join(f"when {literal(old)} then {literal(new)}" for old, new in codes.items())
    return f"case cast({value} as varchar) {whens} else cast({value} as varchar) end"


@dataclass
class EntitySql:
    """SQL of one entity: inner values, outer columns, the rules behind the mask's bits."""

    inner: dict[str, str]
    outer: dict[str, str]
    direct: dict[str, str]
    rules: list[str]


def entity_sql(
    name: str, entity: Entity, feed: Feed, zone: str, kinds: dict[str, str]
) -> EntitySql:
    """Build the SQL of one entity.

    ``kinds`` gives the DuckDB type of each mapped expression, by contract column. Contract columns
    that are a source's text column as it is are in ``direct`` (contract column to source column)
    and need no SQL.
    """
    built = EntitySql({}, {}, {}, [])
    bits: list[str] = []
    for column, target in contract_types(CONTRACTS[name]).items():
        mapping = entity.map.get(column)
        if mapping is None:
            continue
        if is_direct(mapping, kinds[column], target):
            built.direct[column] = mapping.expression.name
            continue
        alias = quoted(f"{name}.{column}")
        value = coded(f"({mapping.value})", mapping.codes)
        kind = TEXT if mapping.codes else kinds[column]
        if not mapping.is_plain:
            built.inner[alias] = f"try(struct_pack(v := {value}))"
            bits.append(f"{alias} is null")
            built.rules.append(f"{column}:cast")
            value = f"{alias}.v"
        conversion = convert(value, kind, target, feed, mapping, zone)
        built.outer[alias] = conversion.value
        for failed, rule in conversion.failures:
            bits.append(failed)
            built.rules.append(f"{column}:{rule}")
    mask = " + ".join(f"case when {bit} then {1 << i} else 0 end" for i, bit in enumerate(bits))
    built.outer[quoted(f"{name}.mask")] = f"cast({mask or '0'} as bigint)"
    built.outer[quoted(f"{name}.is_applicable")] = f"coalesce({entity.where or 'true'}, false)"
    return built


def is_direct(mapping: Mapping, kind: str, target: str) -> bool:
    """Tell whether the contract column is a source column as it stands."""
    return (
        target == "varchar"
        and kind == TEXT
        and not mapping.codes
        and mapping.is_plain
        and len(getattr(mapping.expression, "parts", ())) == 1
    )
