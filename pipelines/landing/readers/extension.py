"""DuckDB extensions from their Python packages, so that nothing is downloaded at run time."""

from __future__ import annotations

import importlib
from pathlib import Path

import duckdb


def load(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load the extension ``name`` from the package ``duckdb_extension_<name>``.

    Raises:
        ModuleNotFoundError: if the package is not installed.

    """
    package = importlib.import_module(f"duckdb_extension_{name}")
    folder = Path(str(package.__file__)).parent / "extensions" / f"v{duckdb.__version__}"
    connection.execute(f"load '{folder / f'{name}.duckdb_extension'}'")
