"""The error that a user can mend: its message says what is wrong, where, and the mend."""

from __future__ import annotations


class MendableError(Exception):
    """Shown as one line by the command, without a traceback; it never holds a value from data."""
