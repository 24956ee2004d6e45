"""Identity is held against labels, which judge it and never guide it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipelines.identity.accuracy import judge
from pipelines.identity.accuracy.figures import Pairs
from pipelines.mendable import MendableError
from pipelines.settings import Settings

if TYPE_CHECKING:
    from tests.integration.identity.conftest import Warehouse

ANNA = {"party_id": "A1", "party_type_code": "person", "email": "anna.schmidt@example.com"}
AGAIN = {"party_id": "A2", "party_type_code": "person", "email": "Anna.Schmidt@example.com"}
OTHER = {"party_id": "A3", "party_type_code": "person", "email": "bernd.vogel@example.com"}
TRUTH = "source,party_id,entity,party_type\ncrm,A1,7,person\nshop,A2,7,person\nshop,A3,7,person\n"


@pytest.fixture
def judged(warehouse_file: Warehouse) -> Warehouse:
    """Three records: two that share an address, and one alone."""
    warehouse_file.land(1, "2026-01-01", ANNA)
    warehouse_file.land(2, "2026-01-02", AGAIN, OTHER, source="shop")
    warehouse_file.resolve()
    return warehouse_file


def labelled(options: Settings, folder: Path, text: str, **bounds: float) -> Settings:
    """Return the settings with labels of this text, and no thresholds but these."""
    (folder / "labels.csv").write_text(text)
    demanded = {"min_precision": None, "min_recall": None, **bounds}
    wanted = {"labels": str(folder / "labels.csv"), **demanded}
    return options.model_copy(update={"identity": options.identity.model_copy(update=wanted)})


def test_without_labels_nothing_is_judged(judged: Warehouse) -> None:
    unjudged = judged.options.identity.model_copy(update={"labels": None})
    options = judged.options.model_copy(update={"identity": unjudged})
    assert judge(judged.connection, options) is None


def test_entities_are_compared_over_the_labelled_records_that_are_known(
    judged: Warehouse, tmp_path: Path
) -> None:
    text = TRUTH + "shop,gone,8,person\n"
    found = judge(judged.connection, labelled(judged.options, tmp_path, text))
    assert found is not None
    assert (found.form, found.labelled, found.compared) == ("records", 4, 3)
    assert found.ours.pairs == Pairs(found=1, wrong=0, missed=2)
    assert found.is_sufficient


def test_labelled_pairs_are_compared_one_by_one(judged: Warehouse, tmp_path: Path) -> None:
    text = (
        "source_left,party_id_left,source_right,party_id_right,is_same,who\n"
        "shop,A2,crm,A1,true,me\ncrm,A1,shop,A3,true,me\nshop,A2,shop,A3,no,me\n"
        "crm,A1,shop,A9,yes,me\n"
    )
    found = judge(judged.connection, labelled(judged.options, tmp_path, text))
    assert found is not None
    assert (found.form, found.labelled, found.compared) == ("pairs", 4, 3)
    assert found.ours.pairs == found.exact.pairs == Pairs(found=1, wrong=0, missed=1)


def test_a_threshold_that_is_not_reached_is_named(judged: Warehouse, tmp_path: Path) -> None:
    options = labelled(judged.options, tmp_path, TRUTH, min_precision=1.0, min_recall=0.9)
    found = judge(judged.connection, options)
    assert found is not None
    assert not found.is_sufficient
    assert found.faults == ["recall 0.33333 is below 0.9"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "source,party_id,entity\ncrm,A1,7\nshop,A3,8\n",
            "among 2 compared records no two records are one party",
        ),
        (
            "source_left,party_id_left,source_right,party_id_right,is_same\nshop,A2,shop,A3,no\n",
            "among 1 compared pairs no two records are one party",
        ),
        (
            "source,party_id,entity\ncrm,A1,7\nshop,A2,7\nx,1,1\nx,2,1\nx,3,1\n",
            "of 5 labelled records identity knows 2 alone",
        ),
    ],
)
def test_a_threshold_that_is_reached_by_saying_nothing_is_missed(
    judged: Warehouse, tmp_path: Path, text: str, fault: str
) -> None:
    found = judge(judged.connection, labelled(judged.options, tmp_path, text, min_recall=0.9))
    assert found is not None
    assert found.ours.pairs.score.recall == 1
    assert found.faults == [fault]
    unasked = judge(judged.connection, labelled(judged.options, tmp_path, text))
    assert unasked is not None
    assert unasked.is_sufficient


def test_labels_that_concern_nobody_are_not_sufficient(judged: Warehouse, tmp_path: Path) -> None:
    text = "source,party_id,entity\nelsewhere,1,1\n"
    found = judge(judged.connection, labelled(judged.options, tmp_path, text))
    assert found is not None
    assert not found.is_sufficient


def test_the_exact_rules_alone_stand_beside(judged: Warehouse, tmp_path: Path) -> None:
    judged.connection.execute("update identity.record set customer_key = 5")
    found = judge(judged.connection, labelled(judged.options, tmp_path, TRUTH))
    assert found is not None
    assert found.ours.pairs == Pairs(found=3, wrong=0, missed=0)
    assert found.exact.pairs == Pairs(found=1, wrong=0, missed=2)


@pytest.mark.parametrize(
    "text",
    [
        "source,party_id\ncrm,secret-1\n",
        "source,party_id,entity\ncrm,secret-1,\n",
        "source,party_id,entity\ncrm,secret-1,1\ncrm,secret-1,2\n",
        "source_left,party_id_left,source_right,party_id_right,is_same\na,1,b,secret-1,perhaps\n",
        "source_left,party_id_left,source_right,party_id_right,is_same\n"
        "a,1,b,secret-1,yes\nb,secret-1,a,1,no\n",
    ],
)
def test_labels_that_cannot_be_used_are_refused_without_their_values(
    judged: Warehouse, tmp_path: Path, text: str
) -> None:
    with pytest.raises(MendableError) as raised:
        judge(judged.connection, labelled(judged.options, tmp_path, text))
    assert "secret" not in str(raised.value)


def test_labels_that_are_missing_are_refused(judged: Warehouse, tmp_path: Path) -> None:
    options = labelled(judged.options, tmp_path, TRUTH)
    (tmp_path / "labels.csv").unlink()
    with pytest.raises(MendableError, match=r"labels\.csv"):
        judge(judged.connection, options)
