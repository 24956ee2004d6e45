"""The switch: what readers get, what is kept, and what is refused."""

from __future__ import annotations

import os

import duckdb
import pytest
from warehouse_sample import build, pass_audit, publish

from pipelines.audit import AuditResult
from pipelines.publish import (
    Candidate,
    NotAuditedError,
    PublicationHeldError,
    current_version,
    list_versions,
    release,
    rollback,
    switch,
)
from pipelines.settings import Settings


def version_in_file(settings: Settings) -> int:
    path = settings.current / "clientele.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return int(connection.execute("select version from meta.publication").fetchall()[0][0])


def test_readers_get_the_candidate_under_the_same_name(project: Settings) -> None:
    assert [publish(project), publish(project)] == [1, 2]
    assert version_in_file(project) == current_version(project) == 2
    assert os.readlink(project.current) == "versions/2"
    assert Candidate.waiting(project) is None


def test_version_keeps_the_results_and_no_file_can_be_written(project: Settings) -> None:
    publish(project)
    files = list((project.versions / "1").iterdir())
    assert "results.json" in {path.name for path in files}
    assert {path.stat().st_mode & 0o777 for path in files} == {0o444}


def test_open_reader_keeps_its_version_even_when_that_is_pruned(project: Settings) -> None:
    project.publish.keep = 2
    publish(project)
    path = project.current / "clientele.duckdb"
    with duckdb.connect(str(path), read_only=True) as reader:
        for _ in range(3):
            publish(project)
        assert [version.publication.version for version in list_versions(project)] == [3, 4]
        assert reader.execute("select version from meta.publication").fetchall() == [(1,)]
        assert reader.execute("select count(*) from core.fct_lead").fetchall() == [(1000,)]


def test_candidate_without_an_audit_is_refused(project: Settings) -> None:
    with pytest.raises(NotAuditedError, match="has not been audited"):
        switch(project, build(project))
    assert current_version(project) is None


def test_candidate_that_failed_the_audit_is_refused(project: Settings) -> None:
    candidate = pass_audit(build(project))
    result = AuditResult.of(candidate.folder)
    assert result is not None
    failed = tuple(check.model_copy(update={"verdict": "failed"}) for check in result.checks)
    result.model_copy(update={"checks": failed}).write(candidate.folder / "results.json")
    with pytest.raises(NotAuditedError, match="1 critical"):
        switch(project, candidate)


def test_audit_of_another_version_does_not_count(project: Settings) -> None:
    candidate = pass_audit(build(project))
    result = AuditResult.of(candidate.folder)
    assert result is not None
    result.model_copy(update={"version": 7}).write(candidate.folder / "results.json")
    with pytest.raises(NotAuditedError, match="has not been audited"):
        switch(project, candidate)


def test_held_publication_builds_and_does_not_switch_until_released(project: Settings) -> None:
    publish(project)
    publish(project)
    rollback(project, reason="wrong rates")
    assert version_in_file(project) == 1
    with pytest.raises(PublicationHeldError, match=r"wrong rates.*version 3 .*clientele release"):
        publish(project)
    assert version_in_file(project) == 1
    waiting = Candidate.waiting(project)
    assert waiting is not None
    release(project)
    assert switch(project, waiting) == 3
    assert version_in_file(project) == 3
