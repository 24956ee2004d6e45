"""Labels: records whose answer is known, as a CSV file that a user keeps.

Belongs here: its two forms, told apart by their columns, and what makes one unusable. Does not
belong here: comparing. A file either names the true entity of each record (``source``,
``party_id``, ``entity``), or says of pairs whether they are one (``source_left``,
``party_id_left``, ``source_right``, ``party_id_right``, ``is_same``); further columns are left
alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import duckdb

from pipelines.mendable import MendableError
from pipelines.sql_text import literal, quoted

Form = Literal["records", "pairs"]
COLUMNS: dict[Form, tuple[str, ...]] = {
    "records": ("source", "party_id", "entity"),
    "pairs": ("source_left", "party_id_left", "source_right", "party_id_right", "is_same"),
}

LABELLED: dict[Form, str] = {
    "records": """
        select durable_key('party', source, party_id) as record_key, any_value(entity) as entity
        from label group by all
    """,
    "pairs": """
        select
            least(durable_key('party', source_left, party_id_left),
                durable_key('party', source_right, party_id_right)) as record_key_left,
            greatest(durable_key('party', source_left, party_id_left),
                durable_key('party', source_right, party_id_right)) as record_key_right,
            bool_and(try_cast(is_same as boolean)) as is_same,
        from label group by all
    """,
}

# What no label may be: incomplete, or at odds with another. Counted, never shown.
FAULTY: dict[Form, str] = {
    "records": """
        select
            (select count(*) from label
                where source is null or party_id is null or entity is null),
            (select count(*) from (
                select 1 from label group by source, party_id having min(entity) <> max(entity)
            ))
    """,
    "pairs": """
        select
            (select count(*) from label where source_left is null or party_id_left is null
                or source_right is null or party_id_right is null
                or try_cast(is_same as boolean) is null),
            (select count(*) from (
                select 1 from label
                group by
                    least((source_left, party_id_left), (source_right, party_id_right)),
                    greatest((source_left, party_id_left), (source_right, party_id_right))
                having min(try_cast(is_same as boolean)) <> max(try_cast(is_same as boolean))
                    or any_value((source_left, party_id_left) = (source_right, party_id_right))
            ))
    """,
}


def read(connection: duckdb.DuckDBPyConnection, path: Path) -> Form:
    """Make the temporary table ``labelled`` of a file of labels; return which form it has.

    Raises:
        MendableError: if the file is not there, has other columns, or contradicts itself.

    """
    if not path.is_file():
        raise MendableError(f"{path}: the labels that `identity.labels` names are not there")
    file = f"read_csv({literal(str(path))}, header = true, all_varchar = true)"
    try:
        form = _form(path, connection.sql(f"from {file}").columns)
        wanted = ", ".join(quoted(column) for column in COLUMNS[form])
        connection.execute(f"create or replace temp table label as select {wanted} from {file}")
    except duckdb.Error:
        raise MendableError(f"{path}: labels are no readable CSV") from None
    incomplete, contrary = connection.execute(FAULTY[form]).fetchall()[0]
    if incomplete or contrary:
        raise MendableError(
            f"{path}: {incomplete} labels are incomplete or cannot be read, and of {contrary} "
            "records or pairs they say what contradicts itself"
        )
    connection.execute(f"create or replace temp table labelled as {LABELLED[form]}")
    connection.execute("drop table temp.label")
    return form


def _form(path: Path, columns: list[str]) -> Form:
    for form, wanted in COLUMNS.items():
        if set(wanted) <= set(columns):
            return form
    known = " or ".join(", ".join(wanted) for wanted in COLUMNS.values())
    raise MendableError(f"{path}: labels have the columns {known}")
