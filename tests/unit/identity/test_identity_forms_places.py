"""Addresses: spellings of one address agree; house, unit and postal code are told apart."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from pipelines.identity.forms import addresses, places, tables


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as memory:
        memory.execute("create schema identity")
        memory.execute(tables.TABLES)
        yield memory


def split(
    connection: duckdb.DuckDBPyConnection, street: str, postal_code: str = "", city: str = ""
) -> tuple[str | None, ...]:
    """Return street, house, postal code and city of one address."""
    connection.execute(
        "create or replace temp table stated_address as select 1 as record_key, ? as street,"
        " ? as postal_code, ? as city, '' as region, '' as country_code",
        [street, postal_code, city],
    )
    addresses.normalise(connection)
    found = connection.execute(
        "select street_name, house_number, postal_code_form, city_form from identity.address"
        " where street = ? and postal_code = ? and city = ?",
        [street, postal_code, city],
    )
    (row,) = found.fetchall()
    return row


@pytest.mark.parametrize(
    ("written", "street", "house"),
    [
        ("Hauptstraße 12", "hauptstr", "12"),
        ("Hauptstr. 12", "hauptstr", "12"),
        ("Hauptstr.12", "hauptstr", "12"),
        ("HAUPTSTRASSE 12", "hauptstr", "12"),
        ("Haupt-Straße 12", "hauptstr", "12"),
        ("Hauptstraße 012", "hauptstr", "12"),
        ("Hauptstraße 12 a", "hauptstr", "12a"),
        ("Hauptstraße 12A", "hauptstr", "12a"),
        ("Hauptstraße Nr. 12", "hauptstr", "12"),
        ("Hauptstraße １２", "hauptstr", "12"),
        ("Hauptstraße 12-14", "hauptstr", "12-14"),
        ("Hauptstraße 12 – 14", "hauptstr", "12-14"),
        ("Hauptstraße 12/3", "hauptstr", "12"),
        ("Berliner Str. 5", "berlinerstr", "5"),
        ("Berliner Straße 5, Wohnung 4", "berlinerstr", "5"),
        ("Am Markt 3", "am markt", "3"),
        ("12 Smith Street", "smith st", "12"),
        ("12 smith st.", "smith st", "12"),
        ("12A Smith St", "smith st", "12a"),
        ("3/12 Smith Street", "smith st", "12"),
        ("Flat 3, 12 Smith Street", "smith st", "12"),
        ("12 Smith Street, Apt 4B", "smith st", "12"),
        ("12 Smith Street #5", "smith st", "12"),
        ("Unit 7 12 Smith Street", "smith st", "12"),
        ("12 St. James Road", "st james rd", "12"),
        ("12, rue de la Paix", "rue paix", "12"),
        ("12 bis rue de la Paix", "rue paix", "12bis"),
        ("12 Avenue de la République", "ave republique", "12"),
        ("C/ Mayor 5", "calle mayor", "5"),
        ("Calle Mayor, 5", "calle mayor", "5"),
        ("Via Roma 10", "via roma", "10"),
        ("Dorpsstraat 7", "dorpsstr", "7"),
        ("P.O. Box 123", "pobox", "123"),
        ("Postfach 123", "pobox", "123"),
        ("1. Mai Straße 5", "1 maistr", "5"),
        ("Hauptstraße", "hauptstr", None),
        ("28", None, "28"),
        ("南京路12号", "nanjinglu", "12"),
    ],
)
def test_an_address_is_split(
    connection: duckdb.DuckDBPyConnection, written: str, street: str | None, house: str | None
) -> None:
    assert split(connection, written)[:2] == (street, house)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("20095", "20095"),
        ("D-20095", "20095"),
        ("CH-8001", "8001"),
        ("SW1A 1AA", "SW1A1AA"),
        ("sw1a1aa", "SW1A1AA"),
        ("1012 ab", "1012AB"),
        ("94103-1234", "94103"),
        ("00000", None),
        ("", None),
    ],
)
def test_a_postal_code_has_one_form(
    connection: duckdb.DuckDBPyConnection, written: str, code: str | None
) -> None:
    assert split(connection, "Am Markt 3", written)[2] == code


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("München", "Muenchen"),
        ("München", "Munich"),
        ("Köln (Ehrenfeld)", "Cologne"),
        ("Frankfurt a. M.", "Frankfurt am Main"),
        ("Frankfurt/Main", "FRANKFURT"),
        ("Freiburg i. Br.", "Freiburg im Breisgau"),
        ("St. Gallen", "Sankt Gallen"),
        ("Den Haag", "The Hague"),
        ("Paris 5e", "Paris"),
        ("Wien 1", "Vienna"),
        ("New York City", "New York"),
        ("上海市", "Shanghai"),
        ("Zürich", "Zuerich"),
    ],
)
def test_one_town_has_one_name(one: str, other: str) -> None:
    assert places.city(one) == places.city(other)


def test_two_towns_and_two_streets_stay_apart() -> None:
    towns = [
        "Bad Homburg",
        "Homburg",
        "Neustadt",
        "Neuss",
        "Lübeck",
        "Lubmin",
        "A Coruña",
        "Am See",
    ]
    assert len({places.city(town) for town in towns}) == len(towns)
    streets = ["Main Street", "Main Road", "Mainzer Straße", "Main", "Am Main", "North Main Street"]
    assert len({places.street(street) for street in streets}) == len(streets)


def test_a_region_has_the_form_of_its_abbreviation() -> None:
    assert places.region("California") == places.region("CA") == "ca"
    assert places.region("Nordrhein-Westfalen") == places.region("NRW") == "nw"
    assert places.region("Western Australia") == places.region("WA")
    assert places.region("") is None


def test_an_address_is_split_once(connection: duckdb.DuckDBPyConnection) -> None:
    split(connection, "Hauptstraße 12", "20095", "Hamburg")
    connection.execute("update identity.address set street_name = 'kept'")
    assert split(connection, "Hauptstraße 12", "20095", "Hamburg")[0] == "kept"
    assert connection.execute("select count(*) from identity.address").fetchall() == [(1,)]
