"""What a new assignment changes: events, redirects, and then the records themselves.

Belongs here: the ledger of identity. Does not belong here: why records are one (pairs, clusters).
"""

from __future__ import annotations

import duckdb

MOVED = """
create or replace temp table moved as
select
    coalesce(record.record_key, assignment.record_key) as record_key,
    record.customer_key as old_key,
    assignment.customer_key as new_key,
from {records} as record
full join assignment using (record_key)
where record.customer_key is distinct from assignment.customer_key
"""

IN_SCOPE = "(from identity.record semi join scope using (record_key))"

# One event for each record whose customer changed:
#   new     the record appeared
#   retire  it is gone; or, with a successor, its customer goes on whole under another key
#   merge   its customer went whole into one that has other records too
#   split   its customer's records went different ways
EVENT = """
create or replace temp table happened as
with survivor as (
    select record.customer_key as old_key, assignment.customer_key as new_key
    from identity.record as record
    inner join assignment using (record_key)
    where record.customer_key in (select old_key from moved)
),

scattered as (
    select old_key from survivor group by old_key having min(new_key) <> max(new_key)
),

origin as (
    select assignment.customer_key as new_key, record.customer_key as old_key
    from assignment
    left join identity.record as record using (record_key)
    where assignment.customer_key in (select new_key from moved)
),

joined as (
    select new_key from origin
    group by new_key
    having min(old_key) <> max(old_key) or count(old_key) < count(*)
)

select
    {run_id:d} as run_id,
    case
        when old_key is null then 'new'
        when new_key is null then 'retire'
        when old_key in (from scattered) then 'split'
        when new_key in (from joined) then 'merge'
        else 'retire'
    end as event,
    coalesce(old_key, new_key) as customer_key,
    case when old_key is not null then new_key end as into_customer_key,
    record_key,
from moved;

insert into identity.event select * from happened order by record_key
"""

# The successor of a retired key: the customer of the record that gave it, else that of the first
# record that is left of its customer. A key without any has no redirect.
REDIRECT = """
create or replace temp table redirected as
with successor as (
    select
        record.customer_key as retired_key,
        arg_min(
            assignment.customer_key,
            (
                record.record_key <> record.customer_key,
                assignment.first_delivered_on, assignment.source, assignment.party_id
            )
        ) as customer_key,
    from identity.record as record
    inner join assignment using (record_key)
    where record.customer_key in (select old_key from moved)
    group by record.customer_key
),

retired as (
    select retired_key, retired_key as last_key from successor
    union
    select retired_key, customer_key from identity.redirect
),

followed as (
    select
        retired.retired_key,
        coalesce(own.customer_key, successor.customer_key, alive.customer_key) as customer_key,
    from retired
    left join assignment as own on retired.retired_key = own.record_key
    left join successor on retired.last_key = successor.retired_key
    left join assignment as alive
        on retired.last_key = alive.record_key and alive.record_key = alive.customer_key
)

select retired_key, any_value(customer_key) as customer_key
from followed
where customer_key is not null and customer_key <> retired_key
group by retired_key;

delete from identity.redirect
where (retired_key, customer_key) not in (select (retired_key, customer_key) from redirected);

insert into identity.redirect
select * from redirected
anti join identity.redirect using (retired_key, customer_key)
"""

RECORD = """
update identity.record
set first_delivered_on = assignment.first_delivered_on
from assignment
where
    record.record_key = assignment.record_key
    and record.first_delivered_on <> assignment.first_delivered_on;

delete from identity.record where record_key in (select record_key from moved);

insert into identity.record
select source, party_id, record_key, customer_key, first_delivered_on, $run_id as _run
from assignment
semi join moved using (record_key)
"""


def apply(
    connection: duckdb.DuckDBPyConnection, run_id: int, *, is_full: bool = True
) -> dict[str, int]:
    """Write down what the assignment changes; return the number of events of each kind.

    Unless it is full, the assignment is of the records in ``scope``.
    """
    connection.execute(MOVED.format(records="identity.record" if is_full else IN_SCOPE))
    connection.execute(EVENT.format(run_id=run_id))
    connection.execute(REDIRECT)
    connection.execute(RECORD, {"run_id": run_id})
    counted = connection.execute("select event, count(*) from happened group by event")
    return dict(counted.fetchall())
