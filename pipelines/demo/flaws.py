"""Dirt in records: what is written instead of the right value, and which rules that breaks.

Belongs here: every kind of bad record, and how often it occurs. Does not belong here: bad files
(``irregular``), spelling (``spelling``).
"""

from __future__ import annotations

from datetime import date, datetime

from pipelines.demo.flaw import (
    Flaw,
    iso_after,
    local_after,
    malformed,
    one_fault,
    skipped_hour,
    time_after,
)

FLAW_SHARE = 0.008  # of the records of a delivery, and at least one where that many may be bad
LARGEST_SHARE = 0.025  # stays below the usual tolerance of 5 %
LARGER_SHARES = {"complaints": 0.08, "costs": 0.15, "campaigns": 0.15, "opportunity_history": 0.045}

GE, LE = "greater_than_or_equal_to", "less_than_or_equal_to"

FLAWS: dict[str, tuple[Flaw, ...]] = {
    "orders": (
        Flaw(
            "empty_order_number",
            {"order_no": ""},
            {"order": ("order_id:str_length",), "order_line": ("order_id:str_length",)},
        ),
        one_fault("email_is_none", "customer_email", "keine", "party", "email:str_matches"),
        one_fault("currency_in_words", "currency", "Euro", "order", "currency_code:str_matches"),
        one_fault("no_quantity", "qty", None, "order_line", "quantity:not_nullable", lines=True),
        one_fault("unknown_status", "status", "XX", "order", "order_status_code:isin"),
        one_fault(
            "ordered_tomorrow", "ordered_at", time_after, "order", "ordered_at:not_after_delivery"
        ),
        one_fault("phone_is_text", "customer_phone", "siehe Mail", "party", "mobile:str_matches"),
        one_fault(
            "no_price",
            "net_price",
            None,
            "order_line",
            "unit_price_amount:not_nullable",
            lines=True,
        ),
        one_fault("default_date", "ordered_at", datetime(1900, 1, 1), "order", f"ordered_at:{GE}"),
        one_fault("negative_shipping", "shipping", -4.9, "order", f"shipping_amount:{GE}"),
        Flaw(
            "country_in_words",
            {"country": "Deutschland"},
            {"order": ("country_code:str_matches",), "party": ("country_code:str_matches",)},
        ),
        one_fault(
            "default_birth_date", "birth_date", date(1900, 1, 1), "party", f"birth_date:{GE}"
        ),
        one_fault(
            "negative_discount", "discount", -1.0, "order_line", f"discount_amount:{GE}", lines=True
        ),
        Flaw(
            "empty_customer_number",
            {"customer_no": ""},
            {"order": ("party_id:str_length",), "party": ("party_id:str_length",)},
        ),
        one_fault("no_currency", "currency", None, "order", "currency_code:not_nullable"),
        one_fault("empty_name", "customer_name", "", "party", "name:str_length"),
        one_fault("short_register_number", "vat_no", "DE", "party", "national_id:str_length"),
        one_fault("empty_article", "sku", "", "order_line", "product_id:str_length", lines=True),
        one_fault(
            "negative_line_number", "line_no", -1, "order_line", f"line_number:{GE}", lines=True
        ),
        Flaw(
            "two_faults",
            {"channel": "FAX?", "payment": "?"},
            {"order": ("channel_code:isin", "payment_method_code:isin")},
        ),
    ),
    "web_events": (
        one_fault("no_event_id", "event_id", None, "web_event", "web_event_id:not_nullable"),
        one_fault("unknown_event", "event", "PING", "web_event", "web_event_type_code:isin"),
        one_fault("time_in_words", "ts", "gestern", "web_event", "occurred_at:cast"),
        malformed('{"event_id":"s77-1","session":"s7', "web_event"),
        one_fault("clock_ahead", "ts", iso_after, "web_event", "occurred_at:not_after_delivery"),
        one_fault("no_session", "session", None, "web_event", "session_id:not_nullable"),
        one_fault("clock_reset", "ts", "1969-12-31T23:59:59Z", "web_event", f"occurred_at:{GE}"),
    ),
    "calls": (
        one_fault(
            "skipped_hour", "begin_local", skipped_hour, "interaction", "started_at:skipped_hour"
        ),
        malformed("C9999999;KUNDE;EIN;abgebrochen", "interaction", "party"),
        one_fault("duration_in_words", "seconds", "kurz", "interaction", "duration_seconds:cast"),
        one_fault("negative_duration", "seconds", "-17", "interaction", f"duration_seconds:{GE}"),
        Flaw(
            "unknown_direction",
            {"direction": "INTERN"},
            {"interaction": ("direction_code:isin", "initiator_code:isin")},
        ),
        one_fault("number_is_text", "number", "unbekannt {n}", "party", "phone:str_matches"),
        one_fault(
            "no_such_day", "begin_local", "31.02.2025 10:00:00", "interaction", "started_at:cast"
        ),
        one_fault("unknown_outcome", "outcome", "???", "interaction", "outcome_code:isin"),
        one_fault("cost_in_words", "cost", "frei", "interaction", "cost_amount:cast"),
        one_fault("negative_cost", "cost", "-2,50", "interaction", f"cost_amount:{GE}"),
        one_fault(
            "clock_ahead",
            "begin_local",
            local_after,
            "interaction",
            "started_at:not_after_delivery",
        ),
        one_fault("no_call_id", "call_id", None, "interaction", "interaction_id:not_nullable"),
    ),
    "accounts": (
        one_fault("negative_revenue", "revenue", -1.0, "party", f"annual_revenue_amount:{GE}"),
        one_fault("no_date", "founded", "0000-00-00", "party", "founded_on:cast"),
        one_fault("unknown_kind", "kind", "VIP", "party", "party_kind_code:isin"),
        one_fault("mail_without_at", "email", "info(at)example.com", "party", "email:str_matches"),
        one_fault("short_register_number", "register_no", "1", "party", "national_id:str_length"),
        one_fault("language_in_words", "language", "deutsch", "party", "language_code:str_matches"),
        one_fault("no_account_id", "account_id", None, "party", "party_id:not_nullable"),
        one_fault("unknown_type", "type", "FIRMA", "party", "party_type_code:isin"),
        one_fault("negative_size", "employees", -5, "party", f"employee_count:{GE}"),
    ),
    "contacts": (
        one_fault("no_account", "account_id", None, "contact_person", "party_id:not_nullable"),
        one_fault("unknown_role", "role", "CHEF", "contact_person", "contact_role_code:isin"),
        one_fault("two_mails", "email", "a@b.de; c@d.de", "contact_person", "email:str_matches"),
    ),
    "leads": (
        one_fault("no_status", "status", None, "lead", "lead_status_code:not_nullable"),
        Flaw(
            "unknown_source",
            {"source": "Fax"},
            {"lead": ("channel_code:isin", "lead_method_code:isin")},
        ),
        one_fault("negative_amount", "amount", -1.0, "lead", f"expected_amount:{GE}"),
        one_fault("unknown_reason", "discard_reason", "weiß nicht", "lead", "reason_code:isin"),
    ),
    "opportunity_history": (
        one_fault(
            "over_certain", "probability_percent", 150, "opportunity", f"probability_share:{LE}"
        ),
        Flaw(
            "closed_before_begun",
            {"engaged": "2024-05-02", "closed": "2024-05-01"},
            {"opportunity": ("*:closed_after_engaged",)},
        ),
        one_fault("unknown_stage", "stage", "limbo", "opportunity", "stage_code:isin"),
        one_fault("negative_value", "expected", -1.0, "opportunity", f"expected_amount:{GE}"),
    ),
    "requests": (
        one_fault(
            "unknown_priority", "priority", "SOFORT", "service_request", "priority_code:isin"
        ),
        one_fault("time_in_words", "opened", "heute früh", "service_request", "opened_at:cast"),
        malformed('{"ticket":"T99999","status":', "service_request", "party"),
        one_fault(
            "no_category", "category", None, "service_request", "service_category_code:not_nullable"
        ),
        one_fault(
            "phone_is_text", "requester_phone", "wie immer {n}", "party", "phone:str_matches"
        ),
        one_fault(
            "clock_ahead", "opened", iso_after, "service_request", "opened_at:not_after_delivery"
        ),
        one_fault("negative_cost", "cost", -3.0, "service_request", f"cost_amount:{GE}"),
        one_fault(
            "flag_in_words",
            "handling_error",
            "vielleicht",
            "service_request",
            "is_operating_error:cast",
        ),
        one_fault("empty_ticket", "ticket", "", "service_request", "service_request_id:str_length"),
    ),
    "request_events": (
        one_fault("negative_minutes", "minutes", -10.0, "service_event", f"work_minutes:{GE}"),
        one_fault(
            "unknown_action", "action", "slept", "service_event", "service_event_type_code:isin"
        ),
        malformed("### Verbindung unterbrochen", "service_event"),
        one_fault("no_ticket", "ticket", None, "service_event", "service_request_id:not_nullable"),
        one_fault("no_time", "done_at", None, "service_event", "occurred_at:not_nullable"),
    ),
    "complaints": (
        one_fault(
            "negative_compensation", "compensation", -20.0, "complaint", f"compensation_amount:{GE}"
        ),
        one_fault("unknown_status", "status", "OFFEN?", "complaint", "complaint_status_code:isin"),
        one_fault("no_receipt", "received", None, "complaint", "received_at:not_nullable"),
    ),
    "answers": (
        one_fault("score_too_high", "perceived", "11", "survey_answer", f"perceived_score:{LE}"),
        one_fault("score_in_words", "expected", "k. A.", "survey_answer", "expected_score:cast"),
        one_fault("unknown_measure", "measure", "XX", "survey_answer", "survey_measure_code:isin"),
        one_fault("score_too_low", "perceived", "-1", "survey_answer", f"perceived_score:{GE}"),
        malformed("F0.Q1,KZ-2024,abgebrochen", "survey_answer", "party"),
        Flaw("address_is_text", {"respondent": "anonym {n}"}, {"party": ("email:str_matches",)}),
    ),
    "campaigns": (
        Flaw(
            "ends_before_start",
            {"last_day": "2020-01-01"},
            {"campaign": ("*:ended_after_started",)},
        ),
        one_fault("no_title", "title", None, "campaign", "name:not_nullable"),
    ),
    "costs": (
        one_fault("no_such_day", "buchungstag", "30.02.2025", "campaign_cost", "cost_date:cast"),
        one_fault("no_amount", "betrag", None, "campaign_cost", "cost_amount:not_nullable"),
        one_fault(
            "currency_in_words", "waehrung", "Fr.", "campaign_cost", "currency_code:str_matches"
        ),
        one_fault("unknown_kind", "kostenart", "Spesen", "campaign_cost", "cost_type_code:isin"),
    ),
    "products": (
        one_fault("no_name", "name", None, "product", "name:not_nullable"),
        one_fault("negative_price", "list_price", "-1.00", "product", f"list_price_amount:{GE}"),
        one_fault(
            "price_in_words", "list_price", "auf Anfrage", "product", "list_price_amount:cast"
        ),
    ),
    "staff": (
        one_fault("mail_without_domain", "email", "nachname", "employee", "email:str_matches"),
        one_fault("unknown_role", "role", "PRAKT", "employee", "employee_role_code:isin"),
        one_fault("negative_cost", "hourly_cost", "-1", "employee", f"hourly_cost_amount:{GE}"),
    ),
    "rates": (
        one_fault("zero_rate", "rate", "0.0000", "exchange_rate", "rate:greater_than"),
        one_fault("rate_in_words", "rate", "N/A", "exchange_rate", "rate:cast"),
        one_fault(
            "currency_in_words", "currency", "Dollar", "exchange_rate", "currency_code:str_matches"
        ),
    ),
}
