"""The nouns of this app."""

from __future__ import annotations

from benefits.models.agreement import (
    Acceptance,
    Agreement,
    AgreementParty,
    AgreementVersion,
    Pause,
)
from benefits.models.clearance import Clearance
from benefits.models.crossing import Crossing
from benefits.models.desk import Desk, DeskCheck
from benefits.models.exception import PairException
from benefits.models.grant import Decision, Grant
from benefits.models.incident import Incident
from benefits.models.redemption import Counter, Redemption
from benefits.models.shop import Integration, ShopCode

__all__ = [
    "Acceptance",
    "Agreement",
    "AgreementParty",
    "AgreementVersion",
    "Clearance",
    "Counter",
    "Crossing",
    "Decision",
    "Desk",
    "DeskCheck",
    "Grant",
    "Incident",
    "Integration",
    "PairException",
    "Pause",
    "Redemption",
    "ShopCode",
]
