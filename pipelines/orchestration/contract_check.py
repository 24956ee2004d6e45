"""One factory turns a contract into a blocking check of what a source delivered for it.

The metadata names the rules that were broken and how often, never a value: those stay in
quarantine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
import duckdb

CONTRACT = "holds_to_contract"
CONSERVATION = "every_record_is_accounted_for"
REJECTIONS = "no_delivery_is_rejected"


def contract_specs(source: str, entities: list[str]) -> list[dg.AssetCheckSpec]:
    """Declare the checks of a source's landed assets."""
    specs = []
    for entity in entities:
        key = dg.AssetKey(["landed", source, entity])
        specs.append(
            dg.AssetCheckSpec(
                CONTRACT,
                asset=key,
                blocking=True,
                description="No delivery has more records in quarantine than the source tolerates; "
                "judged on the ledger, so a blocked delivery stays blocked until it is replayed "
                "or accepted by name.",
            )
        )
        specs.append(
            dg.AssetCheckSpec(
                CONSERVATION,
                asset=key,
                blocking=True,
                description="Records read = loaded + repeated + quarantined + not applicable + "
                "erased, and as many rows lie in raw and quarantine as the ledger says.",
            )
        )
    specs.append(
        dg.AssetCheckSpec(
            REJECTIONS,
            asset=dg.AssetKey(["landed", source, entities[0]]),
            description="No delivery stands rejected: none is torn, empty, or other than its "
            "source says.",
        )
    )
    return specs


def contract_result(
    connection: duckdb.DuckDBPyConnection, source: str, entity: str
) -> dg.AssetCheckResult:
    """Judge the ledger's state of one source and entity against the tolerance."""
    blocked = connection.execute(
        "select d.path from ledger.delivery as d join ledger.delivery_entity as e "
        "using (delivery_id) where d.source = ? and e.entity = ? and d.status = 'blocked' "
        "and d.superseded_by is null order by 1",
        [source, entity],
    ).fetchall()
    rules = connection.execute(
        f'select rule, count(*) from (select unnest(rules) as rule from quarantine."{entity}" '
        "where _source = ?) group by 1 order by 2 desc, 1",
        [source],
    ).fetchall()
    metadata = {
        "blocked_deliveries": [path for (path,) in blocked],
        "broken_rules": dict(rules),
        "show": f"clientele quarantine show {entity} --source {source}",
    }
    return _result(source, entity, CONTRACT, not blocked, metadata)


def conservation_result(
    connection: duckdb.DuckDBPyConnection, source: str, entity: str
) -> dg.AssetCheckResult:
    """Compare the ledger's sums with each other and with the rows that are really there."""
    uneven = connection.execute(
        "select count(*) from ledger.delivery_entity where source = ? and entity = ? and "
        "records_read <> records_loaded + records_repeated + records_quarantined "
        "+ records_not_applicable + records_erased",
        [source, entity],
    ).fetchone()
    differing = connection.execute(
        f"""
        with counted as (
            select delivery_id, records_loaded, records_quarantined from ledger.delivery_entity
            where source = $source and entity = $entity
        ), loaded as (
            select _delivery as delivery_id, count(*) as rows_loaded from raw."{entity}"
            where _source = $source group by 1
        ), kept as (
            select _delivery as delivery_id, count(*) as rows_kept from quarantine."{entity}"
            where _source = $source group by 1
        )
        select count(*) from counted
        full join loaded using (delivery_id) full join kept using (delivery_id)
        where coalesce(rows_loaded, 0) is distinct from records_loaded
           or coalesce(rows_kept, 0) is distinct from records_quarantined
        """,
        {"source": source, "entity": entity},
    ).fetchone()
    faults = {"uneven_lines": uneven[0] if uneven else 0, "differing": (differing or (0,))[0]}
    metadata = {
        "deliveries_uneven": faults["uneven_lines"],
        "deliveries_differing": faults["differing"],
        "show": 'clientele query --working "from ledger.delivery_entity '
        f"where source = '{source}' and entity = '{entity}'\"",
    }
    return _result(source, entity, CONSERVATION, not any(faults.values()), metadata)


def rejection_result(
    connection: duckdb.DuckDBPyConnection, source: str, entity: str
) -> dg.AssetCheckResult:
    """Report the deliveries of a source that stand rejected, with rule and reason."""
    rejected = connection.execute(
        "select path, rule, detail from ledger.delivery where source = ? and status = 'rejected' "
        "and superseded_by is null order by 1",
        [source],
    ).fetchall()
    metadata = {
        "rejected": {path: f"{rule}: {detail}" for path, rule, detail in rejected},
        "show": "clientele status",
    }
    return _result(source, entity, REJECTIONS, not rejected, metadata)


def _result(
    source: str, entity: str, check: str, passed: bool, metadata: Mapping[str, Any]
) -> dg.AssetCheckResult:
    is_warning = check == REJECTIONS
    return dg.AssetCheckResult(
        asset_key=dg.AssetKey(["landed", source, entity]),
        check_name=check,
        passed=passed,
        severity=dg.AssetCheckSeverity.WARN if is_warning else dg.AssetCheckSeverity.ERROR,
        metadata=metadata,
    )
