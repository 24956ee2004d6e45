"""A hand-made history of which every score, segment and stage is known by hand.

Customers A to H are the buyers of 2024: one for each RFM segment, with ties in the number of orders
(C, D, G, H) and in money (G, H). M matures and declines, Y wavers for a month, T ends and comes
back, X cannot end while a complaint is open, J and Q never buy, S is a supplier.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rows = Callable[..., list[tuple[Any, ...]]]

AS_OF = "2024-12-31"

PARTIES = [{"party_id": name, "party_kind_code": "consumer"} for name in "ABCDEFGHMYTXJQ"] + [
    {"party_id": "S", "party_kind_code": "supplier"}
]

MATURING = [(f"{year}-{month:02}-15", 100) for year in (2022, 2023) for month in range(1, 13)][:18]

PURCHASES = {
    "A": [("2024-01-20", 1000), *[(f"2024-{m}-20", 1000) for m in (10, 11)], ("2024-12-19", 1000)],
    "B": [(f"2024-02-0{day}", 800) for day in (1, 2, 3, 4)],
    "C": [("2024-12-10", 3000)],
    "D": [("2024-03-10", 2000)],
    "E": [(f"2024-{month}-01", 100) for month in ("09", "10", "11", "12")],
    "F": [(f"2024-04-0{day}", 100) for day in (1, 5)],
    "G": [("2024-11-01", 100)],
    "H": [("2024-01-15", 100)],
    "M": MATURING,
    "Y": [("2022-01-15", 100), ("2023-02-03", 100)],
    "T": [("2021-01-15", 100), ("2023-06-10", 100)],
    "X": [("2021-01-15", 100)],
    "S": [("2024-12-30", 9999)],
}
# Both make five orders: the frequency of A and B is a tie too.
PURCHASES["A"].append(("2024-12-20", 1000))
PURCHASES["B"].append(("2024-02-10", 800))
PURCHASES["F"].append(("2024-04-10", 100))

COMPLAINTS = [
    ("X", "2021-03-10", "2024-03-10", "product_defect"),
    ("B", "2024-01-20", "2024-01-25", None),
    ("C", "2024-12-15", "2024-12-16", None),
    ("D", "2024-03-20", "2024-06-20", None),
]

OPPORTUNITIES: list[dict[str, Any]] = [
    {"opportunity_id": "o1", "stage_code": "won", "won_amount": 500, "closed_date": "2024-05-31"},
    {
        "opportunity_id": "o2",
        "stage_code": "lost",
        "reason_code": "price",
        "closed_date": "2024-05-02",
    },
    {"opportunity_id": "o3", "stage_code": "proposal", "expected_close_date": "2025-02-01"},
]


def orders() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the orders and their lines: one line each."""
    heads, lines = [], []
    for party, purchases in PURCHASES.items():
        for number, (day, amount) in enumerate(purchases):
            key = {"order_id": f"{party}{number}"}
            heads.append(
                key
                | {
                    "party_source": "crm",
                    "party_id": party,
                    "order_status_code": "paid",
                    "is_cancellation": False,
                    "ordered_at": f"{day} 10:00:00",
                    "currency_code": "EUR",
                    "channel_code": "web_site",
                }
            )
            lines.append(
                key
                | {
                    "line_number": 1,
                    "description": "bicycle",
                    "quantity": 1,
                    "unit_price_amount": amount,
                }
            )
    return heads, lines


def complaints() -> list[dict[str, Any]]:
    """Return the complaints, all remedied by a refund."""
    return [
        {
            "complaint_id": f"c{number}",
            "party_source": "crm",
            "party_id": party,
            "complaint_status_code": "resolved",
            "complaint_remedy_code": "refund",
            "is_justified": True,
            "reason_code": reason,
            "received_at": f"{received} 09:00:00",
            "remedied_at": f"{remedied} 09:00:00",
        }
        for number, (party, received, remedied, reason) in enumerate(COMPLAINTS)
    ]


def opportunities() -> list[dict[str, Any]]:
    """Return three opportunities of J: won without an order yet, lost, and open."""
    shared = {
        "party_source": "crm",
        "party_id": "J",
        "employee_id": "e1",
        "engaged_date": "2024-05-01",
        "expected_amount": 1000,
        "currency_code": "EUR",
    }
    return [shared | opportunity for opportunity in OPPORTUNITIES]


def deliveries() -> dict[str, list[dict[str, Any]]]:
    """Return what each contract's raw table holds."""
    heads, lines = orders()
    return {
        "party": PARTIES,
        "employee": [{"employee_id": "e1", "name": "Mia Berg", "team_name": "north"}],
        "order": heads,
        "order_line": lines,
        "complaint": complaints(),
        "opportunity": opportunities(),
        "lead": [
            {
                "lead_id": "l1",
                "party_source": "crm",
                "party_id": "Q",
                "lead_status_code": "disqualified",
                "created_at": "2024-06-10 08:00:00",
                "disqualified_at": "2024-08-05 08:00:00",
            }
        ],
        "service_request": [
            {
                "service_request_id": "r1",
                "party_source": "crm",
                "party_id": "B",
                "service_category_code": "repair",
                "service_status_code": "resolved",
                "priority_code": "urgent",
                "opened_at": "2024-02-05 08:00:00",
                "resolved_at": "2024-02-05 09:30:00",
                "charge_amount": 80,
                "cost_amount": 30,
                "currency_code": "EUR",
            }
        ],
        "service_event": [
            {
                "service_event_id": "v1",
                "service_request_id": "r1",
                "employee_id": "e1",
                "service_event_type_code": "responded",
                "occurred_at": "2024-02-05 08:20:00",
                "work_minutes": 12.5,
            }
        ],
    }
