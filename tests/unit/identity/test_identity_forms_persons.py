"""Names of persons: spellings of one name agree, names of two persons do not."""

from __future__ import annotations

import pytest

from pipelines.identity.forms import persons, seeds


def full(name: str, native: str = "") -> persons.PersonForm:
    return persons.parse(name, "", "", native)


def parts(given: str, family: str) -> persons.PersonForm:
    return persons.parse("", given, family, "")


@pytest.mark.parametrize(
    "written",
    [
        "Anna Müller",
        "Anna Mueller",
        "ANNA MULLER",
        "anna müller",
        "Müller, Anna",
        "MUELLER, ANNA",
        "Dr. Anna Müller",
        "Frau Prof. Dr. med. Anna Müller",
        "Frau Anna Müller",
        "Anna Müller, MBA",
        "Anna Müller Ph.D.",
        "Anna Müller (Einkauf)",
        "Anna Müller geb. Schmidt",
        "Ａｎｎａ Müller",
        "Anna  Mu\u0308ller",
    ],
)
def test_spellings_of_one_name_agree(written: str) -> None:
    assert full(written) == parts("Anna", "Müller")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("William Gates", "Bill Gates"),
        ("Robert Berg", "Bob Berg"),
        ("Elisabeth Berg", "Lisa Berg"),
        ("Johannes Berg", "Hans Berg"),
        ("Katharina Berg", "Käthe Berg"),
        ("Francisco Gómez", "Paco Gomez"),
        ("José Gómez", "Pepe Gómez"),
        ("Giuseppe Rossi", "Beppe Rossi"),
        ("Cornelis Jansen", "Kees Jansen"),
        ("Aleksandr Ivanov", "Shura Ivanov"),
        ("Michael Berg", "Michi Berg"),
        ("Mohammed Khan", "Muhammad Khan"),
        ("Stephen King", "Steven King"),
    ],
)
def test_a_nickname_has_the_root_of_its_name(one: str, other: str) -> None:
    assert full(one).given_root == full(other).given_root
    assert full(one).given_name != full(other).given_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ludwig van Beethoven", "Beethoven, Ludwig van"),
        ("Ursula von der Leyen", "Ursula Leyen"),
        ("Omar Al-Hassan", "Omar al Hassan"),
        ("Mary O'Brien", "Mary O’Brien"),
        ("Mary O'Brien", "Mary O Brien"),
        ("Ronald McDonald", "Ronald Mc Donald"),
        ("Mary St. John", "Mary Saint John"),
        ("Karl-Heinz Berg", "Karl Heinz Berg"),
        ("Anna Weiß", "Anna Weiss"),
        ("Søren Kjær", "Soeren Kjaer"),
        ("Łukasz Nowak", "Lukasz Nowak"),
        ("Ayşe Yılmaz", "Ayse Yilmaz"),
        ("Jose Garcia", "José García"),
        ("John Smith Jr.", "John Smith"),
        ("John Smith III", "John Smith"),
        ("Mr. John Smith", "Mr John Smith, Esq."),
        ("Иван Петров", "Ivan Petrov"),
    ],
)
def test_two_spellings_have_one_key(one: str, other: str) -> None:
    assert full(one).name_key == full(other).name_key
    assert full(one).family_name == full(other).family_name


@pytest.mark.parametrize(
    ("name", "native"),
    [
        ("王小明", ""),
        ("王小明先生", ""),
        ("Xiaoming Wang", "王小明"),
        ("Wang Xiaoming", "王小明"),
        ("Xiaoming Wang", ""),
        ("Wang Xiaoming", ""),
        ("WANG Xiao-Ming", ""),
        ("Xiao Ming Wang", ""),
        ("Wang Xiao-Ming", "王小明"),
        ("Xiao-Ming Wang", ""),
        ("Wang, Xiaoming", ""),
    ],
)
def test_a_chinese_name_agrees_with_its_romanisation(name: str, native: str) -> None:
    form = full(name, native)
    assert (form.family_name, form.given_name) == ("wang", "xiaoming")
    assert form.name_key == "wang xiaoming"


def test_compound_family_names_and_other_scripts_are_read() -> None:
    assert full("欧阳娜娜").family_name == "ouyang"
    assert full("김민수")[:3] == ("minsu", "minsu", "kim")
    assert full("Nana Ouyang", "欧阳娜娜").native_name == "欧阳娜娜"
    assert full("Ivan Petrov").native_name is None


def test_one_stated_part_takes_the_other_from_the_full_name() -> None:
    assert persons.parse("Anna Maria Berg", "", "Berg", "")[0] == "anna maria"
    assert persons.parse("Anna Maria Berg", "Anna Maria", "", "")[2] == "berg"


@pytest.mark.parametrize(
    "written",
    [
        "Anna Meyer-Schmidt",
        "Anna Meyer\u2013Schmidt",
        "MEYER-SCHMIDT, ANNA",
        "Frau Dr. Anna Meyer-Schmidt",
        "Anna von Meyer-Schmidt",
        "Anna Meyer-Schmidt, MBA",
    ],
)
def test_a_family_name_of_two_is_kept_together(written: str) -> None:
    assert full(written)[:3] == ("anna", "anna", "meyer schmidt")
    assert full(written) == parts("Anna", "Meyer-Schmidt") == parts("Anna", "Meyer Schmidt")


def test_a_hyphen_joins_no_title_and_no_particle() -> None:
    assert full("Dipl.-Ing. Karl-Heinz Berg")[:3] == ("karl heinz", "karl", "berg")
    assert full("Dipl-Ing Karl Heinz Berg")[:3] == ("karl heinz", "karl", "berg")
    assert full("Ahmed El-Sayed").family_name == "sayed"
    assert full("Meyer-Schmidt")[:3] == (None, None, "meyer schmidt")


def test_initials_and_single_words_are_kept() -> None:
    assert full("J. R. R. Tolkien")[:3] == ("j r r", "j", "tolkien")
    assert full("Smith")[:3] == (None, None, "smith")
    assert full("Herr Jansen")[:3] == (None, None, "jansen")
    assert full("Smith, Jr.").family_name == "smith"
    assert persons.parse("", "", "", "") == (None, None, None, None, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna Berg", "Anne Berg"),
        ("Michael Berg", "Michel Berg"),
        ("Joe Berg", "Jo Berg"),
        ("Joey Berg", "Joy Berg"),
        ("Anna Bauer", "Anna Baur"),
        ("Zoe Berg", "Zo Berg"),
        ("Anna Weiss", "Anna Weis"),
        ("Anna Muller", "Anna Miller"),
        ("Phil Collins", "Collins"),
        ("Don Draper", "Draper"),
        ("Hans Peter", "Peter"),
        ("Li Na", "Li Nan"),
        ("John Smith", "Jane Smith"),
        ("Maria Rossi", "Mario Rossi"),
        ("Anna van Dyk", "Anna van Dam"),
    ],
)
def test_names_of_two_persons_stay_apart(one: str, other: str) -> None:
    assert full(one).name_key != full(other).name_key


def test_a_family_name_that_is_a_title_elsewhere_is_kept() -> None:
    assert full("Maria Pan").family_name == "pan"
    assert full("Wei Ma").family_name == "ma"
    assert full("Anna de").family_name == "de"


def test_every_nickname_leads_to_a_name_that_is_no_nickname() -> None:
    roots = persons.roots()
    assert len(roots) > 800
    assert not set(roots.values()) & set(roots)
    # Each nickname stands in the list once, in either spelling.
    assert len(roots) == len({nick for nick, _ in seeds.rows("nickname")})


def test_a_word_that_says_born_is_part_of_a_name_behind_a_hyphen() -> None:
    assert persons.parse("Jin-Ne Kim", "", "", "") == persons.parse("Kim, Jin-Ne", "", "", "")
    assert persons.parse("Jin-Ne Kim", "", "", "").name_key == "jin kim ne"
    assert persons.parse("Anna Berg née Holm", "", "", "").name_key == "anna berg"
