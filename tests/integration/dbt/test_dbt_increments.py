"""Keyed models: what an increment leaves is what a full rebuild makes of the same deliveries."""

from __future__ import annotations

from conftest import Bench
