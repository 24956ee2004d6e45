"""Names to their forms, once for every name that was never seen before.

Belongs here: whether a record is a person or an organisation, and the batches in between. Does not
belong here: what is done to one name (``persons``, ``organisations``).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import partial

import pyarrow as pa

from pipelines.identity import halves
from pipelines.identity.forms import latin, organisations, persons

STATED = ("party_type_code", "name", "given_name", "family_name", "native_name")
FORMED = (
    "kind",
    "given_name_form",
    "given_root",
    "family_name_form",
    "name_key",
    "native_name_form",
    "organisation_name",
    "legal_form",
    "reason_code",
)
SCHEMA = pa.schema([(name, pa.string()) for name in (*STATED, *FORMED)])
PLACEHOLDER = (None,) * (len(FORMED) - 2) + ("placeholder",)

Row = tuple[str | None, ...]


def form(
    placeholder: re.Pattern[str], type_code: str, name: str, given: str, family: str, native: str
) -> Row:
    """Return the forms of one stated name, in the order of ``FORMED``."""
    if type_code in ("person", "organisation"):
        kind = type_code
        company = organisations.parse(name) if name and kind == "organisation" else None
    elif given and family:
        kind, company = "person", None
    else:
        company = organisations.parse(name) if name else None
        kind = "organisation" if company and company.is_certain else "person"
    words = latin.ascii_lower(name or f"{given} {family}").strip()
    if placeholder.fullmatch(" ".join(words.split())):
        return (kind, *PLACEHOLDER)
    if company and kind == "organisation":
        key = " ".join(sorted(set(company.name.split())))
        script = latin.width(native or name)
        return (
            *(kind, None, None, None, key),
            *(script if latin.is_native(script) else None, company.name, company.legal_form, None),
        )
    person = persons.parse(name, given, family, native)
    return (kind, *person, None, None, None)


def forms(
    placeholder: re.Pattern[str], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Add the forms to batches of stated names."""
    for batch in batches:
        stated = [column.to_pylist() for column in batch.columns]
        formed = [form(placeholder, *row) for row in zip(*stated, strict=True)]
        columns = [pa.array(column, pa.string()) for column in zip(*formed, strict=True)]
        if formed:
            yield pa.record_batch([*batch.columns, *columns], schema=SCHEMA)


if __name__ == "__main__":
    step = partial(forms, re.compile(sys.argv[1]))
    halves.serve(step, SCHEMA, sys.stdin.buffer, sys.stdout.buffer)
