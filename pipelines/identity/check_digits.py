"""Check digits, by the rule of each scheme.

Each function tells whether the check digits of a number agree with the rest of it.

Belongs here: arithmetic on a number whose shape is known. Does not belong here: which number
follows which scheme (``identifiers``).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"
CHINESE = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z


def _digits(number: str) -> list[int]:
    return [int(letter) for letter in number]


def _weighted(number: str, weights: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(_digits(number), weights, strict=False))


def luhn(number: str) -> bool:
    """Double every second digit from the right; the sum of all digits ends in 0."""
    doubled = [d * f for d, f in zip(reversed(_digits(number)), cycle((1, 2)))]
    return sum(d // 10 + d % 10 for d in doubled) % 10 == 0


def mod_11_10(number: str) -> bool:
    """ISO 7064 MOD 11,10: German tax and VAT numbers, Croatian OIB."""
    product = 10
    for digit in _digits(number[:-1]):
        product = ((digit + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(number[-1])


def mod_11_2(number: str) -> bool:
    """ISO 7064 MOD 11-2: Chinese residents."""
    total = sum(
        value * (1 << (len(number) - 1 - place))
        for place, value in enumerate(10 if letter == "X" else int(letter) for letter in number)
    )
    return total % 11 == 1


def mod_97_10(number: str) -> bool:
    """ISO 7064 MOD 97-10: legal entities (LEI)."""
    return int("".join(str(LETTERS.index(letter)) for letter in number)) % 97 == 1


def ean(number: str) -> bool:
    """Weigh by 1 and 3 in turn; the sum ends in 0: Swiss social insurance."""
    return _weighted(number, (1, 3) * 7) % 10 == 0


def austrian_vat(number: str) -> bool:
    """Add the digits, every second one doubled, and 4."""
    doubled = [d * f for d, f in zip(_digits(number[:-1]), cycle((1, 2)), strict=False)]
    total = sum(d // 10 + d % 10 for d in doubled)
    return (96 - total) % 10 == int(number[-1])


def australian_abn(number: str) -> bool:
    """Weigh modulo 89, the first digit less one."""
    digits = _digits(number)
    digits[0] -= 1
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    return sum(a * b for a, b in zip(digits, weights, strict=True)) % 89 == 0


def belgian_vat(number: str) -> bool:
    """97 less the rest of the first eight digits."""
    return 97 - int(number[:-2]) % 97 == int(number[-2:])


def belgian_person(number: str) -> bool:
    """As the VAT number; a 2 stands before the numbers of those born since 2000."""
    rest = int(number[-2:])
    return rest in (97 - int(number[:-2]) % 97, 97 - int("2" + number[:-2]) % 97)


def brazilian_cpf(number: str) -> bool:
    """Two digits, each from all before it, modulo 11."""
    first = _weighted(number[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = _weighted(number[:10], range(11, 1, -1)) * 10 % 11 % 10
    return number[9:] == f"{first}{second}"


def british_vat(number: str) -> bool:
    """Modulo 97, of newer numbers with 55 added."""
    total = _weighted(number[:7], range(8, 1, -1)) + int(number[7:])
    return total % 97 == 0 or (total + 55) % 97 == 0


def chinese_company(number: str) -> bool:
    """GB 32100: powers of 3 modulo 31."""
    if any(letter not in CHINESE for letter in number):
        return False
    values = [CHINESE.index(letter) for letter in number]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values[:-1]))
    return (31 - total % 31) % 31 == values[-1]


def danish_vat(number: str) -> bool:
    """Weigh modulo 11."""
    return _weighted(number, (2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def dutch_bsn(number: str) -> bool:
    """Make the test of eleven, the last digit counted negative."""
    return _weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def dutch_vat(number: str) -> bool:
    """Companies by the test of eleven; sole traders, since 2020, by MOD 97-10 of the whole."""
    return dutch_bsn(number[:9]) or mod_97_10("NL" + number)


def finnish_vat(number: str) -> bool:
    """Weigh modulo 11."""
    return _weighted(number, (7, 9, 10, 5, 8, 4, 2, 1)) % 11 == 0


def french_vat(number: str) -> bool:
    """Two digits from the company's number."""
    return (12 + 3 * (int(number[2:]) % 97)) % 97 == int(number[:2])


def french_person(number: str) -> bool:
    """97 less the rest of the first thirteen digits."""
    return 97 - int(number[:13]) % 97 == int(number[13:])


def greek_vat(number: str) -> bool:
    """Powers of two modulo 11."""
    total = sum(d * (1 << (8 - place)) for place, d in enumerate(_digits(number[:-1])))
    return total % 11 % 10 == int(number[-1])


def hungarian_vat(number: str) -> bool:
    """Weigh by 9, 7, 3, 1; the sum ends in 0."""
    return _weighted(number, (9, 7, 3, 1, 9, 7, 3, 1)) % 10 == 0


def luxembourg_vat(number: str) -> bool:
    """Take the rest of the first six digits by 89."""
    return int(number[:6]) % 89 == int(number[6:])


def norwegian_person(number: str) -> bool:
    """Two digits, each modulo 11."""
    first = _weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1))
    second = _weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return first % 11 == 0 and second % 11 == 0


def polish_nip(number: str) -> bool:
    """Weigh modulo 11."""
    return _weighted(number[:-1], (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(number[-1])


def polish_pesel(number: str) -> bool:
    """Weigh by 1, 3, 7, 9; the sum ends in 0."""
    return _weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def portuguese_nif(number: str) -> bool:
    """Weigh modulo 11; a rest below 2 is 0."""
    rest = 11 - _weighted(number[:-1], range(9, 1, -1)) % 11
    return (0 if rest >= len("0123456789") else rest) == int(number[-1])


def slovak_vat(number: str) -> bool:
    """Expect a multiple of 11."""
    return int(number) % 11 == 0


def slovenian_vat(number: str) -> bool:
    """Weigh modulo 11."""
    rest = 11 - _weighted(number[:-1], range(8, 1, -1)) % 11
    return (0 if rest == len("0123456789") else rest) == int(number[-1])


def spanish_dni(number: str) -> bool:
    """Take a letter by the rest of the digits by 23."""
    return SPANISH[int(number[:-1]) % 23] == number[-1]


def spanish_nie(number: str) -> bool:
    """As the DNI; X, Y and Z are 0, 1 and 2."""
    return spanish_dni(str("XYZ".index(number[0])) + number[1:])


def swiss_uid(number: str) -> bool:
    """Weigh modulo 11."""
    return _weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 1)) % 11 == 0


def turkish_person(number: str) -> bool:
    """Take the tenth digit from odd and even places, the eleventh from the sum of all before."""
    digits = _digits(number)
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and digits[10] == sum(digits[:10]) % 10
