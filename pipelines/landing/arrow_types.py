"""Arrow's types for the DuckDB types of contract columns."""

from __future__ import annotations

import pyarrow as pa

ARROW_TYPES: dict[str, pa.DataType] = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "double": pa.float64(),
}


def arrow_type(kind: str) -> pa.DataType:
    """Return the Arrow type of a contract column's DuckDB type."""
    if kind in ARROW_TYPES:
        return ARROW_TYPES[kind]
    precision, scale = kind.removeprefix("decimal(").removesuffix(")").split(",")
    return pa.decimal128(int(precision), int(scale))
