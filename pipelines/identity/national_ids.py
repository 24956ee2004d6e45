"""National ids that touched records state, normalised once a value.

Belongs here: from texts to numbers, and why one is no evidence. Does not belong here: the schemes
that numbers follow (``identifiers``).
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.identity import identifiers

BATCH_ROWS = 100_000

NEW = """
select distinct
    value, country_code,
    nullif(upper(regexp_replace(value, '[^0-9A-Za-z]', '', 'g')), '') as normalised_value,
from stated_value
anti join identity.national_id using (value, country_code)
where attribute_code = 'national_id'
"""

KEEP = """
insert into identity.national_id by name
select
    value, country_code,
    case when not regexp_full_match(normalised_value, $placeholder) then normalised_value end
        as normalised_value,
    case
        when normalised_value is null then 'invalid'
        when regexp_full_match(normalised_value, $placeholder) then 'placeholder'
        when not is_valid then 'check_digit'
    end as reason_code,
    scheme_country_code,
from new_national_id
"""


def normalise(connection: duckdb.DuckDBPyConnection, placeholder: str, home: str) -> None:
    """Add the national ids of ``stated_value`` that were never seen before.

    One that no country is stated beside may be of the company's, ``home``.
    """
    new = connection.execute(NEW).to_arrow_reader(BATCH_ROWS)
    table = pa.Table.from_batches(identifiers.judged(new, home), identifiers.SCHEMA)
    connection.register("new_national_id", table)
    connection.execute(KEEP, {"placeholder": placeholder})
    connection.unregister("new_national_id")
