"""Which source a delivery belongs to that an engineer names by its path."""

from __future__ import annotations

import duckdb

from pipelines.console.pasted import pasted
from pipelines.console.query import working_file
from pipelines.landing.detection import find
from pipelines.landing.replay import NoSuchDeliveryError, stale
from pipelines.landing.source import load_sources
from pipelines.settings import Settings


def to_replay(settings: Settings, path: str | None, all_stale: bool) -> list[tuple[str, str]]:
    """Return (source, path) of what is to be landed anew.

    Raises:
        NoSuchDeliveryError: if nothing is named, or no source has a file at ``path``.

    """
    sources = load_sources(settings)
    paths = [path] if path else []
    if all_stale:
        with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
            paths += stale(connection, sources)
    elif not paths:
        raise NoSuchDeliveryError("name a delivery by its path below data/raw, or say --stale")
    chosen = []
    for name, source in sources.items():
        lying = {one.path for one in find(settings, source)}
        chosen += [(name, one) for one in dict.fromkeys(paths) if one in lying]
    missing = set(paths) - {one for _, one in chosen}
    if missing:
        raise NoSuchDeliveryError(
            f"{', '.join(sorted(missing))}: no source has such a file below {settings.raw}"
        )
    return chosen


def to_accept(settings: Settings, path: str) -> list[str]:
    """Return the sources in which the delivery at ``path`` is blocked.

    Raises:
        NoSuchDeliveryError: if no blocked delivery has this path.

    """
    with duckdb.connect(str(working_file(settings)), read_only=True) as connection:
        rows = connection.execute(
            "select distinct source from ledger.delivery where path = ? and status = 'blocked' "
            "order by 1",
            [path],
        ).fetchall()
    if not rows:
        raise NoSuchDeliveryError(
            f"{path}: not a blocked delivery; see `{pasted(settings, 'status')}`"
        )
    return [source for (source,) in rows]
