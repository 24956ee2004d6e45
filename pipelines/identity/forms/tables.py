"""The lookup tables of names and addresses, and the features that records are compared by.

Belongs here: DDL and what each table means. Does not belong here: what fills them.
"""

from __future__ import annotations

# name                       every name that was ever stated, of a person or an organisation, with
#                            its form; an empty text is a part that was not stated
# place                      every name of a street, town or region that was ever stated
# address                    every address that was ever stated, split into its parts
# feature                    what active records are compared by, one row each: parties and contact
#                            persons; arrays hold what a record ever had, the rest is its latest
TABLES = """
create table if not exists identity.name (
    party_type_code varchar not null, name varchar not null, given_name varchar not null,
    family_name varchar not null, native_name varchar not null, kind varchar,
    given_name_form varchar, given_root varchar, family_name_form varchar, name_key varchar,
    native_name_form varchar, organisation_name varchar, legal_form varchar, reason_code varchar
);
create table if not exists identity.place (
    part varchar not null, value varchar not null, normalised_value varchar
);
create table if not exists identity.address (
    street varchar not null, postal_code varchar not null, city varchar not null,
    region varchar not null, country_code varchar not null, street_name varchar,
    house_number varchar, postal_code_form varchar, city_form varchar, region_form varchar
);
create table if not exists identity.feature (
    record_key bigint not null, entity varchar not null, source varchar not null,
    kind varchar not null, given_name varchar, given_root varchar, family_name varchar,
    name_key varchar, native_name varchar, organisation_name varchar, legal_form varchar,
    sex_code varchar, birth_date date, emails varchar[], mailboxes varchar[], phones varchar[],
    national_ids varchar[], street varchar, house_number varchar, postal_code varchar,
    city varchar, region varchar, country_code varchar, address_keys varchar[], parent_key bigint
);
"""

DERIVED = ("name", "place", "address", "feature")

WORKING = (
    "touched_contact",
    "known_value",
    "stated_name",
    "stated_address",
    "latest_record",
)
