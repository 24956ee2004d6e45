"""What the bytes of JSON Lines say before DuckDB reads them.

Belongs here: keys of single lines, and what DuckDB's JSON reader would lose. Does not belong here:
the SQL that reads the records (``json_lines``).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from pipelines.landing.readers.text_file import CHUNK, first_and_last, is_gzip, opened
from pipelines.landing.rejection import RejectedError

BOM = b"\xef\xbb\xbf"
# A number that a double may not hold: a point or an exponent, and more than fifteen digits.
LONG_NUMBER = re.compile(rb"[\[:,]\s*-?(?=[0-9]+[.eE])[0-9.eE+\-]{17}")
# So long a number covers four places in a row that four divides: a look at these is enough to
# know that a text holds none, and costs a hundredth of what reading it does.
STRIDE = 4
LONGEST_NUMBER = 256


@dataclass(frozen=True)
class Text:
    """The whole lines of the first megabyte, the end, and whether DuckDB would misread the text.

    Its JSON reader does not read past a byte order mark, takes a number with a point through a
    double, which changes digits after the fifteenth, and loses the line after one that is cut off
    at a colon. ``line_bytes`` is what a line takes on average where lines are longest; of a text
    that would be misread it is not known.
    """

    head: bytes
    last: bytes
    is_misread: bool
    line_bytes: int


def examine(path: Path) -> Text:
    """Look through the file once; the result is kept until the file changes.

    Raises:
        RejectedError: ``empty``, ``wrong_format`` or ``torn``.

    """
    status = path.stat()
    return _examine(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=1)
def _examine(path: Path, _size: int, _modified_ns: int) -> Text:
    found = False
    border = b""
    line_bytes = 0

    def watch(chunk: bytes) -> None:
        nonlocal found, border, line_bytes
        if found:
            return
        lines = _whole_lines(chunk)
        found = lines is None or _whole_lines(border + chunk[:LONGEST_NUMBER]) is None
        line_bytes = max(line_bytes, len(chunk) // (1 + (lines or 0)))
        border = chunk[-LONGEST_NUMBER:]

    head, last = first_and_last(path, watch)
    is_misread = found or head.startswith(BOM)
    text = head.removeprefix(BOM).lstrip()
    if len(head) == CHUNK:  # its last line may be cut, and within a letter
        text = text[: text.rfind(b"\n") + 1] or text[:1]
    return Text(text, last, is_misread, line_bytes)


def _whole_lines(text: bytes) -> int | None:
    """Return the number of line ends; ``None`` if a line may be no object, or a number too long."""
    letters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(letters[1:] == ord("\n"))
    ends -= letters[ends] == ord("\r")
    before = letters[ends]  # the end of an object, or of a line when this one is blank
    if not ((before == ord("}")) | (before == ord("\n"))).all():
        return None
    digits = letters[::STRIDE] - np.uint8(ord(".")) < 12  # the point, the slash and the digits
    pairs = digits[1:] & digits[:-1]
    has_long = (pairs[2:] & pairs[:-2]).any() and LONG_NUMBER.search(text) is not None
    return None if has_long else len(ends)


def keys_of(line: bytes) -> list[str] | None:
    """Return the keys of the object on a line; ``None`` if there is none.

    Raises:
        RejectedError: ``wrong_encoding``.

    """
    try:
        value = json.loads(line)
    except UnicodeDecodeError:
        raise RejectedError("wrong_encoding", "a line is not utf-8") from None
    except (ValueError, RecursionError):
        return None
    return list(value) if isinstance(value, dict) else None


def last_line(path: Path) -> bytes:
    """Return the bytes after the last line end (reads a compressed file whole, line by line)."""
    with opened(path) as text:
        if is_gzip(path):
            last = b""
            for line in text:
                last = line
            return last
        size = text.seek(0, 2)
        step = 1 << 16
        while step < size:
            text.seek(-step, 2)
            tail = text.read(step)
            if b"\n" in tail:
                return tail.rsplit(b"\n", 1)[1]
            step *= 2
        text.seek(0)
        return text.read().rsplit(b"\n", 1)[-1]
