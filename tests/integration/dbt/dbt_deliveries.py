"""Hand-made deliveries: small, but every rule of the keyed models has a row that needs it.

Belongs here: what was delivered when. Does not belong here: what the models make of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import duckdb

from pipelines.warehouse import contract_types
from schemas import CONTRACTS

Row = dict[str, Any]


@dataclass
class Delivery:
    """One delivery: rows by entity, and the keys that it put in quarantine."""

    source: str
    day: date
    rows: dict[str, list[Row]]
    mode: str = "delta"
    quarantined: dict[str, list[str | None]] = field(default_factory=dict)
    name: str = ""

    @property
    def path(self) -> str:
        """The path that the delivery would have come by."""
        return f"{self.source}/{self.name or '-'.join(self.rows)}-{self.day}"


def land(connection: duckdb.DuckDBPyConnection, delivery: Delivery, run_id: int) -> int:
    """Write a delivery's rows and its lines in the ledger; return its id."""
    row = connection.execute("select durable_key('delivery', '', ?)", [delivery.path]).fetchone()
    assert row is not None
    (delivery_id,) = row
    connection.execute(
        "insert into ledger.delivery by name select ? as delivery_id, ? as source, ? as path, "
        "?::date as delivered_on, 'loaded' as status, ? as run_id",
        [delivery_id, delivery.source, delivery.path, delivery.day, run_id],
    )
    stamp = [delivery.source, delivery_id, delivery.day, run_id]
    for entity in delivery.rows.keys() | delivery.quarantined.keys():
        connection.execute(
            "insert into ledger.delivery_entity (delivery_id, source, entity, mode) "
            "values (?, ?, ?, ?)",
            [delivery_id, delivery.source, entity, delivery.mode],
        )
        for number, values in enumerate(delivery.rows.get(entity, []), 1):
            _insert(connection, entity, values, number, stamp)
        for key in delivery.quarantined.get(entity, []):
            connection.execute(
                f'insert into quarantine."{entity}" by name select ? as _source, '
                "? as _delivery, ?::date as _delivered_on, ? as _run, ? as _key, "
                "['x:cast'] as rules, '{}'::json as record",
                [delivery.source, delivery_id, delivery.day, run_id, key],
            )
    return int(delivery_id)


def _insert(
    connection: duckdb.DuckDBPyConnection,
    entity: str,
    values: Row,
    number: int,
    stamp: list[Any],
) -> None:
    types = contract_types(CONTRACTS[entity])
    unknown = values.keys() - types.keys()
    assert not unknown, f"{entity} has no {unknown}"
    if "party_source" in types:
        values = {"party_source": stamp[0]} | values
    columns = ", ".join(f'?::{types[name]} as "{name}"' for name in values)
    connection.execute(
        f'insert into raw."{entity}" by name select {columns}, ? as _source, '
        "? as _delivery, ?::date as _delivered_on, ? as _run, ? as _record",
        [*values.values(), *stamp, number],
    )


def withdraw(connection: duckdb.DuckDBPyConnection, delivery: Delivery, run_id: int) -> None:
    """Take a delivery out again, as a replay that rejects it does."""
    delivery_id = "(select durable_key('delivery', '', ?))"
    for entity in delivery.rows:
        columns = CONTRACTS[entity].to_schema().columns.items()
        key = [n for n, c in columns if (c.metadata or {}).get("role") in ("key", "document")]
        connection.execute(
            f"insert into ledger.touched select distinct '{entity}', _source, "
            f"concat_ws('|', {', '.join(key)}), {run_id} "
            f'from raw."{entity}" where _delivery = {delivery_id}',
            [delivery.path],
        )
        connection.execute(
            f'delete from raw."{entity}" where _delivery = {delivery_id}', [delivery.path]
        )
    connection.execute(
        f"update ledger.delivery set status = 'rejected' where delivery_id = {delivery_id}",
        [delivery.path],
    )


def at(text: str) -> datetime:
    """Return a UTC time without zone."""
    return datetime.fromisoformat(text)


JANUARY, FEBRUARY = date(2024, 1, 31), date(2024, 2, 29)

ANNA: Row = {
    "party_id": "P1",
    "party_type_code": "person",
    "name": "Anna Berg",
    "email": "anna@example.org",
    "city": "Kiel",
    "country_code": "DE",
    "changed_at": at("2024-01-05 10:00"),
}
FLEET: Row = {
    "party_id": "P2",
    "party_type_code": "organisation",
    "party_kind_code": "industrial",
    "name": "Fleet Ltd",
    "changed_at": at("2024-01-06 10:00"),
}
SUPPLIER: Row = {"party_id": "P3", "party_kind_code": "supplier", "name": "Parts Inc"}

BIKE: Row = {
    "product_id": "B1",
    "name": "City bike",
    "unit_cost_amount": "600",
    "currency_code": "EUR",
}
LOCK: Row = {"product_id": "L1", "name": "Lock", "unit_cost_amount": "10", "currency_code": "USD"}

ORDER: Row = {
    "order_id": "O1",
    "party_id": "A1",
    "channel_code": "web_site",
    "order_status_code": "placed",
    "ordered_at": at("2024-01-10 23:30"),
    "currency_code": "USD",
    "country_code": "US",
    "employee_id": "E9",
    "changed_at": at("2024-01-10 23:30"),
}
LINE: Row = {
    "order_id": "O1",
    "line_number": 1,
    "product_id": "B1",
    "quantity": "2",
    "unit_price_amount": "1000",
    "discount_amount": "100",
}
TILL_ORDER: Row = {
    "order_id": "T1",
    "order_status_code": "completed",
    "ordered_at": at("2024-01-12 10:00"),
    "currency_code": "EUR",
}
TILL_LINE: Row = {
    "order_id": "T1",
    "product_id": "L1",
    "quantity": "1",
    "unit_price_amount": "25",
}
LEAD: Row = {
    "lead_id": "L1",
    "party_id": "P2",
    "lead_status_code": "new",
    "created_at": at("2024-01-08 09:00"),
    "employee_id": "E1",
    "expected_amount": "500",
    "currency_code": "USD",
    "changed_at": at("2024-01-08 09:00"),
}
OPPORTUNITY: Row = {
    "opportunity_id": "Q1",
    "party_id": "P2",
    "stage_code": "prospecting",
    "created_at": at("2024-01-09 09:00"),
    "expected_amount": "9000",
    "currency_code": "EUR",
    "changed_at": at("2024-01-09 09:00"),
}
CALL: Row = {
    "interaction_id": "C1",
    "party_source": "crm",
    "party_id": "P1",
    "channel_code": "telephone",
    "direction_code": "inbound",
    "campaign_id": "K1",
    "started_at": at("2024-01-15 12:00"),
    "duration_seconds": 60,
    "cost_amount": "4",
    "currency_code": "USD",
}
REQUEST: Row = {
    "service_request_id": "S1",
    "party_source": "crm",
    "party_id": "P1",
    "service_category_code": "repair",
    "service_status_code": "open",
    "opened_at": at("2024-01-20 08:00"),
    "due_at": at("2024-01-22 08:00"),
    "cost_amount": "40",
    "currency_code": "EUR",
    "changed_at": at("2024-01-20 08:00"),
}
COMPLAINT: Row = {
    "complaint_id": "X1",
    "party_source": "crm",
    "party_id": "P1",
    "complaint_status_code": "received",
    "received_at": at("2024-01-25 08:00"),
    "region": "Holstein",
    "changed_at": at("2024-01-25 08:00"),
}
ANSWER: Row = {
    "survey_answer_id": "N1",
    "survey_id": "V1",
    "question_id": "1",
    "party_source": "crm",
    "party_id": "P1",
    "survey_measure_code": "overall_satisfaction",
    "answered_at": at("2024-01-28 08:00"),
    "perceived_score": "8",
}


def correction(party: str, attribute: str, value: str | None, time: str) -> Row:
    """Return what a steward says of a party, named source:id."""
    source, party_id = party.split(":")
    return {
        "party_source": source,
        "party_id": party_id,
        "attribute_code": attribute,
        "value": value,
        "reason": "asked",
        "corrected_at": at(time),
    }


def web_event(number: int, session: str, kind: str, time: str, **more: Any) -> Row:
    """Return a web event."""
    return {
        "web_event_id": f"W{number}",
        "session_id": session,
        "web_event_type_code": kind,
        "occurred_at": at(time),
    } | more


def service_event(number: int, kind: str, time: str) -> Row:
    """Return an event of the one service request."""
    return {
        "service_event_id": f"SE{number}",
        "service_request_id": "S1",
        "service_event_type_code": kind,
        "occurred_at": at(time),
        "work_minutes": "15",
    }


def rate(day: str, value: str) -> Row:
    """Return a rate of the dollar against the euro."""
    return {
        "currency_code": "USD",
        "base_currency_code": "EUR",
        "rate_date": date.fromisoformat(day),
        "rate": value,
    }


WITHDRAWN = Delivery(
    "shop",
    date(2024, 1, 30),
    {
        "web_event": [web_event(9, "V9", "page_view", "2024-01-30 10:00")],
        # with a customer whom nothing else mentions
        "order": [ORDER | {"order_id": "O9", "party_id": "A9"}],
        "order_line": [LINE | {"order_id": "O9"}],
        # of a party that no other delivery touches, with an id that holds the keys' own sign
        "party_correction": [correction("kiosk:K|1", "industry_name", "Bells", "2024-01-30 10:00")],
    },
    name="withdrawn",
)

# facts that no later delivery repeats: each is touched by one thing that happens elsewhere
ONLY_TOUCHED = [
    Delivery(
        "kiosk",
        JANUARY,
        {
            "party": [{"party_id": "K|1", "name": "Bell Works"}],
            # O2: who bought is another customer now; O3: the product's cost changed
            "order": [
                ORDER | {"order_id": "O2", "party_source": "shop", "currency_code": "EUR"},
                ORDER | {"order_id": "O3", "party_id": None, "currency_code": "EUR"},
                TILL_ORDER | {"order_id": "O4"},
            ],
            "order_line": [
                LINE | {"order_id": "O2", "product_id": None},
                LINE | {"order_id": "O3"},
                LINE | {"order_id": "O4", "product_id": None},
            ],
            # S2 has an event whose customer follows the request's
            "service_request": [
                REQUEST | {"service_request_id": "S2", "party_source": "shop", "party_id": "A1"}
            ],
            "service_event": [
                service_event(7, "opened", "2024-01-20 08:00") | {"service_request_id": "S2"}
            ],
            "web_event": [
                web_event(1, "V5", "sign_in", "2024-01-12 10:00")
                | {"party_source": "shop", "party_id": "A1"},
                # V7: its only event will turn out to be of V8
                web_event(2, "V7", "page_view", "2024-01-12 11:00"),
            ],
        },
    ),
    # the rate of the dollar came late
    Delivery(
        "fair",
        JANUARY,
        {
            "lead": [LEAD | {"party_id": None, "created_at": at("2024-01-16 09:00")}],
            "opportunity": [
                OPPORTUNITY
                | {"party_id": None, "currency_code": "USD"}
                | {"created_at": at("2024-01-16 09:00"), "changed_at": at("2024-01-16 09:00")}
            ],
            "service_request": [REQUEST | {"party_id": None, "currency_code": "USD"}],
            "complaint": [
                COMPLAINT | {"party_id": None, "compensation_amount": "10", "currency_code": "USD"}
            ],
            "order": [
                ORDER | {"party_id": None, "ordered_at": at("2024-01-16 09:00")},
            ],
            "order_line": [LINE | {"product_id": None}],
        },
    ),
]

# of January where it happened, of February where the company is: delivered before it counts
LATE = at("2024-01-31 23:30")
NOBODYS: Row = {"party_id": None, "currency_code": "EUR"}
LATE_EVENING = Delivery(
    "harbour",
    JANUARY,
    {
        "order": [ORDER | NOBODYS | {"ordered_at": LATE}],
        # at seven decimals worth more than eighteen digits hold
        "order_line": [
            LINE | {"product_id": "P1", "quantity": "90000000000", "unit_price_amount": "2.50"}
        ],
        "lead": [LEAD | NOBODYS | {"created_at": LATE}],
        "interaction": [CALL | NOBODYS | {"started_at": LATE}],
        "service_request": [REQUEST | NOBODYS | {"opened_at": LATE}],
        "service_event": [service_event(3, "opened", str(LATE)) | {"service_request_id": None}],
        "complaint": [COMPLAINT | NOBODYS | {"received_at": LATE}],
        "survey_answer": [ANSWER | {"party_id": None, "answered_at": LATE}],
        "web_event": [web_event(1, "V6", "page_view", str(LATE))],
        "campaign_cost": [
            {
                "campaign_cost_id": "KC2",
                "cost_date": date(2024, 2, 1),
                "cost_amount": "50",
                "currency_code": "EUR",
            }
        ],
    },
)

FIRST = [
    *ONLY_TOUCHED,
    LATE_EVENING,
    Delivery(
        "crm",
        JANUARY,
        {
            "party": [ANNA, FLEET, SUPPLIER],
            "lead": [LEAD, LEAD | {"lead_id": "L2", "party_id": "P1"}],
            "opportunity": [OPPORTUNITY],
        },
        mode="snapshot",
    ),
    Delivery("erp", JANUARY, {"product": [BIKE, LOCK]}, mode="snapshot"),
    Delivery("bank", JANUARY, {"exchange_rate": [rate("2024-01-01", "1.10")]}),
    Delivery(
        "shop",
        JANUARY,
        {
            "party": [
                {"party_id": "A1", "name": "A. Berg", "email": "shop@example.org"},
                # untouched itself: its parent will be another customer
                {"party_id": "A2", "name": "Berg Works", "parent_party_id": "A1"},
            ],
            "order": [ORDER],
            "order_line": [
                LINE,
                LINE | {"line_number": 2, "product_id": "L1", "discount_amount": None},
            ],
            "web_event": [
                web_event(1, "V1", "page_view", "2024-01-10 23:00"),
                web_event(2, "V1", "purchase", "2024-01-10 23:30", party_id="A1"),
                web_event(3, "V2", "page_view", "2024-01-11 10:00"),
            ],
        },
    ),
    WITHDRAWN,
    Delivery(
        "stewardship",
        JANUARY,
        {
            "party_correction": [
                correction("shop:A1", "language_code", "de", "2024-01-20 10:00"),
                correction("crm:P3", "city", "Ulm", "2024-01-21 10:00"),
                correction("desk:P8", "name", "Known before", "2024-01-22 10:00"),
            ]
        },
    ),
    Delivery("till", JANUARY, {"order": [TILL_ORDER], "order_line": [TILL_LINE, TILL_LINE]}),
    Delivery(
        "desk",
        JANUARY,
        {
            "interaction": [
                CALL,
                CALL | {"interaction_id": "C2", "party_id": "P8", "currency_code": "EUR"},
            ],
            "service_request": [REQUEST],
            "service_event": [service_event(1, "opened", "2024-01-20 08:00")],
            "complaint": [COMPLAINT],
            "survey_answer": [ANSWER],
        },
    ),
    Delivery(
        "marketing",
        JANUARY,
        {
            "campaign": [{"campaign_id": "K1", "name": "Spring", "started_on": date(2024, 1, 1)}],
            "campaign_cost": [
                {
                    "campaign_cost_id": "KC1",
                    "campaign_id": "K1",
                    "cost_date": date(2024, 1, 20),
                    "cost_amount": "100",
                    "currency_code": "USD",
                }
            ],
        },
    ),
]

SECOND = [
    # a lead is gone, an opportunity moved on, a party is waiting in quarantine
    Delivery(
        "crm",
        FEBRUARY,
        {
            "party": [ANNA | {"city": "Hamburg", "changed_at": at("2024-02-10 10:00")}, SUPPLIER],
            "lead": [
                LEAD
                | {
                    "lead_status_code": "converted",
                    "converted_at": at("2024-02-01 09:00"),
                    "changed_at": at("2024-02-01 09:00"),
                }
            ],
            "opportunity": [
                OPPORTUNITY
                | {"stage_code": "won", "won_amount": "8000", "changed_at": at("2024-02-03 09:00")}
                | {"closed_date": date(2024, 2, 3)}
            ],
        },
        mode="snapshot",
        quarantined={"party": ["P2"]},
    ),
    # the cost of the bike had changed before the order was placed
    Delivery(
        "erp",
        FEBRUARY,
        {
            "product": [
                BIKE | {"unit_cost_amount": "650", "changed_at": at("2024-01-10 00:00")},
                LOCK,
            ]
        },
        mode="snapshot",
    ),
    # late: between two days that are known already
    Delivery("bank", FEBRUARY, {"exchange_rate": [rate("2024-01-10", "1.25")]}),
    # the shop's customer tells the address that the CRM knows: one customer from now on
    Delivery(
        "shop",
        FEBRUARY,
        {
            "party": [{"party_id": "A1", "name": "Anna Berg", "email": "anna@example.org"}],
            "order": [ORDER | {"order_status_code": "paid", "changed_at": at("2024-02-01 10:00")}],
            "order_line": [LINE | {"quantity": "3", "changed_at": at("2024-02-01 10:00")}],
            "web_event": [web_event(1, "V2", "page_view", "2024-01-10 23:00")],
        },
    ),
    # the same document again, once with more of the same line
    Delivery(
        "till",
        FEBRUARY,
        {"order": [TILL_ORDER], "order_line": [TILL_LINE, TILL_LINE, TILL_LINE]},
    ),
    # a line more of an order that is not repeated
    Delivery(
        "kiosk",
        FEBRUARY,
        {
            "order_line": [LINE | {"order_id": "O4", "line_number": 2, "product_id": None}],
            # of somebody whom no delivery has brought
            "lead": [LEAD | {"lead_id": "L7", "party_id": "K7"}],
            "web_event": [web_event(2, "V8", "page_view", "2024-01-12 11:00")],
        },
    ),
    Delivery(
        "desk",
        FEBRUARY,
        {
            "party": [{"party_id": "P8", "name": "Unused"}],
            "service_request": [
                REQUEST
                | {
                    "product_id": "L1",
                    "service_status_code": "resolved",
                    "responded_at": at("2024-01-20 10:30"),
                    "resolved_at": at("2024-02-02 09:00"),
                    "changed_at": at("2024-02-02 09:00"),
                }
            ],
            "service_event": [service_event(2, "resolved", "2024-02-02 09:00")],
            "complaint": [
                COMPLAINT
                | {
                    "complaint_status_code": "resolved",
                    "remedied_at": at("2024-02-05 08:00"),
                    "changed_at": at("2024-02-05 08:00"),
                }
            ],
            "survey_answer": [ANSWER | {"survey_answer_id": "N2", "perceived_score": "5"}],
        },
    ),
    # one correction is taken back, another follows
    Delivery(
        "stewardship",
        FEBRUARY,
        {
            "party_correction": [
                correction("crm:P3", "city", None, "2024-02-21 10:00"),
                correction("crm:P1", "language_code", "fr", "2024-02-21 10:00"),
            ]
        },
    ),
    # the caller whom nobody knew turns up
    Delivery(
        "crm",
        date(2024, 2, 20),
        {"party": [{"party_id": "P8", "name": "Newcomer"}]},
        name="forms",
    ),
]
