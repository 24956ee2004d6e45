"""Changes to files and folders that survive a power cut, and that no reader sees half done."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_durably(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a small file so that it has either its old content or all of the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    draft.write_text(text, encoding="utf-8")
    draft.chmod(mode)
    sync(draft)
    os.replace(draft, path)
    sync(path.parent)


def replace_link(link: Path, target: Path) -> None:
    """Point ``link`` at ``target``, relatively, in one step: the project can be moved."""
    draft = link.with_name(f".{link.name}.draft")
    draft.unlink(missing_ok=True)
    draft.symlink_to(os.path.relpath(target, link.parent), target_is_directory=True)
    os.replace(draft, link)
    sync(link.parent)


def seal(folder: Path) -> None:
    """Make every file of a folder read-only and wait until all is on the disk."""
    for path in sorted(folder.iterdir()):
        path.chmod(0o444)
        sync(path)
    sync(folder)


def empty_folder(folder: Path) -> None:
    """Make ``folder`` an empty one, whatever a run that died left in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
