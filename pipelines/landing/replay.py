"""What an engineer does with a delivery by name: land it anew, or accept it as it is."""

from __future__ import annotations

import duckdb

from pipelines.landing import ledger
from pipelines.landing.detection import find
from pipelines.landing.land import Outcome, land
from pipelines.landing.source import Source
from pipelines.settings import Settings
from pipelines.transaction import transaction


class NoSuchDeliveryError(LookupError):
    """The named delivery is not there, or not in the state that the command is for."""


def stale(connection: duckdb.DuckDBPyConnection, sources: dict[str, Source]) -> list[str]:
    """Return the paths of deliveries that landed under another mapping or contract than today's."""
    rows = connection.execute(
        "select source, feed, path, mapping_hash, contract_hash from ledger.delivery "
        "where status in ('loaded', 'blocked', 'rejected') and superseded_by is null "
        "order by delivered_on, path"
    ).fetchall()
    found = []
    for source, feed, path, mapping, contract in rows:
        if source not in sources or feed not in sources[source].feeds:
            continue
        now = (
            sources[source].mapping_hash(feed),
            ledger.contract_hash(sources[source].feeds[feed]),
        )
        if now != (mapping, contract):
            found.append(path)
    return found


def replay(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    sources: dict[str, Source],
    path: str,
    run_id: int,
    *,
    intake: duckdb.DuckDBPyConnection | None = None,
) -> list[Outcome]:
    """Land the delivery at ``path`` anew, whole, in one transaction for each feed that reads it.

    ``intake`` reads it; whoever replays several opens one for all.

    Raises:
        NoSuchDeliveryError: if no feed finds a file at ``path``.

    """
    found = [
        (source, one)
        for source in sources.values()
        for one in find(settings, source)
        if one.path == path
    ]
    if not found:
        raise NoSuchDeliveryError(f"{path}: no source has such a file below {settings.raw}")
    return [
        land(connection, settings, source, one, run_id, again=True, intake=intake)
        for source, one in found
    ]


def accept(
    connection: duckdb.DuckDBPyConnection, source: str, path: str, reason: str, run_id: int
) -> int:
    """Let a source's blocked delivery through as it is; return how many feeds it feeds.

    Raises:
        NoSuchDeliveryError: if the source has no blocked delivery with this path.

    """
    blocked = connection.execute(
        "select d.delivery_id, list(e.entity) from ledger.delivery as d "
        "join ledger.delivery_entity as e using (delivery_id) "
        "where d.source = ? and d.path = ? and d.status = 'blocked' group by 1",
        [source, path],
    ).fetchall()
    if not blocked:
        raise NoSuchDeliveryError(f"{path}: {source} has no blocked delivery with this path")
    with transaction(connection, "accept"):
        for delivery_id, entities in blocked:
            connection.execute(
                "update ledger.delivery set status = 'loaded', accepted_reason = ? "
                "where delivery_id = ?",
                [reason, delivery_id],
            )
            ledger.touch(connection, delivery_id, entities, run_id)
    return len(blocked)
