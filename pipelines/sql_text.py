"""Names and strings as SQL writes them."""

from __future__ import annotations

from pathlib import Path


def quoted(*names: str) -> str:
    """Return a dotted SQL identifier."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def literal(text: str | Path) -> str:
    """Return a SQL string."""
    return "'" + str(text).replace("'", "''") + "'"
