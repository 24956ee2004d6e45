"""The steward's queue, asked of a published file."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines import settings as settings_module
from pipelines.console.review import queue
from pipelines.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Publish one candidate, whose first record was known as another customer for a while."""
    settings = settings_module.load(tmp_path, warehouse=tmp_path / "warehouse")
    settings.current.mkdir(parents=True)
    with duckdb.connect(str(settings.current / "clientele_personal.duckdb")) as connection:
        connection.execute("""
            create schema marts;
            create schema core;
            create table marts.duplicate_candidates as
            select 1 as queue_position, 11 as record_key, 12 as other_record_key;
            create table core.bridge_customer_identity as
            select *
            from (values
                (11, 'crm', 'A', false), (11, 'crm', 'A', true), (12, 'shop', 'B', true)
            ) as known (record_key, source_code, party_id, is_current)
        """)
    return settings


def test_a_candidate_whose_record_has_a_history_is_shown_once(settings: Settings) -> None:
    names, rows = queue(settings, 10, personal=True)
    assert [dict(zip(names, row, strict=True)) for row in rows] == [
        {
            "queue_position": 1,
            "record_key": 11,
            "other_record_key": 12,
            "record": "crm:A",
            "other_record": "shop:B",
        }
    ]
