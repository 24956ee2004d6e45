"""The dbt process that has loaded before its command comes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb
import pytest
import yaml

from pipelines import settings as settings_module
from pipelines.orchestration.dbt_ahead import LOST, DbtAhead
from pipelines.orchestration.dbt_command import dbt_environment, dbt_flags, project_files
from pipelines.orchestration.project import Project
from pipelines.settings import DBT_PROJECT, Settings

# Where no test has put it: a process of its own, as a run starts it.
COMMAND = [sys.executable, "-P", "-m", "pipelines.orchestration.dbt_ahead"]
CLI = str(Path(sys.executable).parent / "clientele-dbt")
LIST = ["--quiet", "ls", "--select", "dim_customer", "--resource-type", "model"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_module.load(warehouse=tmp_path)


@pytest.fixture
def ahead(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[DbtAhead]:
    monkeypatch.setattr(DbtAhead, "command", COMMAND)
    process = DbtAhead(dbt_flags(settings), dbt_environment(settings), {})
    yield process
    process.close()


def ask(settings: Settings, *arguments: str, environment: dict[str, str]) -> subprocess.Popen[str]:
    """Start the command."""
    return subprocess.Popen(
        [CLI, *arguments, *dbt_flags(settings)],
        env=os.environ | dbt_environment(settings) | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Tests that a shell runs aside are told to ignore interrupts, and so would this be.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


@pytest.fixture
def unloadable(tmp_path: Path) -> dict[str, str]:
    """Return what keeps a command from loading dbt, so that another has to do its work."""
    package = tmp_path / "none" / "dbt" / "__init__.py"
    package.parent.mkdir(parents=True)
    package.write_text("raise SystemExit(77)")
    return {"PYTHONPATH": str(package.parent.parent)}


def test_it_does_what_the_command_is_asked_and_lets_go_of_the_warehouse(
    settings: Settings, ahead: DbtAhead, unloadable: dict[str, str]
) -> None:
    shown = ["--quiet", "show", "--inline", "select 6 * 7 as answer", "--output", "json"]
    command = ask(settings, *shown, environment=unloadable | ahead.environment)
    said, wrong = command.communicate()
    with duckdb.connect(str(settings.working)):
        pass
    assert json.loads(said)["show"] == [{"answer": 42}]
    assert (wrong, command.returncode) == ("", 0)


def test_what_the_profile_sets_holds(settings: Settings, ahead: DbtAhead) -> None:
    profile = yaml.safe_load((DBT_PROJECT / "profiles.yml").read_text(encoding="utf-8"))
    output = profile["clientele"]["outputs"]["working"]
    names = sorted(output["config_options"] | output["settings"])
    stated = "select name, lower(value) as value from duckdb_settings() where name in "
    query = f"{stated} ({', '.join(map(repr, names))})"
    shown = ["--quiet", "show", "--limit", "20", "--output", "json", "--inline", query]
    said, _ = ask(settings, *shown, environment=ahead.environment).communicate()
    found = {row["name"]: row["value"] for row in json.loads(said)["show"]}
    assert found == {
        "TimeZone": "utc",
        "asof_loop_join_threshold": "0",
        "autoinstall_known_extensions": "false",
        "disabled_compression_methods": "fsst",
        "memory_limit": "1.8 gib",
        "preserve_insertion_order": "false",
        "threads": str(settings.threads),
        "write_buffer_row_group_count": "2",
    }
    assert sorted(found) == names


# Does commands in this order; tells from which thread the warehouse was closed, and each status.
DOING = """
import sys, threading
from dbt.adapters.duckdb.connections import DuckDBConnectionManager as manager
from dbt.cli.main import dbtRunner
from pipelines.orchestration import dbt_ahead

closed = manager.close_all_connections

def close_all_connections():
    print("closed", threading.current_thread() is threading.main_thread())
    closed()

manager.close_all_connections = close_all_connections
parsed = dbtRunner().invoke(["--quiet", "parse", *sys.argv[1:]])
for command in (["seed", "--select", "code_channel"], ["run", "--select", "stg_lead"]):
    print(dbt_ahead._do(["--quiet", *command, *sys.argv[1:]], parsed.result))
"""


def test_the_file_is_closed_beside_what_dbt_writes_also_where_a_model_fails(
    settings: Settings,
) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-c", DOING, *dbt_flags(settings)],
        env=os.environ | dbt_environment(settings),
        stdout=subprocess.PIPE,
        text=True,
    )
    told = [
        line for line in done.stdout.splitlines() if line.startswith("closed") or line.isdigit()
    ]
    assert told == ["closed False", "closed True", "0", "closed False", "closed True", "1"]


def test_without_it_the_command_does_the_work(settings: Settings, ahead: DbtAhead) -> None:
    ahead.close()
    command = ask(settings, *LIST, environment=ahead.environment)
    assert command.communicate() == ("clientele.core.dimensions.dim_customer\n", "")
    assert command.returncode == 0


def test_a_wrong_flag_is_refused_as_by_dbt(settings: Settings, ahead: DbtAhead) -> None:
    commands = [
        ask(settings, "ls", "--no-such-flag", environment=environment)
        for environment in (ahead.environment, {})
    ]
    theirs, own = [(*command.communicate(), command.returncode) for command in commands]
    assert theirs == own
    assert "No such option" in own[1]


# More than anybody waits for.
LASTING = (
    "select sum(one.range * other.range) from range(10_000_000) as one, range(10_000_000) as other"
)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_what_lasts_ends_with_the_command(
    settings: Settings, ahead: DbtAhead, number: signal.Signals
) -> None:
    command = ask(settings, "show", "--inline", LASTING, environment=ahead.environment)
    assert command.stdout is not None
    while "Concurrency" not in command.stdout.readline():
        assert command.poll() is None
    # An interrupt that comes before the query does is lost on dbt; who asked asks again.
    for _ in range(40):
        command.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            assert ahead._process.wait(1) == (LOST if number == signal.SIGKILL else 0)
            break
    else:
        command.kill()
        pytest.fail("it goes on")
    command.communicate()
    assert command.returncode in ([-number] if number == signal.SIGKILL else [1, 2])


def test_a_process_that_is_lost_is_told(settings: Settings, ahead: DbtAhead) -> None:
    command = ask(settings, "show", "--inline", LASTING, environment=ahead.environment)
    assert command.stdout is not None
    while "Concurrency" not in command.stdout.readline():
        assert command.poll() is None
    ahead.close()
    _, wrong = command.communicate()
    assert "ended before its work was over" in wrong
    assert command.returncode == LOST


def test_it_ends_with_who_started_it_and_leaves_nothing(settings: Settings) -> None:
    flags, environment = dbt_flags(settings), dbt_environment(settings)
    starter = (
        "import os; from pipelines.orchestration.dbt_ahead import DbtAhead; "
        f"process = DbtAhead({flags!r}, {environment!r}, None)._process; "
        "print(process.pid, flush=True); os.kill(os.getpid(), 9)"
    )
    # The name of a socket may have no more than a hundred characters.
    with tempfile.TemporaryDirectory() as folder:
        started = subprocess.run(
            [sys.executable, "-c", starter],
            env=os.environ | {"TMPDIR": folder},
            stdout=subprocess.PIPE,
            text=True,
        )
        process = Path("/proc") / started.stdout.strip()
        until = time.monotonic() + 60
        while process.exists() and time.monotonic() < until:
            time.sleep(0.05)
        assert not process.exists()
        assert not list(Path(folder).glob("clientele-*"))


def test_code_that_changed_meanwhile_is_loaded_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DbtAhead, "command", ["true"])
    project = Project(project=str(settings.project))
    files = project_files(settings)
    changed = dict(files)
    changed.popitem()
    for then, is_used in ((files, True), (changed, False)):
        project.prepare_dbt()
        assert project._dbt_ahead is not None
        project._dbt_ahead.files = then
        with project.prepared_dbt() as environment:
            assert bool(environment) == is_used
        with project.prepared_dbt() as environment:
            assert environment == {}


def test_a_run_goes_on_without_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DbtAhead, "command", ["/nowhere/python"])
    project = Project(project=str(settings.project))
    project.prepare_dbt()
    with project.prepared_dbt() as environment:
        assert environment == {}
