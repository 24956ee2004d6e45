"""The SQL of one entity: its columns, its ``where``, and a bit mask of what failed in the row."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.landing.mapping import TEXT, convert
from pipelines.landing.source import Entity, Feed, Mapping
from pipelines.sql_text import literal, quoted
from pipelines.warehouse import contract_types
from schemas import CONTRACTS

MASK, IS_APPLICABLE, WHERE = "mask", "is_applicable", "where"


def alias(entity: str, column: str) -> str:
    """Return the name of a computed column: one that no source column has, dots or not."""
    return f"_landing.{entity}.{column}"


def coded(value: str, codes: dict[str, str]) -> str:
    """Translate a source's codes; what the list lacks passes on, for the contract to judge."""
    if not codes:
        return value
    whens = " ".join(f"when {literal(old)} then {literal(new)}" for old, new in codes.items())
    return f"case cast({value} as varchar) {whens} else cast({value} as varchar) end"


@dataclass
class EntitySql:
    """SQL of one entity, in three steps that build on each other.

    ``inner`` evaluates what may raise, ``outer`` converts, ``verdict`` looks at what came of it:
    there a converted value is a column, so that it is not computed once more.
    """

    inner: dict[str, str]
    outer: dict[str, str]
    verdict: dict[str, str]
    direct: dict[str, str]
    rules: list[str]


def entity_sql(
    name: str, entity: Entity, feed: Feed, zone: str, kinds: dict[str, str]
) -> EntitySql:
    """Build the SQL of one entity.

    ``kinds`` gives the DuckDB type of each mapped expression, by contract column. Contract columns
    that are a source's column as it is are in ``direct`` (contract column to source column)
    and need no SQL.
    """
    built = EntitySql({}, {}, {}, {}, [])
    bits: list[str] = []
    for column, target in contract_types(CONTRACTS[name]).items():
        mapping = entity.map.get(column)
        if mapping is None:
            continue
        if is_direct(mapping, kinds[column], target):
            built.direct[column] = mapping.expression.name
            continue
        target_name = quoted(alias(name, column))
        value = coded(f"({mapping.value})", mapping.codes)
        kind = TEXT if mapping.codes else kinds[column]
        if kind == "JSON":
            value, kind = f"({value} ->> '$')", TEXT
        if not mapping.is_plain:
            tried = quoted(alias(name, f"{column}.tried"))
            built.inner[tried] = f"try(struct_pack(v := {value}))"
            bits.append(f"{tried} is null")
            built.rules.append(f"{column}:cast")
            value = f"{tried}.v"
        conversion = convert(value, kind, target, feed, mapping, zone)
        built.outer[target_name] = conversion.value
        for failed, rule in conversion.failures:
            bits.append(failed.replace(conversion.value, target_name))
            built.rules.append(f"{column}:{rule}")
    applicable = "true"
    if entity.where:
        where = quoted(alias(name, WHERE))
        built.inner[where] = f"try(struct_pack(v := cast(({entity.where}) as boolean)))"
        bits.append(f"{where} is null")
        built.rules.append("*:where")
        applicable = f"{where} is null or coalesce({where}.v, false)"
    mask = " + ".join(f"case when {bit} then {1 << i} else 0 end" for i, bit in enumerate(bits))
    built.verdict[quoted(alias(name, MASK))] = f"cast({mask or '0'} as bigint)"
    built.verdict[quoted(alias(name, IS_APPLICABLE))] = applicable
    return built


def is_direct(mapping: Mapping, kind: str, target: str) -> bool:
    """Tell whether the contract column is a source column as it stands, of the same type."""
    same = kind == TEXT or kind.lower().replace(",", ", ") == target
    return (
        same
        and (target == "varchar") == (kind == TEXT)
        and target not in ("date", "timestamp")
        and not mapping.codes
        and mapping.is_plain
        and len(getattr(mapping.expression, "parts", ())) == 1
    )
