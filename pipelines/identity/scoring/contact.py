"""Comparisons that persons and organisations have in common: ids, ways to reach them, addresses.

Belongs here: those comparisons. Does not belong here: names.
"""

from __future__ import annotations

from pipelines.identity.scoring.levels import (
    comparison,
    is_alike,
    is_close,
    is_equal,
    is_missing,
    is_none,
    is_within,
    level,
    otherwise,
    shares,
    shares_nearly,
    unknown,
)

SAME_ADDRESS = shares("address_keys")
NUMBER_MISSING = "(house_number_l is null or house_number_r is null)"
NUMBER_SLIP = (
    "greatest(length(house_number_l), length(house_number_r)) >= 2 "
    f"and {is_within('house_number_l', 'house_number_r')}"
)


# Of two places one is half of the code.
POSTAL_SLIP = f"length(postal_code_l) >= 3 and {is_within('postal_code_l', 'postal_code_r')}"

NATIONAL_ID = comparison(
    "national_ids",
    unknown(is_missing("national_ids")),
    level("same id", shares("national_ids"), 0.93, 2e-7),
    level("one edit apart", shares_nearly("national_ids", 1), 0.03, 1e-4),
    level("two edits apart", shares_nearly("national_ids", 2), 0.01, 2e-3),
    otherwise(0.06, 0.998),
)

# What several people of a household or an office share is worth less than its rarity says.
PHONE = comparison(
    "phones",
    unknown(is_missing("phones")),
    level("same number", shares("phones"), 0.62, 8e-5),
    level("one edit apart", shares_nearly("phones", 1, "phone_parts"), 0.03, 6e-4),
    otherwise(0.35, 0.999),
)

# Every town has its Station Road.
ELSEWHERE = is_none(is_missing("city"), is_equal("postal_code"), is_close("city"), POSTAL_SLIP)

ANOTHER_CODE = is_none(is_missing("postal_code"), is_equal("postal_code"), POSTAL_SLIP)

# One of two lines left out, or a house's name beside the street's; by whole words, in one place.
PART_OF_STREET = (
    "least(length(street_l), length(street_r)) >= 5 "
    "and (contains(' ' || street_l || ' ', ' ' || street_r || ' ') "
    "or contains(' ' || street_r || ' ', ' ' || street_l || ' ')) "
    f"and {is_none(ELSEWHERE, ANOTHER_CODE)}"
)

STREET = comparison(
    "street",
    unknown(f"{is_missing('street')}"),
    # Any address that either ever stated; what follows compares the latest.
    level("same address", SAME_ADDRESS, 0.6, 4.5e-4),
    level(
        "same street and house number in another place",
        f"{is_equal('street')} and {is_equal('house_number')} and {ELSEWHERE}",
        2e-3,
        5e-4,
    ),
    level(
        "same street and house number under another postal code",
        f"{is_equal('street')} and {is_equal('house_number')} and {ANOTHER_CODE}",
        0.02,
        6e-4,
    ),
    level(
        "same house",
        f"{is_equal('street')} and {is_equal('house_number')}",
        0.06,
        4.5e-5,
    ),
    level(
        "same house number, street but for a slip",
        f"{is_equal('house_number')} and {is_alike('street', 0.85)}",
        0.07,
        2e-4,
    ),
    level(
        "same house number, one street a part of the other",
        f"{is_equal('house_number')} and {PART_OF_STREET}",
        0.02,
        1.5e-4,
    ),
    # Within one place, which is compared apart, who lives elsewhere in a street is a neighbour.
    level(
        "same street, a house number missing",
        f"{is_equal('street')} and {NUMBER_MISSING}",
        0.02,
        7e-4,
    ),
    level(
        "same street, house number but for a slip",
        f"{is_equal('street')} and {NUMBER_SLIP}",
        0.03,
        5e-3,
    ),
    level("same street", is_equal("street"), 0.02, 1.5e-2),
    level("same street but for a slip", is_close("street"), 0.03, 6e-3),
    level("one street a part of the other", PART_OF_STREET, 0.01, 7e-3),
    otherwise(0.17, 0.97),
)

# One in a thousand has a stranger's postal code, as training finds on the demonstration company and
# on Febrl 1. That one in a hundred has a stranger's town, and one pair in ten lacks a postal code,
# is an estimate.
PLACE = comparison(
    "place",
    unknown(
        "(postal_code_l is null or postal_code_r is null) and (city_l is null or city_r is null)"
    ),
    level(
        "same postal code and city",
        f"({SAME_ADDRESS}) or ({is_equal('postal_code')} and {is_equal('city')})",
        0.68,
        1e-3,
    ),
    # What is not stated does not differ.
    level(
        "same postal code, a city missing",
        f"{is_equal('postal_code')} and ({is_missing('city')})",
        0.08,
        1.25e-4,
    ),
    level(
        "same postal code, city but for a slip",
        f"{is_equal('postal_code')} and {is_close('city')}",
        0.08,
        1.25e-4,
    ),
    level("same postal code", is_equal("postal_code"), 0.08, 5e-4),
    level(
        "same city, postal code but for a slip",
        f"{is_close('city')} and {POSTAL_SLIP}",
        0.06,
        7.5e-4,
    ),
    level(
        "same city, a postal code missing",
        f"{is_close('city')} and ({is_missing('postal_code')})",
        0.07,
        1e-3,
    ),
    level("same city", is_close("city"), 0.07, 3e-2),
    level("postal code but for a slip", POSTAL_SLIP, 0.02, 4e-3),
    level("same region", is_equal("region"), 0.03, 0.12),
    otherwise(0.06, 0.84),
)

NATIVE_NAME = comparison(
    "native_name",
    unknown(is_missing("native_name")),
    level("same name in its own script", is_equal("native_name"), 0.9, 1.5e-1, is_fixed=True),
    level("differs", "ELSE", 0.1, 0.98, is_fixed=True),
)
