"""Training on request: kept with a version, used from then on, frozen whatever arrives later."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from typer.testing import CliRunner

from benchmarks.identity import UNTIL, deliver, make_records
from pipelines import settings as settings_module
from pipelines import transaction
from pipelines.cli import app
from pipelines.console.commands import identity as commands
from pipelines.console.request import Request
from pipelines.identity import overrules
from pipelines.identity.resolution import resolve
from pipelines.identity.scoring import training
from pipelines.landing import run
from pipelines.orchestration.identity import IdentityConfig
from pipelines.warehouse import open_working

if TYPE_CHECKING:
    from tests.integration.identity.conftest import Ends

TRAIN = overrules.Request(train=True)
Weights = dict[tuple[int, int], list[float]]


def weights(connection: duckdb.DuckDBPyConnection) -> Weights:
    rows = connection.execute(
        "select record_key_left, record_key_right, weights from identity.scored_pair"
    ).fetchall()
    return {(left, right): found for left, right, found in rows}


def frozen(connection: duckdb.DuckDBPyConnection) -> list[list[tuple[Any, ...]]]:
    tables = ("model", "term_frequency")
    return [connection.execute(f"from identity.{one} order by all").fetchall() for one in tables]


def test_a_trained_model_is_kept_used_and_frozen(
    tmp_path: Path, ends_in: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is learnt from how many is not asked here.
    monkeypatch.setattr(training, "RANDOM_RECORDS", 500)
    options = settings_module.load(warehouse=tmp_path)
    records = make_records(2_500).sample(fraction=1.0, shuffle=True, seed=1)
    with open_working(options) as connection:
        first = run.begin(connection, "first")
        deliver(connection, records.slice(500), UNTIL, first)
        resolve(connection, options, first, UNTIL)
        packaged = weights(connection)
        assert frozen(connection) == [[], []]

        with ends_in(transaction):
            resolve(connection, options, run.begin(connection, "ends"), UNTIL, TRAIN)
        assert frozen(connection) == [[], []], "a model without what follows from it"
        assert weights(connection) == packaged

        trained = run.begin(connection, "train")
        resolve(connection, options, trained, UNTIL, TRAIN)
        kept = connection.execute(
            "select model, version, trained_run, is_active from identity.model order by all"
        ).fetchall()
        assert kept == [(name, 1, trained, True) for name in ("organisation", "person")]
        versions = connection.execute("select distinct version from identity.scored_pair")
        assert versions.fetchall() == [(1,)]
        learnt, model = weights(connection), frozen(connection)
        common = packaged.keys() & learnt.keys()
        assert len([two for two in common if packaged[two] != learnt[two]]) > len(common) / 2

        later = run.begin(connection, "later")
        deliver(connection, records.head(500), UNTIL + timedelta(1), later)
        resolve(connection, options, later, UNTIL + timedelta(1))
        # All is scored anew, from more records than the model was learnt from.
        connection.execute("update identity.state set rules_hash = 'older'")
        resolve(connection, options, run.begin(connection, "again"), UNTIL + timedelta(1))
        assert frozen(connection) == model
        found = weights(connection)
        assert len(found) > len(learnt)
        held = [two for two in learnt if two in found]
        assert len(held) > len(learnt) * 0.9
        assert [found[two] for two in held] == [learnt[two] for two in held]


def test_the_command_asks_a_run_to_train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Request] = []
    monkeypatch.setattr(commands, "carry_out", lambda _out, _settings, what: asked.append(what))
    (tmp_path / "clientele.toml").touch()
    shown = CliRunner().invoke(app, ["identity", "train", "--project", str(tmp_path)])
    assert shown.exit_code == 0, shown.output
    assert asked == [Request(train=True)]
    assert asked[0].asks_identity
    assert IdentityConfig(train=True).request() == TRAIN
