"""The tables of schema ``identity``: lookups, evidence, result and ledger.

Belongs here: DDL and what each table means. Does not belong here: what fills them.
"""

from __future__ import annotations

import duckdb

from pipelines.identity import comparisons, contacts, overrules
from pipelines.identity.forms import tables as forms_tables
from pipelines.identity.scoring import candidates, model, scored_pairs

# email, phone, national_id  every value that was ever stated, normalised once; null has its reason
# profile                    the active records and what decides about them: type, birth date, first
#                            delivery
# record_value               which normalised values a record ever had
# pair                       why two records are one; each exact value gives a star from its first
#                            record, not all pairs
# model, term_frequency      the scoring models that were trained, and how frequent names were then
# person_key, organisation_key  the keys by which records are found to be scored (``blocking``)
# scored_pair                how likely two records are one that no exact rule joins (``scoring``)
# comparison                 what stands at which place of scored_pair.weights (``comparisons``)
# record                     the result: the customer of each record; _run is of its last change
# contact                    the result for contact persons: who is one human, and which customer
# event                      every change of a record's customer, so that those up to a run give
#                            the records as they were known then
# redirect                   customer keys that are no longer in use, and the key in use instead
# overrule                   a steward's words: two records are one, or they are not (``overrules``)
# delivery, state            what the last resolution has seen, and by which rules
TABLES = """
create schema if not exists identity;
create table if not exists identity.email (
    value varchar not null, normalised_value varchar, reason_code varchar
);
create table if not exists identity.phone (
    value varchar not null, country_code varchar not null, normalised_value varchar,
    reason_code varchar
);
create table if not exists identity.national_id (
    value varchar not null, normalised_value varchar, reason_code varchar
);
alter table identity.national_id add column if not exists country_code varchar;
alter table identity.national_id add column if not exists scheme_country_code varchar;
create table if not exists identity.profile (
    record_key bigint not null, source varchar not null, party_id varchar not null,
    party_type_code varchar, birth_date date, first_delivered_on date not null
);
alter table identity.profile add column if not exists birth_date date;
create table if not exists identity.record_value (
    record_key bigint not null, attribute_code varchar not null, normalised_value varchar not null
);
create table if not exists identity.pair (
    record_key_left bigint not null, record_key_right bigint not null, rule varchar not null,
    _run bigint not null
);
create table if not exists identity.record (
    source varchar not null, party_id varchar not null, record_key bigint not null,
    customer_key bigint not null, first_delivered_on date not null, _run bigint not null
);
create table if not exists identity.event (
    run_id bigint not null, event varchar not null, customer_key bigint not null,
    into_customer_key bigint, record_key bigint not null
);
create table if not exists identity.redirect (
    retired_key bigint not null, customer_key bigint not null
);
create table if not exists identity.delivery (delivery_id bigint not null);
create table if not exists identity.state (
    run_id bigint not null, rules_hash varchar not null
);
"""

# What the rules derive from raw: rebuilt when a rule changes. The result and its ledger stay. The
# state goes first: without it nothing of the others is believed.
DERIVED = (
    *("state", "email", "phone", "national_id", "profile", "record_value", "delivery"),
    *forms_tables.DERIVED,
    *candidates.DERIVED,
    "scored_pair",
)

# Tables of one resolution; they live in the connection's temporary schema.
WORKING = (
    "touched_party",
    "stated_value",
    "value_before",
    "concerned",
    "latest",
    "held_value",
    "evidence",
    "exact_pair",
    "suspect",
    "scope",
    "assignment",
    "moved",
    "happened",
    "redirected",
    *forms_tables.WORKING,
)


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing of schema ``identity``."""
    connection.execute(TABLES)
    connection.execute(forms_tables.TABLES)
    connection.execute(overrules.TABLE)
    connection.execute(model.TABLES)
    connection.execute(candidates.TABLES)
    connection.execute(scored_pairs.TABLE)
    connection.execute(comparisons.TABLE)
    connection.execute(contacts.TABLE)


def keep_state(connection: duckdb.DuckDBPyConnection, run_id: int, rules_hash: str) -> None:
    """Write down that what is derived holds up to a run, by which rules."""
    connection.execute("delete from identity.state")
    connection.execute("insert into identity.state values (?, ?)", [run_id, rules_hash])


def is_finished(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether what is derived holds up to some run."""
    return connection.execute("select 1 from identity.state").fetchone() is not None


def forget_derived(connection: duckdb.DuckDBPyConnection) -> None:
    """Empty what the rules derive from raw, so that all of it is derived anew."""
    for table in DERIVED:
        connection.execute(f"delete from identity.{table}")


def drop_working(connection: duckdb.DuckDBPyConnection) -> None:
    """Free what one resolution held in memory."""
    for table in WORKING:
        connection.execute(f"drop table if exists temp.{table}")
