"""Assets of publication: the candidate, its audit as blocking checks, and the switch."""

from collections.abc import Iterator

import dagster as dg

from pipelines.audit import audit
from pipelines.audit.checks import check_results, check_specs
from pipelines.failpoints import failpoint
from pipelines.landing import run
from pipelines.orchestration.dbt_command import target_path
from pipelines.orchestration.fingerprint import fingerprint
from pipelines.orchestration.progress import report
from pipelines.orchestration.project import Project
from pipelines.publish import Candidate, Publication, build_candidate, held, switch
from pipelines.warehouse import CHECKPOINT

CANDIDATE = dg.AssetKey(["publication", "candidate"])
PUBLISHED = dg.AssetKey(["publication", "current"])


def candidate_asset(tables: list[dg.AssetKey]) -> dg.AssetsDefinition:
    """Build the step that writes the next version aside, after all of ``tables``."""

    @dg.asset(
        key=CANDIDATE,
        group_name="publication",
        deps=tables,
        kinds={"duckdb"},
        description="The next version, written aside: one file without personal columns, one with.",
    )
    def candidate(project: Project) -> dg.MaterializeResult[None]:
        target = project.target
        with project.building() as connection:
            now = fingerprint(connection, project.settings)
            connection.execute(CHECKPOINT)
        if now.as_of is None:
            raise dg.Failure("there is nothing to publish")
        publication = Publication(as_of=now.as_of, run_id=project.run_id, fingerprint=str(now))
        built = build_candidate(target, target_path(target) / "manifest.json", publication)
        report("publication", f"version {built.publication.number} written aside")
        return dg.MaterializeResult(
            metadata={
                "version": built.publication.number,
                "as_of": str(now.as_of),
                "megabytes": round(built.open_file.stat().st_size / 1e6, 1),
            }
        )

    return candidate


@dg.multi_asset_check(name="audit", specs=check_specs(CANDIDATE))
def audit_checks(project: Project) -> Iterator[dg.AssetCheckResult]:
    """Let Great Expectations judge the candidate file, in a process of its own."""
    candidate = Candidate.waiting(project.target)
    if candidate is None:
        raise dg.Failure("there is no candidate to audit")
    result = audit(
        project.target, candidate, compare=project.compare, auditor=project.prepare_audit()
    )
    report("publication", result.summary())
    yield from check_results(CANDIDATE, result)


@dg.asset(
    key=PUBLISHED,
    group_name="publication",
    deps=[CANDIDATE],
    kinds={"duckdb"},
    description="The version that readers open: warehouse/current/clientele.duckdb.",
)
def current(context: dg.AssetExecutionContext, project: Project) -> dg.MaterializeResult[None]:
    """Switch readers to the audited candidate, unless publication is held."""
    target = project.target
    candidate = Candidate.waiting(target)
    if candidate is None:
        raise dg.Failure("there is no candidate to publish")
    hold = held(target)
    if hold:
        context.log.warning(f"publication is held ({hold.reason}): readers keep their version")
        status, version = "held", None
    else:
        status, version = "published", switch(target, candidate)
    report("publication", f"{status} {version or ''}".strip())
    failpoint("run.before_completion")
    with project.building() as connection:
        run.close(connection, project.run_id, status, version)
    if target.working != project.settings.working:
        with project.working() as connection:
            run.close(connection, project.run_id, "as_of")
    return dg.MaterializeResult(metadata={"status": status, "version": version or 0})
