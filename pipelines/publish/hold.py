"""Rollback: readers get an earlier version again, and no run switches until the hold is released.

Without the hold the next run would publish again what was just taken back.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from pipelines.audit.result import AuditResult
from pipelines.failpoints import failpoint
from pipelines.publish.files import replace_link, write_durably
from pipelines.publish.publication import Publication
from pipelines.publish.versions import VersionError, current_version, numbers, recover
from pipelines.settings import Settings

HOLD = "hold.json"


class Hold(BaseModel):
    """Why publication is held, and which version was taken back for which."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reason: str
    withdrawn: int
    restored: int


def held(settings: Settings) -> Hold | None:
    """Return the hold on publication, if there is one."""
    try:
        text = (settings.warehouse / HOLD).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    return Hold.model_validate_json(text)


def kept_back(settings: Settings) -> Publication | None:
    """Return the latest version that a hold keeps from readers, if there is one.

    That is the candidate, if it passed the audit, or else the version that was withdrawn: built
    again of the same input, it would be the same again.
    """
    hold = held(settings)
    if hold is None:
        return None
    folder = settings.warehouse / "candidate"
    result = AuditResult.of(folder)
    if result is not None and result.passed:
        return Publication.read(folder)
    try:
        return Publication.read(settings.versions / str(hold.withdrawn))
    except FileNotFoundError:
        return None


def rollback(
    settings: Settings, version: int | None = None, reason: str = "rolled back by hand"
) -> Hold:
    """Give readers the version before the current one, or the one named, and hold publication.

    Raises:
        VersionError: if that version is not kept, or is what readers already have.

    """
    recover(settings)
    current = current_version(settings)
    restored = _target(numbers(settings), current, version)
    # The hold comes first: a crash in between leaves the bad version held, never the good one open.
    hold = Hold(reason=reason, withdrawn=current or restored, restored=restored)
    write_durably(settings.warehouse / HOLD, hold.model_dump_json(indent=2) + "\n")
    failpoint("publish.hold_written")
    replace_link(settings.current, settings.versions / str(restored))
    return hold


def _target(kept: list[int], current: int | None, version: int | None) -> int:
    others = [number for number in kept if number != current]
    listed = ", ".join(map(str, others)) or "none"
    if version is not None:
        if version not in others:
            raise VersionError(f"cannot switch to version {version}; versions kept: {listed}")
        return version
    earlier = [number for number in others if current is None or number < current]
    if not earlier:
        raise VersionError(f"no version before {current or 'the first'} is kept")
    return earlier[-1]


def release(settings: Settings) -> Hold | None:
    """Let the next run publish again; return the hold that stood, if one did."""
    hold = held(settings)
    if hold is not None:
        (settings.warehouse / HOLD).unlink()
    return hold
