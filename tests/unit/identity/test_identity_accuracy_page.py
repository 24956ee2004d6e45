"""The page of accuracy shows figures and weights, and nothing else."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from pipelines.identity.accuracy import picture
from pipelines.identity.accuracy.chart import chart, comparisons, prior_weight
from pipelines.identity.accuracy.figures import measure, measure_pairs
from pipelines.identity.accuracy.judgement import Judgement
from pipelines.identity.accuracy.page import page
from pipelines.identity.accuracy.wording import rows
from pipelines.identity.scoring.model import NAMES

MODEL = {
    "probability_two_random_records_match": 1 / 1025,
    "comparisons": [
        {
            "output_column_name": "birth_date",
            "comparison_levels": [
                {"label_for_charts": "unknown", "is_null_level": True},
                {"label_for_charts": "same & sound", "m_probability": 0.8, "u_probability": 0.05},
                {"label_for_charts": "differs", "m_probability": 0.2, "u_probability": 0.8},
            ],
        }
    ],
}
SAID, TRUE, EXACT = np.array([1, 1, 2]), np.array([7, 7, 7]), np.array([1, 2, 3])


def judgement(min_recall: float = 0.0) -> Judgement:
    ours, exact = measure(SAID, TRUE), measure(EXACT, TRUE)
    return Judgement("records", 4, 3, ours, exact, 0.5, min_recall)


def test_weights_are_those_of_the_model_without_what_is_unknown() -> None:
    (found,) = comparisons(MODEL)
    assert [(level.name, round(level.weight, 3)) for level in found.levels] == [
        ("same & sound", 4.0),
        ("differs", -2.0),
    ]
    assert prior_weight(MODEL) == pytest.approx(-10)


def test_bars_go_to_the_side_of_what_they_say_and_as_far_as_they_weigh() -> None:
    drawing = ElementTree.fromstring(chart("person", comparisons(MODEL)))  # noqa: S314 our own
    bars = [(bar.get("class"), float(bar.get("width", 0))) for bar in drawing.findall("rect")]
    assert [side for side, _ in bars] == ["for", "against"]
    assert bars[0][1] == pytest.approx(2 * bars[1][1])
    assert "same & sound" in [text.text for text in drawing.findall("text")]


def test_the_page_stands_alone_and_shows_ours_beside_the_exact_rules() -> None:
    shown = page(judgement(), {"person": MODEL})
    assert not re.search(r"<script|src=|https?://", shown)
    assert "Sufficient" in shown
    assert ("pairwise recall", "0.33333", "0.00000") in rows(judgement())
    assert re.search(r"pairwise recall</th><td[^>]*>0\.33333</td><td[^>]*>0\.00000", shown)
    assert "<svg" in shown


def test_the_page_says_which_threshold_was_missed() -> None:
    assert "Kept back: recall 0.33333 is below 0.9." in page(judgement(0.9), {})


def test_labelled_pairs_have_no_clusters_to_show() -> None:
    figures = measure_pairs(SAID == 1, TRUE == 7)
    shown = page(Judgement("pairs", 3, 3, figures, figures), {})
    assert "pairs missed" in shown
    assert "over-merged" not in shown


@pytest.mark.parametrize("name", NAMES)
def test_the_documentation_shows_the_packaged_models(name: str) -> None:
    drawn = picture.path(name).read_text(encoding="utf-8")
    assert drawn == picture.picture(name), "draw it: python -m pipelines.identity.accuracy.picture"
    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 our own
