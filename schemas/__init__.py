"""Contracts: one pandera model an entity, shared by every source that feeds it."""

from schemas.campaign import Campaign
from schemas.campaign_cost import CampaignCost
from schemas.complaint import Complaint
from schemas.contact_person import ContactPerson
from schemas.contract import Contract
from schemas.employee import Employee
from schemas.exchange_rate import ExchangeRate
from schemas.interaction import Interaction
from schemas.lead import Lead
from schemas.opportunity import Opportunity
from schemas.order import Order
from schemas.order_line import OrderLine
from schemas.party import Party
from schemas.party_correction import PartyCorrection
from schemas.product import Product
from schemas.service_event import ServiceEvent
from schemas.service_request import ServiceRequest
from schemas.survey_answer import SurveyAnswer
from schemas.web_event import WebEvent

CONTRACTS: dict[str, type[Contract]] = {
    "party": Party,
    "contact_person": ContactPerson,
    "employee": Employee,
    "product": Product,
    "interaction": Interaction,
    "web_event": WebEvent,
    "lead": Lead,
    "opportunity": Opportunity,
    "order": Order,
    "order_line": OrderLine,
    "service_request": ServiceRequest,
    "service_event": ServiceEvent,
    "complaint": Complaint,
    "survey_answer": SurveyAnswer,
    "campaign": Campaign,
    "campaign_cost": CampaignCost,
    "exchange_rate": ExchangeRate,
    "party_correction": PartyCorrection,
}

__all__ = ["CONTRACTS", "Contract"]
