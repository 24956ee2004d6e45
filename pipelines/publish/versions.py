"""The published versions on disk: which there are, which readers get, what a dead run left.

``versions/<n>/`` never changes once ``current`` has shown it. Before a version is moved there,
``switching`` notes its number; if the note still stands when the next run begins, the link decides
whether the switch had happened.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pipelines.failpoints import failpoint
from pipelines.publish.files import sync
from pipelines.publish.publication import Publication
from pipelines.settings import Settings

SET_ASIDE = ".pruned-"


class VersionError(LookupError):
    """There is no such version to switch to."""


@dataclass(frozen=True)
class Version:
    """A version that is kept."""

    folder: Path
    publication: Publication
    is_current: bool


def intent(settings: Settings) -> Path:
    """Return the note of the version that is being switched to."""
    return settings.warehouse / "switching"


def numbers(settings: Settings) -> list[int]:
    """Return the numbers of the versions that lie in their place, oldest first."""
    if not settings.versions.is_dir():
        return []
    return sorted(int(path.name) for path in settings.versions.iterdir() if path.name.isdecimal())


def current_version(settings: Settings) -> int | None:
    """Return the number of the version that readers get, if any was published."""
    try:
        return int(Path(os.readlink(settings.current)).name)
    except FileNotFoundError:
        return None


def next_number(settings: Settings) -> int:
    """Return the number of the next version; the highest one is never pruned, so none recurs."""
    return max(numbers(settings), default=0) + 1


def published(settings: Settings) -> Publication | None:
    """Return what readers get now, if anything was published."""
    if current_version(settings) is None:
        return None
    return Publication.read(settings.current)


def list_versions(settings: Settings) -> list[Version]:
    """Return the versions that are kept, oldest first."""
    current = current_version(settings)
    return [
        Version(folder, Publication.read(folder), number == current)
        for number in numbers(settings)
        for folder in [settings.versions / str(number)]
    ]


def recover(settings: Settings) -> None:
    """Clear away what a run that died left: an unfinished switch, half-deleted versions."""
    note = intent(settings)
    if note.exists():
        number = note.read_text(encoding="utf-8").strip()
        if number != str(current_version(settings)):
            shutil.rmtree(settings.versions / number, ignore_errors=True)
        note.unlink()
    for leftover in settings.versions.glob(f"{SET_ASIDE}*"):
        shutil.rmtree(leftover)


def prune(settings: Settings, spared: int | None) -> None:
    """Delete the oldest versions beyond those to keep.

    The one that the link has just left is spared: a reader may stand between link and file.
    """
    for number in numbers(settings)[: -settings.publish.keep]:
        if number == spared:
            continue
        # Renamed first: a version that is listed is whole.
        aside = settings.versions / f"{SET_ASIDE}{number}"
        os.rename(settings.versions / str(number), aside)
        sync(settings.versions)
        failpoint("publish.version_set_aside")
        shutil.rmtree(aside)
