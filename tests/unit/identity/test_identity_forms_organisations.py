"""Names of organisations: legal forms and connecting words do not tell two apart, names do."""

from __future__ import annotations

import pytest

from pipelines.identity.forms import organisations


@pytest.mark.parametrize(
    ("written", "name", "legal_form"),
    [
        ("Müller GmbH", "muller", "gmbh"),
        ("Mueller G.m.b.H.", "muller", "gmbh"),
        ("MÜLLER GESELLSCHAFT MIT BESCHRÄNKTER HAFTUNG", "muller", "gmbh"),
        ("Müller GmbH & Co. KG", "muller", "gmbh co kg"),
        ("Mueller GmbH und Co KG", "muller", "gmbh co kg"),
        ("Verein der Freunde e. V.", "verein freunde", "ev"),
        ("Acme, Inc.", "acme", "inc"),
        ("The Acme Corporation", "acme", "corp"),
        ("Acme Limited", "acme", "ltd"),
        ("ACME LTD.", "acme", "ltd"),
        ("Acme Pty Ltd", "acme", "pty ltd"),
        ("Acme Co., Ltd.", "acme", "co ltd"),
        ("Fiat S.p.A.", "fiat", "spa"),
        ("Bianchi S. r. l.", "bianchi", "srl"),
        ("Telefónica S.A.", "telefonica", "sa"),
        ("Fietsen Jansen B.V.", "fietsen jansen", "bv"),
        ("IKEA AB (publ)", "ikea", "ab"),
        ("Novo A/S", "novo", "as"),
        ("Nokia Oyj", "nokia", "oyj"),
        ("Budimex Sp. z o.o.", "budimex", "sp zoo"),
        ("Skoda s.r.o.", "skoda", "sro"),
        ("北京科技有限公司", "beijingkeji", "youxian gongsi"),
        ("Toyota 株式会社", "toyota", "kk"),
        ("H & M", "hm", None),
        ("H&M", "hm", None),
        ("Meyer & Söhne", "meyer sohne", None),
        ("Meyer und Soehne", "meyer sohne", None),
        ("Velo Nord Niederlassung Bremen", "velo nord bremen", None),
    ],
)
def test_a_name_is_read_without_its_legal_form(
    written: str, name: str, legal_form: str | None
) -> None:
    assert organisations.parse(written)[:2] == (name, legal_form)


@pytest.mark.parametrize("written", ["GmbH", "AG", "Limited", "Die", "Co., Ltd."])
def test_something_is_left_of_every_name(written: str) -> None:
    assert organisations.parse(written).name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Meyer GmbH Bremen", "Meyer GmbH Kiel"),
        ("Kurier Nord GmbH", "Kurier Süd GmbH"),
        ("Radwelt Wolf GmbH", "Radwelt Wulf GmbH"),
        ("Stadtwerke Kiel", "Stadtwerke Köln"),
    ],
)
def test_two_organisations_stay_apart(one: str, other: str) -> None:
    assert organisations.parse(one).name != organisations.parse(other).name


@pytest.mark.parametrize(
    "written",
    [
        "Kurier Kuhn BV",
        "Foo S.A.",
        "Stadtverwaltung Graz Schulz",
        "LANDKREIS HAMBURG ZIMMERMANN",
        "Universitätsklinikum Kiel",
        "Bäckereigenossenschaft Nord",
    ],
)
def test_an_organisation_is_known_by_its_name(written: str) -> None:
    assert organisations.parse(written).is_certain


@pytest.mark.parametrize("written", ["Anna Berg", "Rui Sá", "ANNA SE", "Karl Bauer", "Co Nguyen"])
def test_a_person_is_not_taken_for_one(written: str) -> None:
    assert not organisations.parse(written).is_certain
