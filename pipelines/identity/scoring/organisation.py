"""The model of organisations: what is compared, and stated odds.

Belongs here: the comparisons of an organisation's name and mail domain. Does not belong here: which
pairs of records are compared at all (``blocking``), and what training makes of the odds.
"""

from __future__ import annotations

from pipelines.identity.scoring.contact import NATIONAL_ID, NATIVE_NAME, PHONE, PLACE, STREET
from pipelines.identity.scoring.levels import (
    comparison,
    is_alike,
    is_equal,
    is_missing,
    is_within,
    level,
    otherwise,
    shares,
    unknown,
)

WORDS_L = "string_split(organisation_name_l, ' ')"
WORDS_R = "string_split(organisation_name_r, ' ')"

ORGANISATION_NAME = comparison(
    "organisation_name",
    unknown(is_missing("organisation_name")),
    level("same name", is_equal("organisation_name"), 0.78, 4e-5, tf="organisation_name"),
    level(
        "same words in another order", f"list_sort({WORDS_L}) = list_sort({WORDS_R})", 0.03, 1e-5
    ),
    level(
        "same but for a slip",
        is_within("organisation_name_l", "organisation_name_r"),
        0.06,
        5e-5,
    ),
    level(
        "all words of the shorter name",
        f"least(len({WORDS_L}), len({WORDS_R})) >= 2 and "
        f"(list_has_all({WORDS_L}, {WORDS_R}) or list_has_all({WORDS_R}, {WORDS_L}))",
        0.03,
        1e-4,
    ),
    level(
        "almost the same",
        "length(organisation_name_l) >= 10 "
        f"and {is_within('organisation_name_l', 'organisation_name_r', 2)}",
        0.03,
        2e-4,
    ),
    level("alike", is_alike("organisation_name", 0.9), 0.03, 5e-3),
    level("a word in common", f"list_has_any({WORDS_L}, {WORDS_R})", 0.02, 3e-2),
    otherwise(0.02, 0.96),
)

LEGAL_FORM = comparison(
    "legal_form",
    unknown(is_missing("legal_form")),
    level("same legal form", is_equal("legal_form"), 0.98, 0.4),
    otherwise(0.02, 0.6),
)

EMAIL = comparison(
    "emails",
    unknown(is_missing("emails")),
    level("same e-mail", shares("emails"), 0.6, 5e-5),
    level("same mail domain", shares("domains"), 0.2, 2e-4),
    otherwise(0.2, 0.999),
)

COMPARISONS = (
    NATIONAL_ID,
    ORGANISATION_NAME,
    LEGAL_FORM,
    EMAIL,
    PHONE,
    STREET,
    PLACE,
    NATIVE_NAME,
)
