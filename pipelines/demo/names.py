"""Pools of names, towns and companies from which the demonstration company's parties are made.

Belongs here: constants only. Does not belong here: how they are drawn (``parties``).
"""

from __future__ import annotations

from typing import NamedTuple


class Country(NamedTuple):
    """Where parties live, what they pay in, and how their telephones are numbered.

    ``mobile`` and ``fixed`` are (prefix with country code, first number, count of numbers).
    """

    code: str
    share: float
    currency: str
    language: str
    price_level: float
    tax_rate: float
    mobile: tuple[str, int, int]
    fixed: tuple[str, int, int]
    postal_digits: int
    legal_form: str
    cities: tuple[tuple[str, str], ...]


COUNTRIES = (
    Country(
        "DE",
        0.56,
        "EUR",
        "de",
        1.0,
        0.19,
        ("+49151", 10_000_000, 89_999_999),
        ("+4940", 2_000_000, 79_000_000),
        5,
        "GmbH",
        (
            ("Hamburg", "Hamburg"),
            ("Bremen", "Bremen"),
            ("Kiel", "Schleswig-Holstein"),
            ("Lübeck", "Schleswig-Holstein"),
            ("Berlin", "Berlin"),
            ("Köln", "Nordrhein-Westfalen"),
            ("München", "Bayern"),
            ("Münster", "Nordrhein-Westfalen"),
            ("Leipzig", "Sachsen"),
        ),
    ),
    Country(
        "AT",
        0.07,
        "EUR",
        "de",
        1.0,
        0.20,
        ("+43664", 1_000_000, 8_999_999),
        ("+431", 2_000_000, 7_999_999),
        4,
        "GmbH",
        (("Wien", "Wien"), ("Graz", "Steiermark"), ("Linz", "Oberösterreich")),
    ),
    Country(
        "CH",
        0.12,
        "CHF",
        "de",
        1.08,
        0.081,
        ("+4179", 2_000_000, 7_999_999),
        ("+4144", 2_000_000, 7_999_999),
        4,
        "AG",
        (("Zürich", "Zürich"), ("Bern", "Bern"), ("Basel", "Basel-Stadt")),
    ),
    Country(
        "NL",
        0.05,
        "EUR",
        "nl",
        1.0,
        0.21,
        ("+316", 10_000_000, 49_999_999),
        ("+3120", 2_000_000, 6_999_999),
        4,
        "B.V.",
        (("Amsterdam", "Noord-Holland"), ("Utrecht", "Utrecht")),
    ),
    Country(
        "GB",
        0.09,
        "GBP",
        "en",
        0.9,
        0.20,
        ("+447", 400_000_000, 99_999_999),
        ("+4420", 70_000_000, 19_999_999),
        5,
        "Ltd",
        (("London", "England"), ("Leeds", "England"), ("Edinburgh", "Scotland")),
    ),
    Country(
        "US",
        0.06,
        "USD",
        "en",
        1.15,
        0.08,
        ("+1415", 2_000_000, 7_999_999),
        ("+1503", 2_000_000, 7_999_999),
        5,
        "Inc.",
        (("San Francisco", "California"), ("Portland", "Oregon")),
    ),
    Country(
        "CN",
        0.05,
        "EUR",
        "zh",
        1.0,
        0.0,
        ("+86138", 10_000_000, 89_999_999),
        ("+8621", 50_000_000, 19_999_999),
        6,
        "Co., Ltd.",
        (("Shanghai", "Shanghai"), ("Suzhou", "Jiangsu")),
    ),
)

GIVEN_FEMALE = ["Anna", "Katharina", "Sabine", "Petra", "Ulrike", "Monika", "Julia", "Laura", "Lena", "Sophie", "Hannah", "Emma", "Mia", "Johanna", "Charlotte", "Marie", "Elisabeth", "Susanne", "Christine", "Martina", "Andrea", "Claudia", "Birgit", "Heike", "Silke", "Anja", "Nadine", "Stefanie", "Melanie", "Franziska", "Margarete", "Ingrid", "Helga", "Jörgeline", "Käthe", "Ayşe", "Fatma", "Elif", "Olivia", "Amelia", "Grace", "Emily", "Sanne", "Femke", "Jill", "Rebecca", "Deborah", "Jennifer", "Victoria", "Alexandra"]
GIVEN_MALE = ["Thomas", "Michael", "Andreas", "Stefan", "Christian", "Matthias", "Jürgen", "Wolfgang", "Günther", "Klaus", "Uwe", "Jens", "Torsten", "Sven", "Lars", "Kai", "Björn", "Jan", "Lukas", "Leon", "Finn", "Jonas", "Felix", "Paul", "Maximilian", "Alexander", "Sebastian", "Benjamin", "Johannes", "Friedrich", "Heinrich", "Karl", "Hans", "Peter", "Mehmet", "Ali", "Mustafa", "Emre", "Oliver", "William", "James", "Robert", "Edward", "Daan", "Sem", "Bram", "Nicholas", "Anthony", "Samuel", "Joseph"]
FAMILY = ["Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann", "Schäfer", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder", "Neumann", "Schwarz", "Zimmermann", "Braun", "Krüger", "Hofmann", "Hartmann", "Lange", "Schmitt", "Werner", "Krause", "Meier", "Lehmann", "Köhler", "Maier", "Herrmann", "König", "Walter", "Mayer", "Huber", "Kaiser", "Fuchs", "Peters", "Lang", "Scholz", "Möller", "Weiß", "Jung", "Hahn", "Schubert", "Vogel", "Friedrich", "Keller", "Günther", "Frank", "Berger", "Winkler", "Roth", "Beck", "Lorenz", "Baumann", "Franke", "Albrecht", "Schuster", "Simon", "Ludwig", "Böhm", "Winter", "Kraus", "Martin", "Schumacher", "Krämer", "Vogt", "Stein", "Jäger", "Otto", "Sommer", "Groß", "Seidel", "Heinrich", "Brandt", "Haas", "Schreiber", "Graf", "Dietrich", "Ziegler", "Kuhn", "Kühn", "Pohl", "Engel", "Horn", "Busch", "Bergmann", "Thomas", "Voigt", "Sauer", "Arnold", "Wolff", "Pfeiffer", "Yılmaz", "Demir", "Kaya", "Smith", "Jones", "Taylor", "Brown", "Wilson", "Evans", "Thompson", "Walker", "Wright", "Robinson", "Hughes", "Green", "Edwards", "Clarke", "deVries", "Jansen", "Bakker", "Visser", "Smit", "Johnson", "Williams", "Davis", "Miller", "Anderson", "Jackson", "Harris", "Clark", "Lewis", "Young", "Allen", "King", "Scott"]

CHINESE_FAMILY = (
    ("Wang", "王"), ("Li", "李"), ("Zhang", "张"), ("Liu", "刘"), ("Chen", "陈"), ("Yang", "杨"),
    ("Huang", "黄"), ("Zhao", "赵"), ("Wu", "吴"), ("Zhou", "周"), ("Xu", "徐"), ("Sun", "孙"),
    ("Ma", "马"), ("Zhu", "朱"), ("Hu", "胡"), ("Guo", "郭"), ("He", "何"), ("Lin", "林"),
)  # fmt: skip
CHINESE_GIVEN = (
    ("Wei", "伟"), ("Fang", "芳"), ("Na", "娜"), ("Xiuying", "秀英"), ("Min", "敏"), ("Jing", "静"),
    ("Qiang", "强"), ("Lei", "磊"), ("Yang", "洋"), ("Yong", "勇"), ("Jun", "军"), ("Jie", "杰"),
    ("Juan", "娟"), ("Tao", "涛"), ("Ming", "明"), ("Chao", "超"), ("Xia", "霞"), ("Ping", "平"),
    ("Gang", "刚"), ("Ling", "玲"), ("Zihan", "子涵"), ("Yuxuan", "宇轩"), ("Haoran", "浩然"),
)  # fmt: skip

NICKNAMES = {
    "Katharina": "Käthe", "Susanne": "Susi", "Johanna": "Hanna", "Elisabeth": "Lisa",
    "Margarete": "Grete", "Franziska": "Franzi", "Stefanie": "Steffi", "Alexandra": "Alex",
    "Charlotte": "Lotte", "Christine": "Tina", "Michael": "Michi", "Thomas": "Tom",
    "Andreas": "Andi", "Matthias": "Matze", "Christian": "Chris", "Wolfgang": "Wolle",
    "Maximilian": "Max", "Alexander": "Alex", "Sebastian": "Basti", "Benjamin": "Ben",
    "Johannes": "Hannes", "Friedrich": "Fritz", "Heinrich": "Heinz", "Robert": "Bob",
    "William": "Bill", "Edward": "Ted", "James": "Jim", "Nicholas": "Nick", "Anthony": "Tony",
    "Samuel": "Sam", "Joseph": "Joe", "Rebecca": "Becky", "Deborah": "Debbie",
    "Jennifer": "Jenny", "Victoria": "Vicky", "Emily": "Em", "Günther": "Günni", "Jürgen": "Jogi",
}  # fmt: skip

STREETS = ["Hauptstraße", "Bahnhofstraße", "Gartenweg", "Lindenallee", "Schulstraße", "Dorfstraße", "Am_Markt", "Kirchweg", "Deichstraße", "Elbchaussee", "Hafenstraße", "Rosenweg", "Birkenweg", "Mühlenweg", "Goethestraße", "Schillerstraße", "Bergstraße", "Waldweg", "Ringstraße", "Feldstraße", "Parkallee", "Kanalstraße", "Brunnengasse", "Seeufer"]

MAIL_PROVIDERS = (
    "gmail.com", "gmx.de", "web.de", "t-online.de", "outlook.com", "posteo.de", "icloud.com",
    "bluewin.ch", "yahoo.co.uk", "163.com",
)  # fmt: skip

INDUSTRY_STEMS = {
    "industrial": ("Kurier", "Eilboten", "Logistik", "Paketdienst", "Stadtbote", "Lieferservice"),
    "intermediary": ("Fahrradhaus", "Zweirad", "Radwelt", "Bike Store", "Velocenter", "Radladen"),
    "public_benefit": ("Stadtverwaltung", "Stadtwerke", "Landkreis", "Klinikum", "Universität"),
    "supplier": ("Antriebstechnik", "Rahmenbau", "Akkutechnik"),
    "internal": ("Velo Nord Filiale", "Velo Nord Testflotte"),
}
INDUSTRIES = {
    "industrial": "Courier and logistics",
    "intermediary": "Bicycle trade",
    "public_benefit": "Public administration",
    "supplier": "Manufacturing",
    "internal": "Own company",
}
JOB_TITLES = (
    "Geschäftsführer", "Einkäufer", "Fuhrparkleiter", "Werkstattleiter", "Assistenz", "Sachbearbeiter",
)  # fmt: skip
