"""The nouns of this app."""

from __future__ import annotations

from benefits.models.agreement import (
    Acceptance,
    Agreement,
    AgreementParty,
    AgreementVersion,
    Pause,
)
from benefits.models.desk import Desk, DeskCheck
from benefits.models.grant import Decision, Grant

__all__ = [
    "Acceptance",
    "Agreement",
    "AgreementParty",
    "AgreementVersion",
    "Decision",
    "Desk",
    "DeskCheck",
    "Grant",
    "Pause",
]
