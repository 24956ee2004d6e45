"""Addresses that were never seen before, split into their parts.

Belongs here: house number, unit, postal code. Does not belong here: the spelling of a street's or a
town's name (``places``).
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.identity.forms import places

# Full-width digits, hyphen and space, and a long dash.
WIDE = "".join(map(chr, (*range(0xFF10, 0xFF1A), 0xFF0D, 0x3000, 0x2013)))
NARROW = "0123456789- -"

NEW_ADDRESS = f"""
create or replace temp table split_address as
with stated as (
    select distinct street, postal_code, city, region, country_code
    from stated_address
    anti join identity.address using (street, postal_code, city, region, country_code)
),

plain as (
    select
        *,
        trim(regexp_replace(translate(lower(street), '{WIDE}', '{NARROW}'), '\\s+', ' ', 'g'))
            as line,
        upper(regexp_replace(translate(postal_code, '{WIDE}', '{NARROW}'), '[^0-9A-Za-z]', '', 'g'))
            as code,
    from stated
),

-- A unit and who lives there (c/o) are no part of street and house.
without_unit as (
    select
        *,
        case
            when not regexp_matches(line, $unit_hint) then line
            else trim(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(line, $care_of, ''), $box, 'postfach '
                    ), $unit, ' ', 'g'
                ), ' ,;'
            )
        end as place,
    from plain
),

numbered as (
    select
        *,
        regexp_extract(place, $house_first, ['unit', 'house', 'name']) as first_part,
        regexp_extract(place, $house_last, ['name', 'house']) as last_part,
    from without_unit
),

split as (
    select
        *,
        case
            when first_part.house <> '' then first_part.name
            when last_part.house <> '' then last_part.name
            when regexp_full_match(place, $house) then ''
            else place
        end as street_part,
        ltrim(
            regexp_replace(
                regexp_replace(coalesce(
                    nullif(first_part.house, ''), nullif(last_part.house, ''),
                    case when regexp_full_match(place, $house) then place end
                ), $ends, ''),
                '[\\s.]', '', 'g'
            ), '0'
        ) as house,
    from numbered
)

select
    street, postal_code, city, region, country_code,
    trim(street_part, ' ,;.-') as street_part,
    nullif(replace(house, '+', '-'), '') as house_number,
    case
        when regexp_full_match(trim(postal_code), '\\d{{5}}-\\d{{4}}') then left(code, 5)
        when regexp_full_match(code, '0*') then null
        else regexp_replace(code, '^[A-Z]{{1,3}}(\\d{{4,5}})$', '\\1')
    end as postal_code_form,
from split
"""

HOUSE = r"\d+ ?[a-z]?(?: ?(?:bis|ter|quater)\b)?(?: ?[-+/] ?\d* ?[a-z]{0,4})*"
PATTERNS = {
    "house": HOUSE,
    "unit_hint": r"[#/]|\b(?:flat|apt|apartment|unit|suite|ste|room|wohnung|whg|top|stiege|lot|shop"
    r"|appartement|appt|bus|etage|stock|floor|level|door|tür|piso|puerta|interno|scala|box|bp"
    r"|postfach|postbus|apartado|c/o)\b",
    "unit": r"(?:^|[\s,;/(])(?:(?:flat|apt|apartment|unit|suite|ste|room|wohnung|whg|top|stiege|lot"
    r"|shop|appartement|appt|bus|etage|stock|floor|level|door|tür|piso|puerta|interno|scala)\b\.?"
    r"\s*(?:no\b\.?|nr\b\.?|#)?\s*(?:\d+\w?|[a-z]\d*)\b|#\s*\w+)\)?",
    "care_of": r"\bc/o\b[^,;]*[,;]?",
    "box": r"\b(?:p\.? ?o\.? ?box|postfach|postbus|boite postale|boîte postale|apartado)\b\.?",
    # 12 Smith Street, 3/12 Smith Street (unit 3), 12 bis, rue de Rivoli
    "house_first": r"^(?:(\d+[a-z]?) ?/ ?)?(\d+[a-z]?(?: ?(?:bis|ter|quater)\b)?"
    r"(?: ?- ?\d+[a-z]?)?),? +([^\d\s.,].*)$",
    # Hauptstr. 12 a, Hauptstr.12-14
    "house_last": rf"^(.*?[^\d\s,])[\s,]*?(?:\b(?:nr|no|num)\b\.?|n°|nº)?[\s,]*({HOUSE})[号號]?$",
    # What comes after a stroke is a staircase or a flat.
    "ends": r" ?/.*$",
}

PLACE = """
select distinct part, value
from (
    select 'street' as part, street_part as value from split_address
    union all
    select 'city', city from split_address
    union all
    select 'region', region from split_address
)
anti join identity.place using (part, value)
where value <> ''
"""

KEEP_ADDRESS = """
insert into identity.address
select
    split_address.street, postal_code, city, region, country_code,
    street.normalised_value, house_number, postal_code_form, town.normalised_value,
    area.normalised_value,
from split_address
left join identity.place as street
    on street.part = 'street' and split_address.street_part = street.value
left join identity.place as town on town.part = 'city' and split_address.city = town.value
left join identity.place as area on area.part = 'region' and split_address.region = area.value
"""

FORM = {"street": places.street, "city": places.city, "region": places.region}


def normalise(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the new ones of ``stated_address`` into ``identity.address``."""
    connection.execute(NEW_ADDRESS, PATTERNS)
    new = connection.execute(PLACE).to_arrow_table()
    parts, values = (column.to_pylist() for column in new.columns)
    formed = [FORM[part](value) for part, value in zip(parts, values, strict=True)]
    connection.register("new_place", new.append_column("form", pa.array(formed, pa.string())))
    connection.execute("insert into identity.place from new_place")
    connection.unregister("new_place")
    connection.execute(KEEP_ADDRESS)
    connection.execute("drop table split_address")
