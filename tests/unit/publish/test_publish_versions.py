"""Versions on disk: which is current, rollback and hold, what is kept."""

from datetime import date
from pathlib import Path

import pytest

from pipelines import settings as settings_module
from pipelines.publish import (
    Publication,
    VersionError,
    current_version,
    held,
    list_versions,
    published,
    release,
    rollback,
)
from pipelines.publish.files import replace_link
from pipelines.publish.versions import next_number, prune, recover
from pipelines.settings import Settings


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    settings = settings_module.load(tmp_path, publish={"keep": 3})
    for number in (1, 2, 3, 4, 5):
        folder = settings.versions / str(number)
        folder.mkdir(parents=True)
        day = date(2026, 1, number)
        Publication(as_of=day, run_id=number, fingerprint="x", version=number).write(folder)
    replace_link(settings.current, settings.versions / "5")
    return settings


def kept(settings: Settings) -> list[int]:
    return [version.publication.number for version in list_versions(settings)]


def test_nothing_published_is_no_error(tmp_path: Path) -> None:
    settings = settings_module.load(tmp_path)
    assert published(settings) is None
    assert list_versions(settings) == []
    assert next_number(settings) == 1


def test_current_is_what_the_link_shows(project: Settings) -> None:
    found = published(project)
    assert found is not None
    assert found.as_of == date(2026, 1, 5)
    assert [version.is_current for version in list_versions(project)] == [False] * 4 + [True]


def test_project_can_be_moved(project: Settings, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    project.warehouse.rename(elsewhere)
    assert published(project.model_copy(update={"warehouse": elsewhere})) is not None


def test_rollback_goes_back_one_and_holds_until_released(project: Settings) -> None:
    rollback(project, reason="wrong rates")
    assert current_version(project) == 4
    hold = held(project)
    assert hold is not None
    assert (hold.reason, hold.withdrawn, hold.restored) == ("wrong rates", 5, 4)
    assert release(project) == hold
    assert held(project) is None
    assert release(project) is None
    assert current_version(project) == 4


def test_rollback_again_goes_further_back_and_a_named_version_is_reached(project: Settings) -> None:
    rollback(project)
    rollback(project)
    assert current_version(project) == 3
    rollback(project, version=5)
    assert current_version(project) == 5


@pytest.mark.parametrize("version", [5, 9])
def test_rollback_to_the_current_or_an_unknown_version_changes_nothing(
    version: int, project: Settings
) -> None:
    with pytest.raises(VersionError, match="versions kept: 1, 2, 3, 4"):
        rollback(project, version=version)
    assert held(project) is None


def test_rollback_needs_a_version_before(project: Settings) -> None:
    rollback(project, version=1)
    with pytest.raises(VersionError, match="no version before 1"):
        rollback(project)


def test_number_of_a_withdrawn_version_is_not_given_again(project: Settings) -> None:
    rollback(project, version=1)
    assert next_number(project) == 6


def test_prune_keeps_the_newest_and_the_one_that_the_link_left(project: Settings) -> None:
    prune(project, spared=1)
    assert kept(project) == [1, 3, 4, 5]
    prune(project, spared=4)
    assert kept(project) == [3, 4, 5]


def test_recover_removes_a_version_that_was_never_switched_to(project: Settings) -> None:
    replace_link(project.current, project.versions / "4")
    (project.warehouse / "switching").write_text("5\n")
    recover(project)
    assert kept(project) == [1, 2, 3, 4]
    assert not (project.warehouse / "switching").exists()


def test_recover_keeps_a_version_that_was_switched_to(project: Settings) -> None:
    (project.warehouse / "switching").write_text("5\n")
    (project.versions / ".pruned-7").mkdir()
    recover(project)
    assert kept(project) == [1, 2, 3, 4, 5]
    assert sorted(path.name for path in project.versions.iterdir()) == list("12345")
