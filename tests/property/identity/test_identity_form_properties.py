"""Whatever the text, a form is lower-case ASCII and the form of a form is itself."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.identity.forms import latin, organisations, persons, places

WORDS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12),
    st.sampled_from(
        (*"aeiouäöüß", "Müller", "Mueller", "von", "der", "Dr.", "GmbH", "& Co.", "KG", "S.A.")
    ),
    st.sampled_from(
        ("Straße", "Str.", "am", "de", "la", "Mc", "O'", "王小明", "有限公司", "Jr.", ",")
    ),
    st.text("aeou", max_size=5),
)
TEXTS = st.lists(WORDS, max_size=5).map(" ".join)


@given(st.text("aeioumlrxy", max_size=10))
@settings(max_examples=500, deadline=None)
def test_folding_twice_changes_nothing(word: str) -> None:
    once = latin.fold(word)
    assert latin.fold(once) == once


@given(TEXTS)
@example("Jin-Ne Kim")
@settings(max_examples=500, deadline=None)
def test_the_form_of_a_persons_form_is_itself(text: str) -> None:
    form = persons.parse(text, "", "", "")
    again = persons.parse("", form.given_name or "", form.family_name or "", "")
    latin_parts = (form.given_name, form.family_name, form.name_key)
    assert all(part is None or (part.isascii() and part == part.lower()) for part in latin_parts)
    # Behind a hyphen a word that says "born" is part of a name: Jin-Ne; its form has no hyphen.
    says_born = not persons.BORN.isdisjoint((form.name_key or "").split())
    if form.given_name and form.family_name and not says_born:
        assert (again.given_name, again.family_name, again.name_key) == latin_parts


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_the_form_of_an_organisations_form_is_itself(text: str) -> None:
    name = organisations.parse(text).name
    assert name.isascii()
    assert organisations.parse(name).name == name


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_the_form_of_a_place_is_itself(text: str) -> None:
    for form in (places.street, places.city, places.region):
        once = form(text)
        assert once is None or (once.isascii() and form(once) == once)
