"""Landing in Dagster: what it says of each delivery in the run's log."""

import dagster as dg
import pytest

from pipelines.orchestration import landing


@pytest.mark.parametrize(("seconds", "events"), [(3600.0, ["one\ntwo"]), (0.0, ["one", "two"])])
def test_every_line_is_logged_though_an_error_follows(
    monkeypatch: pytest.MonkeyPatch, seconds: float, events: list[str]
) -> None:
    monkeypatch.setattr(landing, "LOG_SECONDS", seconds)

    @dg.asset
    def landed(context: dg.AssetExecutionContext) -> None:
        with landing.logged(context) as log:
            log("one")
            log("two")
            raise dg.Failure("disk full")

    with dg.DagsterInstance.ephemeral() as instance:
        run = dg.materialize([landed], instance=instance, raise_on_error=False)
        said = [one.user_message for one in instance.all_logs(run.run_id) if not one.dagster_event]
    assert said == events
