"""Whose every raw row is, worked out from ids alone: the yardstick for what ``trace`` finds."""

from __future__ import annotations

from collections import Counter

import duckdb

from pipelines.console.lineage import Model
from pipelines.console.trace import Origin
from pipelines.settings import Settings
from schemas import CONTRACTS

COMPANY_WIDE = ("employee", "product", "campaign")
# Entities whose rows belong to a row of another: by which id, named as which entity's key.
PARTS = {"order_line": ("order", "order_id"), "web_event": ("web_session", "session_id")}


class RawRows:
    """Every active raw row's place, own key, and customer where its own party says so."""

    def __init__(self, settings: Settings) -> None:
        parts = " union all by name ".join(self._keyed(entity) for entity in CONTRACTS)
        with duckdb.connect(str(settings.working), read_only=True) as connection:
            keyed = connection.execute(parts).to_arrow_table()
        self.connection = duckdb.connect()
        self.connection.register("keyed", keyed)

    def _keyed(self, entity: str) -> str:
        columns = CONTRACTS[entity].to_schema().columns
        owner, id_column = PARTS.get(entity, (entity, f"{entity}_id"))
        source = "''" if entity in COMPANY_WIDE else "_source"
        key = f"durable_key('{owner}', {source}, {id_column})" if id_column in columns else "null"
        party_source = "_source" if entity == "party" else "party_source"
        customer = (
            "(select customer_key from identity.record as r "
            f"where r.source = raw.{party_source} and r.party_id = raw.party_id)"
            if "party_id" in columns
            else "null"
        )
        return (
            f"select '{entity}' as entity, _source as source, path, _record as record, "
            f"({key})::bigint as own_key, ({customer})::bigint as customer_key "
            f'from raw."{entity}" as raw join ledger.active_delivery on delivery_id = _delivery'
        )

    def of_key(self, entity: str, key: int) -> Counter[tuple[str, int]]:
        """Return path and record of the rows with this key of their own."""
        rows = self.connection.execute(
            "select path, record from keyed where entity = ? and own_key = ?", [entity, key]
        ).fetchall()
        return Counter(rows)

    def of_customer(self, entity: str, key: int) -> Counter[tuple[str, int]]:
        """Return path and record of the rows whose party is this customer."""
        rows = self.connection.execute(
            "select path, record from keyed where entity = ? and customer_key = ?", [entity, key]
        ).fetchall()
        return Counter(rows)

    def customers(self, origins: list[Origin]) -> set[int]:
        """Return the customers that the origins' own parties are."""
        places = [(one.entity, one.delivery, one.record) for one in origins]
        rows = self.connection.execute(
            "select distinct customer_key from keyed where customer_key is not null and "
            "(entity, path, record) in (select unnest(?), unnest(?), unnest(?))",
            [list(part) for part in zip(*places, strict=True)],
        ).fetchall()
        return {key for (key,) in rows}


def places(origins: list[Origin], entity: str) -> Counter[tuple[str, int]]:
    """Return path and record of the origins of one entity."""
    return Counter((one.delivery, one.record) for one in origins if one.entity == entity)


def sample(settings: Settings, model: Model) -> list[dict[str, object]]:
    """Return two rows that readers see: no inferred members, and no stage without a customer."""
    file = settings.current / "clientele_personal.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        cursor = connection.execute(
            f"select * from {model.full_name} where {model.grain[0]}::varchar <> '-1' "
            f"order by md5(concat_ws('|', {', '.join(model.grain)}))"
        )
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [row for row in rows if not row.get("is_inferred") and row.get("customer_count", 1)][:2]
