"""Dirt in records: what is written instead of the right value, and which rules that breaks.

Belongs here: every kind of bad record, and how often it occurs. Does not belong here: bad files
(``irregular``), spelling (``spelling``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

FLAW_SHARE = 0.008  # of the records of a delivery, and at least one where that many may be bad
LARGEST_SHARE = 0.025  # stays below the usual tolerance of 5 %
LARGER_SHARES = {"complaints": 0.08, "costs": 0.15, "campaigns": 0.15, "opportunity_history": 0.045}

Value = str | int | float | date | datetime | Callable[[date], Any] | None


@dataclass(frozen=True)
class Flaw:
    """One kind of bad record: what its columns hold, and the rules that each entity breaks.

    ``lines`` holds columns of the first line of an order instead. A malformed flaw has ``line``
    only, the text of a line that is no record; its rule is ``*:malformed``.
    """

    kind: str
    columns: dict[str, Value]
    rules: dict[str, tuple[str, ...]]
    lines: bool = False
    line: str | None = None


def _iso_after(on: date) -> str:
    return f"{on + timedelta(days=40)}T09:00:00Z"


def _local_after(on: date) -> str:
    return f"{on + timedelta(days=40):%d.%m.%Y} 09:00:00"


def _time_after(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 9) + timedelta(days=40)


def _skipped(on: date) -> str:
    """Return half past two of the last Sunday in a March before the delivery."""
    for year in (on.year, on.year - 1):
        last = date(year, 3, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        if sunday <= on:
            break
    return f"{sunday:%d.%m.%Y} 02:30:00"


def _one(kind: str, column: str, value: Value, entity: str, *rules: str, lines: bool = False) -> Flaw:
    return Flaw(kind, {column: value}, {entity: rules}, lines)


def _malformed(line: str, *entities: str) -> Flaw:
    return Flaw("malformed", {}, dict.fromkeys(entities, ("*:malformed",)), line=line)


GE, LE = "greater_than_or_equal_to", "less_than_or_equal_to"

FLAWS: dict[str, tuple[Flaw, ...]] = {
    "orders": (
        Flaw("empty_order_number", {"order_no": ""},
             {"order": ("order_id:str_length",), "order_line": ("order_id:str_length",)}),
        _one("email_is_none", "customer_email", "keine", "party", "email:str_matches"),
        _one("currency_in_words", "currency", "Euro", "order", "currency_code:str_matches"),
        _one("no_quantity", "qty", None, "order_line", "quantity:not_nullable", lines=True),
        _one("unknown_status", "status", "XX", "order", "order_status_code:isin"),
        _one("ordered_tomorrow", "ordered_at", _time_after, "order", "ordered_at:not_after_delivery"),
        _one("phone_is_text", "customer_phone", "siehe Mail", "party", "phone:str_matches"),
        _one("no_price", "net_price", None, "order_line", "unit_price_amount:not_nullable", lines=True),
        _one("default_date", "ordered_at", datetime(1900, 1, 1), "order", f"ordered_at:{GE}"),
        _one("negative_shipping", "shipping", -4.9, "order", f"shipping_amount:{GE}"),
        Flaw("country_in_words", {"country": "Deutschland"},
             {"order": ("country_code:str_matches",), "party": ("country_code:str_matches",)}),
        _one("default_birth_date", "birth_date", date(1900, 1, 1), "party", f"birth_date:{GE}"),
        _one("negative_discount", "discount", -1.0, "order_line", f"discount_amount:{GE}", lines=True),
        Flaw("empty_customer_number", {"customer_no": ""},
             {"order": ("party_id:str_length",), "party": ("party_id:str_length",)}),
        _one("no_currency", "currency", None, "order", "currency_code:not_nullable"),
        _one("empty_name", "customer_name", "", "party", "name:str_length"),
        _one("short_register_number", "vat_no", "DE", "party", "national_id:str_length"),
        _one("empty_article", "sku", "", "order_line", "product_id:str_length", lines=True),
        _one("negative_line_number", "line_no", -1, "order_line", f"line_number:{GE}", lines=True),
        Flaw("two_faults", {"channel": "FAX?", "payment": "?"},
             {"order": ("channel_code:isin", "payment_method_code:isin")}),
    ),
    "web_events": (
        _one("no_event_id", "event_id", None, "web_event", "web_event_id:not_nullable"),
        _one("unknown_event", "event", "PING", "web_event", "web_event_type_code:isin"),
        _one("time_in_words", "ts", "gestern", "web_event", "occurred_at:cast"),
        _malformed('{"event_id":"s77-1","session":"s7', "web_event"),
        _one("clock_ahead", "ts", _iso_after, "web_event", "occurred_at:not_after_delivery"),
        _one("no_session", "session", None, "web_event", "session_id:not_nullable"),
        _one("clock_reset", "ts", "1969-12-31T23:59:59Z", "web_event", f"occurred_at:{GE}"),
    ),
    "calls": (
        _one("skipped_hour", "begin_local", _skipped, "interaction", "started_at:skipped_hour"),
        _malformed("C9999999;KUNDE;EIN;abgebrochen", "interaction", "party"),
        _one("duration_in_words", "seconds", "kurz", "interaction", "duration_seconds:cast"),
        _one("negative_duration", "seconds", "-17", "interaction", f"duration_seconds:{GE}"),
        Flaw("unknown_direction", {"direction": "INTERN"},
             {"interaction": ("direction_code:isin", "initiator_code:isin")}),
        _one("number_is_text", "number", "unbekannt {n}", "party", "phone:str_matches"),
        _one("no_such_day", "begin_local", "31.02.2025 10:00:00", "interaction", "started_at:cast"),
        _one("unknown_outcome", "outcome", "???", "interaction", "outcome_code:isin"),
        _one("cost_in_words", "cost", "frei", "interaction", "cost_amount:cast"),
        _one("negative_cost", "cost", "-2,50", "interaction", f"cost_amount:{GE}"),
        _one("clock_ahead", "begin_local", _local_after, "interaction", "started_at:not_after_delivery"),
        _one("no_call_id", "call_id", None, "interaction", "interaction_id:not_nullable"),
    ),
    "accounts": (
        _one("negative_revenue", "revenue", -1.0, "party", f"annual_revenue_amount:{GE}"),
        _one("no_date", "founded", "0000-00-00", "party", "founded_on:cast"),
        _one("unknown_kind", "kind", "VIP", "party", "party_kind_code:isin"),
        _one("mail_without_at", "email", "info(at)example.com", "party", "email:str_matches"),
        _one("short_register_number", "register_no", "1", "party", "national_id:str_length"),
        _one("language_in_words", "language", "deutsch", "party", "language_code:str_matches"),
        _one("no_account_id", "account_id", None, "party", "party_id:not_nullable"),
        _one("unknown_type", "type", "FIRMA", "party", "party_type_code:isin"),
        _one("negative_size", "employees", -5, "party", f"employee_count:{GE}"),
    ),
    "contacts": (
        _one("no_account", "account_id", None, "contact_person", "party_id:not_nullable"),
        _one("unknown_role", "role", "CHEF", "contact_person", "contact_role_code:isin"),
        _one("two_mails", "email", "a@b.de; c@d.de", "contact_person", "email:str_matches"),
    ),
    "leads": (
        _one("no_status", "status", None, "lead", "lead_status_code:not_nullable"),
        Flaw("unknown_source", {"source": "Fax"}, {"lead": ("channel_code:isin", "lead_method_code:isin")}),
        _one("negative_amount", "amount", -1.0, "lead", f"expected_amount:{GE}"),
        _one("unknown_reason", "discard_reason", "weiß nicht", "lead", "reason_code:isin"),
    ),
    "opportunity_history": (
        _one("over_certain", "probability_percent", 150, "opportunity", f"probability_share:{LE}"),
        Flaw("closed_before_begun", {"engaged": "2024-05-02", "closed": "2024-05-01"},
             {"opportunity": ("*:closed_after_engaged",)}),
        _one("unknown_stage", "stage", "limbo", "opportunity", "stage_code:isin"),
        _one("negative_value", "expected", -1.0, "opportunity", f"expected_amount:{GE}"),
    ),
    "requests": (
        _one("unknown_priority", "priority", "SOFORT", "service_request", "priority_code:isin"),
        _one("time_in_words", "opened", "heute früh", "service_request", "opened_at:cast"),
        _malformed('{"ticket":"T99999","status":', "service_request", "party"),
        _one("no_category", "category", None, "service_request", "service_category_code:not_nullable"),
        _one("phone_is_text", "requester_phone", "wie immer {n}", "party", "phone:str_matches"),
        _one("clock_ahead", "opened", _iso_after, "service_request", "opened_at:not_after_delivery"),
        _one("negative_cost", "cost", -3.0, "service_request", f"cost_amount:{GE}"),
        _one("flag_in_words", "handling_error", "vielleicht", "service_request", "is_operating_error:cast"),
        _one("empty_ticket", "ticket", "", "service_request", "service_request_id:str_length"),
    ),
    "request_events": (
        _one("negative_minutes", "minutes", -10.0, "service_event", f"work_minutes:{GE}"),
        _one("unknown_action", "action", "slept", "service_event", "service_event_type_code:isin"),
        _malformed("### Verbindung unterbrochen", "service_event"),
        _one("no_ticket", "ticket", None, "service_event", "service_request_id:not_nullable"),
        _one("no_time", "done_at", None, "service_event", "occurred_at:not_nullable"),
    ),
    "complaints": (
        _one("negative_compensation", "compensation", -20.0, "complaint", f"compensation_amount:{GE}"),
        _one("unknown_status", "status", "OFFEN?", "complaint", "complaint_status_code:isin"),
        _one("no_receipt", "received", None, "complaint", "received_at:not_nullable"),
    ),
    "answers": (
        _one("score_too_high", "perceived", "11", "survey_answer", f"perceived_score:{LE}"),
        _one("score_in_words", "expected", "k. A.", "survey_answer", "expected_score:cast"),
        _one("unknown_measure", "measure", "XX", "survey_answer", "survey_measure_code:isin"),
        _one("score_too_low", "perceived", "-1", "survey_answer", f"perceived_score:{GE}"),
        _malformed("F0.Q1,KZ-2024,abgebrochen", "survey_answer", "party"),
        Flaw("address_is_text", {"respondent": "anonym {n}"}, {"party": ("email:str_matches",)}),
    ),
    "campaigns": (
        Flaw("ends_before_start", {"last_day": "2020-01-01"}, {"campaign": ("*:ended_after_started",)}),
        _one("no_title", "title", None, "campaign", "name:not_nullable"),
    ),
    "costs": (
        _one("no_such_day", "buchungstag", "30.02.2025", "campaign_cost", "cost_date:cast"),
        _one("no_amount", "betrag", None, "campaign_cost", "cost_amount:not_nullable"),
        _one("currency_in_words", "waehrung", "Fr.", "campaign_cost", "currency_code:str_matches"),
        _one("unknown_kind", "kostenart", "Spesen", "campaign_cost", "cost_type_code:isin"),
    ),
    "products": (
        _one("no_name", "name", None, "product", "name:not_nullable"),
        _one("negative_price", "list_price", "-1.00", "product", f"list_price_amount:{GE}"),
        _one("price_in_words", "list_price", "auf Anfrage", "product", "list_price_amount:cast"),
    ),
    "staff": (
        _one("mail_without_domain", "email", "nachname", "employee", "email:str_matches"),
        _one("unknown_role", "role", "PRAKT", "employee", "employee_role_code:isin"),
        _one("negative_cost", "hourly_cost", "-1", "employee", f"hourly_cost_amount:{GE}"),
    ),
    "rates": (
        _one("zero_rate", "rate", "0.0000", "exchange_rate", "rate:greater_than"),
        _one("rate_in_words", "rate", "N/A", "exchange_rate", "rate:cast"),
        _one("currency_in_words", "currency", "Dollar", "exchange_rate", "currency_code:str_matches"),
    ),
}  # fmt: skip
