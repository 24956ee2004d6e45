"""The switch: readers get the candidate from one instant to the next."""

from __future__ import annotations

import os

from pipelines.audit.result import AuditResult
from pipelines.failpoints import failpoint
from pipelines.publish.candidate import Candidate
from pipelines.publish.files import replace_link, seal, sync, write_durably
from pipelines.publish.hold import held
from pipelines.publish.versions import current_version, intent, prune, recover
from pipelines.settings import Settings


class PublicationHeldError(RuntimeError):
    """Publication is held after a rollback: the candidate waits."""


class NotAuditedError(RuntimeError):
    """The candidate has not passed the audit."""


def switch(settings: Settings, candidate: Candidate) -> int:
    """Publish a candidate that passed the audit; return its version number.

    Killed at any step, readers have the old version whole or the new one, and the next call of
    ``build_candidate`` or ``switch`` clears away the rest.

    Raises:
        PublicationHeldError: if publication is held (``held`` tells beforehand).
        NotAuditedError: if the candidate's audit is missing, failed, or judged another version.

    """
    recover(settings)
    hold = held(settings)
    if hold is not None:
        raise PublicationHeldError(
            f"publication is held ({hold.reason}): version {candidate.publication.number} is "
            "built and not switched to; lift the hold with `clientele release`"
        )
    _require_passed(candidate)
    before = current_version(settings)
    number = candidate.publication.number
    folder = settings.versions / str(number)
    settings.versions.mkdir(parents=True, exist_ok=True)
    seal(candidate.folder)
    write_durably(intent(settings), f"{number}\n")
    failpoint("publish.intent_written")
    os.rename(candidate.folder, folder)
    sync(settings.versions)
    sync(settings.warehouse)
    failpoint("publish.version_moved")
    replace_link(settings.current, folder)
    failpoint("publish.link_replaced")
    intent(settings).unlink()
    failpoint("publish.switched")
    prune(settings, spared=before)
    return number


def _require_passed(candidate: Candidate) -> None:
    number = candidate.publication.number
    result = AuditResult.of(candidate.folder)
    if result is None or result.version != number:
        raise NotAuditedError(f"version {number} has not been audited")
    if not result.passed:
        raise NotAuditedError(f"version {number} failed the audit: {result.summary()}")
