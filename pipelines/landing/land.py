"""Landing one delivery: rows, quarantine and ledger line commit together, or not at all."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import duckdb

from pipelines.landing import ledger, readers
from pipelines.landing.ahead import Ahead
from pipelines.landing.contents import Contents, stamped
from pipelines.landing.detection import Found, hash_and_look
from pipelines.landing.intake import open_intake
from pipelines.landing.rejection import RejectedError
from pipelines.landing.replacement import (
    has_returned,
    redate,
    revives,
    set_aside,
    stands_alone,
    supersede,
    superseding,
    withdraw,
)
from pipelines.landing.source import Source
from pipelines.landing.stamp import Counts
from pipelines.settings import Settings
from pipelines.transaction import transaction

Status = Literal["loaded", "blocked", "rejected", "repeat", "superseded"]


@dataclass
class Outcome:
    """What became of one delivery; holds counts and names, never values."""

    delivery_id: int
    path: str
    status: Status
    counts: dict[str, Counts] = field(default_factory=dict)
    rule: str | None = None
    detail: str | None = None
    unknown_columns: list[str] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Landing:
    """One delivery on its way into the working file."""

    connection: duckdb.DuckDBPyConnection
    intake: duckdb.DuckDBPyConnection
    settings: Settings
    source: Source
    found: Found
    run_id: int
    digest: str
    started: float
    ahead: Ahead | None

    def key(self, identity: str) -> int:
        """Return the delivery key of a file of this feed."""
        return ledger.delivery_key(self.source.source, self.found.feed, identity)


def land(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: Source,
    found: Found,
    run_id: int,
    *,
    again: bool = False,
    intake: duckdb.DuckDBPyConnection | None = None,
    ahead: Ahead | None = None,
) -> Outcome:
    """Land one delivery in one transaction and write its line in the ledger.

    ``again`` lands it even though the ledger knows it (a replay). ``intake`` reads it; whoever
    lands several opens one for all. ``ahead`` is what was read of it while another was written.

    Raises:
        SourceError: if the source's mapping cannot be bound; nothing is written then.
        ContractFaultError: if a contract could not be checked; nothing is written then.

    """
    if intake is None:
        with open_intake(settings) as opened:
            return land(connection, settings, source, found, run_id, again=again, intake=opened)
    started = time.perf_counter()
    reader = readers.reader(source.feeds[found.feed].reader)
    digest = ahead.digest.result() if ahead else hash_and_look(found, reader.look_through)
    one = Landing(connection, intake, settings, source, found, run_id, digest, started, ahead)
    delivery_id = ledger.content_key(source, found, digest)
    known = ledger.row(connection, delivery_id)
    with transaction(connection, "landing"):
        outcome = _decide(one, delivery_id, known, again)
        ledger.write_file(connection, found, digest, outcome.delivery_id, run_id)
    return outcome


def _decide(one: Landing, delivery_id: int, known: dict[str, Any] | None, again: bool) -> Outcome:
    """Land what is new; ledger a repeat; leave what is known as it is."""
    if known is None:
        return _land_new(one, delivery_id)
    if known["path"] == one.found.path:
        if again or has_returned(one.connection, one.found, known):
            return _land_new(one, delivery_id, is_known=True)
        return Outcome(delivery_id, one.found.path, known["status"])
    own = one.key(f"rejected|{one.digest}|{one.found.path}")
    if one.found.delivered_on is None:
        return _land_new(one, own, is_known=True)
    if known["status"] != "rejected":
        return _repeat(one, known)
    outcome = _land_new(one, delivery_id, is_known=True)
    ledger.forget(one.connection, own)
    ledger.keep_rejected(one.connection, known, one.key(f"rejected|{one.digest}|{known['path']}"))
    return outcome


def _land_new(one: Landing, delivery_id: int, *, is_known: bool = False) -> Outcome:
    connection, found, run_id = one.connection, one.found, one.run_id
    feed = one.source.feeds[found.feed]
    if is_known:
        withdraw(connection, delivery_id, list(feed.entities), run_id)
    outcome = Outcome(delivery_id, found.path, "rejected")
    try:
        _read(one, outcome)
    except RejectedError as rejected:
        connection.rollback()
        connection.begin()
        if is_known:
            withdraw(connection, delivery_id, list(feed.entities), run_id)
        outcome.rule, outcome.detail = rejected.rule, rejected.detail
    is_alone = stands_alone(connection, found, delivery_id)
    by = None if outcome.rule or is_alone else superseding(connection, found, delivery_id)
    if by is not None:
        outcome.status = "superseded"
    outcome.seconds = time.perf_counter() - one.started
    if is_known:
        ledger.forget(connection, delivery_id)
    ledger.write_delivery(
        connection,
        one.source,
        found,
        delivery_id=delivery_id,
        digest=one.digest,
        status=outcome.status,
        run_id=run_id,
        seconds=outcome.seconds,
        rule=outcome.rule,
        detail=outcome.detail,
        superseded_by=by,
    )
    ledger.write_counts(connection, delivery_id, one.source.source, feed, outcome.counts)
    ledger.write_unknown_columns(
        connection, delivery_id, one.source.source, outcome.unknown_columns
    )
    if outcome.status != "rejected" and not is_alone:
        supersede(connection, feed, found, delivery_id, run_id)
        redate(connection, feed, found, delivery_id, run_id)
    return outcome


def _read(one: Landing, outcome: Outcome) -> None:
    """Land the records; fill in the outcome, or raise ``RejectedError``."""
    found, source = one.found, one.source
    ahead = one.ahead.read() if one.ahead else None
    stamp = stamped(source, found, outcome.delivery_id, one.run_id)
    contents = ahead or Contents(one.connection, one.settings, source, found, stamp)
    try:
        if not ahead:
            contents.read(one.intake)
        outcome.counts = contents.store()
    finally:
        contents.close()
    outcome.unknown_columns = contents.unknown_columns
    limit = one.settings.landing.tolerance if source.tolerance is None else source.tolerance
    outcome.status = "blocked" if _exceeds(outcome, limit) else "loaded"


def _exceeds(outcome: Outcome, tolerance: float) -> bool:
    """Tell whether an entity's share of quarantined records is above what the source tolerates."""
    return any(
        one.quarantined > tolerance * (one.read - one.not_applicable)
        for one in outcome.counts.values()
    )


def _repeat(one: Landing, known: dict[str, Any]) -> Outcome:
    """Ledger a file whose content came before under another name.

    Of two names, the one with the earlier date is the delivery and the other one its repeat: which
    came first decides nothing. The delivery then lands anew, since its date bounds event times.
    """
    found, original = one.found, int(known["delivery_id"])
    is_earlier = found.delivered_on is not None and found.delivered_on < known["delivered_on"]
    is_replaced = superseding(one.connection, found, original) is not None
    is_revived = revives(one.connection, found, known)
    if is_revived or (is_earlier and not is_replaced):
        other = replace(
            found,
            path=known["path"],
            stem=known["stem"],
            delivered_on=known["delivered_on"],
            revision=known["revision"],
        )
        outcome = _land_new(one, original, is_known=True)
        _write_repeat(one, other, original)
        if not is_revived:
            _heed_revision(one, other, original)
        return outcome
    outcome = _write_repeat(one, found, original)
    if not is_earlier:
        _heed_revision(one, found, original)
    return outcome


def _heed_revision(one: Landing, repeat: Found, original: int) -> None:
    """Set the original aside where a higher revision stands in its repeat's place."""
    by = superseding(one.connection, repeat, original)
    if by is not None:
        set_aside(one.connection, one.source.feeds[repeat.feed], original, by, one.run_id)


def _write_repeat(one: Landing, repeat: Found, original: int) -> Outcome:
    connection, source = one.connection, one.source
    repeat_id = one.key(f"repeat|{repeat.path}")
    read = connection.execute(
        "select entity, records_read from ledger.delivery_entity where delivery_id = ?",
        [original],
    ).fetchall()
    counts = {name: Counts(read=count, repeated=count) for name, count in read}
    ledger.forget(connection, repeat_id)
    ledger.write_delivery(
        connection,
        source,
        repeat,
        delivery_id=repeat_id,
        digest=one.digest,
        status="repeat",
        run_id=one.run_id,
        seconds=time.perf_counter() - one.started,
        same_as=original,
    )
    ledger.write_counts(connection, repeat_id, source.source, source.feeds[repeat.feed], counts)
    return Outcome(repeat_id, repeat.path, "repeat", counts)
