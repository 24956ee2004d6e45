"""The model of persons, customers and contact persons alike: what is compared, and stated odds.

Belongs here: the comparisons of names, birth dates and the like. Does not belong here: which pairs
of records are compared at all (``blocking``), and what training makes of the odds.
"""

from __future__ import annotations

from pipelines.identity.scoring.contact import (
    NATIONAL_ID,
    NATIVE_NAME,
    PART_OF_STREET,
    PHONE,
    PLACE,
    SAME_ADDRESS,
    STREET,
)
from pipelines.identity.scoring.levels import (
    comparison,
    is_alike,
    is_close,
    is_equal,
    is_missing,
    is_none,
    is_word_of,
    level,
    otherwise,
    shares,
    shares_nearly,
    unknown,
)

SWAPPED = (
    "given_name_l <> family_name_l and "
    f"{is_close('given_name', 'family_name')} and {is_close('family_name', 'given_name')}"
)
# Whoever fills in one field of two may write the family name in that of the given name.
ONLY_NAME = (
    f"(family_name_l is null and {is_close('given_name', 'family_name')}) or "
    f"(family_name_r is null and {is_close('family_name', 'given_name')})"
)
# One column off, or a middle name taken for the family name: the other half is lost.
ONE_NAME_SWAPPED = (
    "family_name_l <> family_name_r "
    "and (given_name_l = family_name_r or family_name_l = given_name_r)"
)
SAME_HOUSE = f"{is_equal('postal_code')} and {is_equal('house_number')} and {PART_OF_STREET}"
ONE_HOME = f"({SAME_ADDRESS} or {shares('phones')} or ({SAME_HOUSE}))"
NO_ID = is_none(shares_nearly("national_ids", 2))
LIVE_TOGETHER = f"{is_close('family_name')} and {ONE_HOME} and {NO_ID}"
# An e-mail in common that neither given name is written into: two letters, as in ``OWN_MAILBOXES``,
# beside the family name.
FAMILY_EMAIL = (
    f"{is_close('family_name')} and {shares('emails')} and {NO_ID} and len(list_filter("
    "list_transform(list_intersect(emails_l, emails_r), lambda email: replace(replace("
    "split_part(email, '@', 1), family_name_l, ''), family_name_r, '')), "
    "lambda rest: not contains(rest, left(given_name_l, 2)) "
    "and not contains(rest, left(given_name_r, 2)))) > 0"
)
OTHERS_IN_ONE_HOME = f"{ONE_HOME} and {NO_ID}"

# People who live together share family name, address and telephone, some an e-mail; what tells them
# apart is the given name. Taken for independent, the others would outweigh it; with a birthday, so
# would all that twins share. Where it is everything, a steward is asked.
GIVEN_NAME = comparison(
    "given_name",
    unknown(is_missing("given_name")),
    level("same given name", is_equal("given_name"), 0.74, 2e-3, tf="given_name"),
    level("same root of the given name", is_equal("given_root"), 0.05, 2e-3),
    level("given and family name swapped", SWAPPED, 0.03, 2e-6),
    level("same but for a slip", is_close("given_name"), 0.09, 3e-3),
    level("the only name of one is the other's family name", ONLY_NAME, 0.02, 1e-4),
    level("a part or the first letter of it", is_word_of("given_name"), 0.03, 6e-3),
    level("alike", is_alike("given_name"), 0.03, 2e-2),
    level(
        "another one of a family with one e-mail, born on the same day",
        f"{FAMILY_EMAIL} and {is_equal('birth_date')}",
        5e-17,
        1.0,
        is_fixed=True,
    ),
    level("another one of a family with one e-mail", FAMILY_EMAIL, 1e-12, 1.0, is_fixed=True),
    level(
        "another one of the same household, born on the same day",
        f"{LIVE_TOGETHER} and {is_equal('birth_date')}",
        1e-10,
        1.0,
        is_fixed=True,
    ),
    level("another one of the same household", LIVE_TOGETHER, 2e-8, 1.0, is_fixed=True),
    level(
        "another name in one home",
        f"{OTHERS_IN_ONE_HOME} and {is_none(is_equal('birth_date'))}",
        6e-8,
        1.0,
        is_fixed=True,
    ),
    level("one name in the other's field, the rest differs", ONE_NAME_SWAPPED, 0.01, 1.5e-3),
    level(
        "another name in one home with one telephone or e-mail, born on the same day",
        f"({shares('phones')} or {shares('emails')}) and {OTHERS_IN_ONE_HOME}",
        1e-12,
        1.0,
        is_fixed=True,
    ),
    otherwise(0.05, 0.96),
)

FAMILY_NAME = comparison(
    "family_name",
    unknown(is_missing("family_name")),
    level("same family name", is_equal("family_name"), 0.82, 1e-3, tf="family_name"),
    level("given and family name swapped", SWAPPED, 0.01, 1e-2, is_fixed=True),
    level("same but for a slip", is_close("family_name"), 0.08, 2e-3),
    level("a part or the first letter of it", is_word_of("family_name"), 0.02, 2e-3),
    level("alike", is_alike("family_name"), 0.02, 2e-2),
    otherwise(0.05, 0.97),
)

# Only where a record does not say which part of its name is which.
HAS_NO_PARTS = "(given_name_{0} is null and family_name_{0} is null)"
WHOLE_NAME = comparison(
    "name_key",
    unknown(
        f"{is_missing('name_key')} "
        f"or not ({HAS_NO_PARTS.format('l')} or {HAS_NO_PARTS.format('r')})"
    ),
    level("same name", is_equal("name_key"), 0.76, 2e-5),
    level("same but for a slip", is_close("name_key"), 0.1, 1e-4),
    level("a word in common", is_word_of("name_key"), 0.08, 5e-3),
    otherwise(0.06, 0.99),
)

# Two digits of a date that changed places are one slip, and differ at two places.
DIGITS = "hamming(birth_text_l, birth_text_r)"
NEIGHBOURS = "damerau_levenshtein(birth_text_l, birth_text_r) <= 1"

BIRTH_DATE = comparison(
    "birth_date",
    unknown(is_missing("birth_date")),
    level("same date", f"{is_equal('birth_date')} and not is_year_only_l", 0.9, 5e-5),
    level(
        "same year, no day known",
        f"{is_equal('birth_year')} and (is_year_only_l or is_year_only_r)",
        0.02,
        3e-4,
    ),
    level("day and month swapped", "birth_date_l = swapped_birth_date_r", 0.01, 5e-5),
    level(
        "one digit apart",
        f"{DIGITS} <= 1 or ({DIGITS} = 2 and {NEIGHBOURS})",
        0.03,
        1e-3,
    ),
    level("two digits apart", f"{DIGITS} <= 2", 0.01, 8e-3),
    # Father and son of one name; or one who gave a wrong date, so that a steward is asked.
    level("another date in one household", LIVE_TOGETHER, 6e-9, 1.0, is_fixed=True),
    otherwise(0.03, 0.98),
)

EMAIL = comparison(
    "emails",
    unknown(is_missing("emails")),
    level("same e-mail", shares("emails"), 0.62, 4e-5),
    level("same mailbox elsewhere, not spelt from the name", shares("own_mailboxes"), 0.07, 5e-4),
    level(
        "one letter apart",
        f"email_digits_l = email_digits_r and {shares_nearly('emails', 1, 'email_parts')}",
        0.03,
        1e-4,
    ),
    otherwise(0.28, 0.998),
)

SEX = comparison(
    "sex_code",
    unknown(is_missing("sex_code")),
    level("same sex", is_equal("sex_code"), 0.97, 0.7),
    otherwise(0.03, 0.3),
)

# Two contact persons of one organisation are mostly colleagues.
EMPLOYER = comparison(
    "parent_key",
    unknown(is_missing("parent_key")),
    level("same organisation", is_equal("parent_key"), 0.5, 0.1, is_fixed=True),
    level("differs", "ELSE", 0.5, 0.9, is_fixed=True),
)

# A name alone is nobody's: among strangers whose records say little else, namesakes outnumber those
# who are one. Everybody has several ways to be reached: that two differ adds nothing to a name.
BESIDE = ("national_ids", "birth_date", "street", "postal_code", "city")
REACHED_ALIKE = (
    shares("emails"),
    shares("phones"),
    shares("own_mailboxes"),
    f"email_digits_l = email_digits_r and {shares_nearly('emails', 1, 'email_parts')}",
    shares_nearly("phones", 1, "phone_parts"),
)
NAME_ALONE = comparison(
    "name_alone",
    level(
        "nothing but a name to compare, or no way in common to be reached",
        " and ".join(f"({is_missing(column)})" for column in BESIDE)
        + f" and {is_none(*REACHED_ALIKE)}",
        0.06,
        1.0,
        is_fixed=True,
    ),
    level("more than a name", "ELSE", 1.0, 1.0, is_fixed=True),
)

COMPARISONS = (
    NATIONAL_ID,
    GIVEN_NAME,
    FAMILY_NAME,
    WHOLE_NAME,
    BIRTH_DATE,
    EMAIL,
    PHONE,
    STREET,
    PLACE,
    NATIVE_NAME,
    SEX,
    EMPLOYER,
    NAME_ALONE,
)
