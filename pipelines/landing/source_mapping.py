"""How one contract column comes from source columns, as a source file says it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import sqlglot
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from sqlglot import exp


class Strict(BaseModel):
    """A part of a source file, which says nothing but what it may."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Mapping(Strict):
    """How one contract column comes from source columns."""

    value: str
    format: str | None = None
    zone: str | None = None
    codes: dict[str, str] = Field(default_factory=dict)

    @field_validator("value", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> str:
        return value if isinstance(value, str) else str(value)

    @field_validator("codes", mode="before")
    @classmethod
    def _codes_as_text(cls, value: dict[Any, Any]) -> dict[str, str]:
        return {str(key): str(code) for key, code in value.items()}

    @cached_property
    def expression(self) -> exp.Expr:
        """The parsed DuckDB expression."""
        return sqlglot.parse_one(self.value, dialect="duckdb")

    @property
    def columns(self) -> set[str]:
        """Source columns that the expression reads; of a struct, the column that holds it."""
        return source_columns(self.expression)

    @property
    def is_plain(self) -> bool:
        """True for a bare column or a literal, which cannot fail to evaluate."""
        return isinstance(self.expression, exp.Column | exp.Literal | exp.Boolean | exp.Null)

    @model_validator(mode="after")
    def _hides_no_failure(self) -> Mapping:
        refuse_hiding(self.value)
        return self


def refuse_hiding(text: str) -> None:
    """Refuse an expression that makes a failed conversion a null.

    Raises:
        ValueError: if it does, or is no expression.

    """
    try:
        expression = sqlglot.parse_one(text, dialect="duckdb")
    except sqlglot.errors.SqlglotError:
        raise ValueError(f"{text!r} is no DuckDB expression") from None
    named = (one.name.lower() for one in expression.find_all(exp.Anonymous))
    if expression.find(exp.TryCast, exp.Try) or any(name.startswith("try_") for name in named):
        raise ValueError(
            f"{text!r} hides a failed conversion; write cast(...), "
            "and a value that fails is quarantined by name"
        )


def source_columns(expression: exp.Expr) -> set[str]:
    """Return the outermost column names in an expression: ``lines`` for ``lines.sku``."""
    return {column.parts[0].name for column in expression.find_all(exp.Column)}
