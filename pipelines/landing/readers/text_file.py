"""What delimited text and JSON Lines share: bytes that must be whole before they are believed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, cast

from pipelines.landing.rejection import RejectedError

GZIP = b"\x1f\x8b"
OTHER_FORMATS = (b"PAR1", b"PK\x03\x04", b"SQLite format 3\x00", b"%PDF", b"\xd0\xcf\x11\xe0")
MARKUP = (b"<!doctype", b"<html", b"<?xml")
CHUNK = 1 << 20
TAIL = 1 << 12


def is_gzip(path: Path) -> bool:
    """Tell from the name whether the file says that it is compressed."""
    return path.suffix == ".gz"


def opened(path: Path) -> BinaryIO:
    """Open the text, unpacked."""
    return cast(BinaryIO, gzip.open(path, "rb") if is_gzip(path) else path.open("rb"))


def first_and_last(path: Path, watch: Callable[[bytes], None] | None = None) -> tuple[bytes, bytes]:
    """Return the first megabyte of the text in ``path`` and its end, a few thousand bytes.

    A compressed file is read to its end, since DuckDB takes a cut gzip stream for a short file.
    ``watch`` is shown the whole text, in pieces.

    Raises:
        RejectedError: ``empty``, ``wrong_format`` or ``torn``.

    """
    if path.stat().st_size == 0:
        raise RejectedError("empty", "the file has no bytes")
    with path.open("rb") as raw:
        magic = raw.read(16)
    if is_gzip(path) and not magic.startswith(GZIP):
        raise RejectedError("wrong_format", "the name says gzip, the content does not")
    if not is_gzip(path) and (magic.startswith((GZIP, *OTHER_FORMATS)) or b"\x00" in magic):
        raise RejectedError("wrong_format", "the name says text, the content is binary")
    head, last = (_read_compressed if is_gzip(path) else _read_plain)(path, watch)
    if not head:
        raise RejectedError("empty", "the compressed file holds no bytes")
    if head[:64].lstrip().lower().startswith(MARKUP):
        raise RejectedError("wrong_format", "the content is markup: a page in place of the export")
    return head, last


def _read_plain(path: Path, watch: Callable[[bytes], None] | None) -> tuple[bytes, bytes]:
    with path.open("rb") as text:
        head = chunk = text.read(CHUNK)
        while watch and chunk:
            watch(chunk)
            chunk = text.read(CHUNK)
        text.seek(max(0, text.seek(0, 2) - TAIL))
        return head, text.read()


def _read_compressed(path: Path, watch: Callable[[bytes], None] | None) -> tuple[bytes, bytes]:
    try:
        with gzip.open(path, "rb") as text:
            head = last = chunk = text.read(CHUNK)
            while chunk:
                if watch:
                    watch(chunk)
                if chunk := text.read(CHUNK):
                    last = (last + chunk)[-TAIL:]
    except EOFError:
        raise RejectedError("torn", "the compressed stream ends before its end mark") from None
    except (OSError, zlib.error):
        raise RejectedError("torn", "the compressed stream is damaged") from None
    return head, last[-TAIL:]
