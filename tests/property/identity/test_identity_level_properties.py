"""Two words that are one but for a slip are found to be so, however quickly that is asked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

import duckdb
import pyarrow as pa

from pipelines.identity.scoring.levels import CLOSE, is_close
from pipelines.identity.scoring.person import BIRTH_DATE

FEW_LETTERS = "abc"
MANY_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def edited(word: str, letters: str) -> Iterator[str]:
    """Yield every text that is one edit away, and some that are the same."""
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
        for letter in letters:
            yield word[:place] + letter + word[place + 1 :]
    for place, letter in product(range(len(word) + 1), letters):
        yield word[:place] + letter + word[place:]


def assert_equal(condition: str, plain: str, column: str, pairs: list[tuple[str, str]]) -> None:
    """Hold a condition against a plainer one; each holds for some pairs and not for others."""
    left, right = (list(texts) for texts in zip(*pairs, strict=True))
    compared = pa.table({f"{column}_l": left, f"{column}_r": right})
    with duckdb.connect() as connection:
        connection.register("compared", compared)
        counted = connection.execute(f"""
            with told as (select {condition} as found, {plain} as is_one from compared)

            select count_if(found <> is_one), count_if(found), count_if(not found) from told
        """).fetchall()
    differ, close, apart = counted[0]
    assert differ == 0
    assert close > 0
    assert apart > 0


def test_every_slip_is_close() -> None:
    dice = random.Random(1)
    pairs = [
        ("".join(word), other)
        for length in range(2, 9)
        for word in product(FEW_LETTERS, repeat=length)
        for other in edited("".join(word), FEW_LETTERS)
    ]
    for _ in range(500):
        word = "".join(dice.choices(MANY_LETTERS, k=dice.randint(4, 16)))
        pairs += [(word, other) for other in edited(word, word)]
        pairs.append((word, "".join(dice.choices(MANY_LETTERS, k=dice.randint(4, 16)))))
    plain = (
        f"jaro_winkler_similarity(word_l, word_r) >= {CLOSE} "
        "or (length(word_l) >= 4 and damerau_levenshtein(word_l, word_r) <= 1)"
    )
    assert_equal(f"coalesce({is_close('word')}, false)", plain, "word", pairs)


def test_a_digit_and_two_that_changed_places_are_one_slip_of_a_date() -> None:
    level = next(
        level["sql_condition"]
        for level in BIRTH_DATE["comparison_levels"]
        if level["label_for_charts"] == "one digit apart"
    )
    dates = ["19800311", "19431207", "20010101"]
    pairs = [(one, other) for one in dates for other in (*dates, *edited(one, "0123456789"))]
    pairs = [(one, other) for one, other in pairs if len(other) == len(one)]
    twice = [(one, late) for one, other in pairs for late in edited(other, "0123456789")]
    pairs += [(one, other) for one, other in twice if len(other) == len(one)]
    plain = (
        "damerau_levenshtein(birth_text_l, birth_text_r) <= 1 "
        "and hamming(birth_text_l, birth_text_r) <= 2"
    )
    assert_equal(level, plain, "birth_text", pairs)
