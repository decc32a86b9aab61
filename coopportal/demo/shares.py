"""Shares that co-ops of the demonstration ask for, with what else is settled for such a kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from tenants.models import MembershipClass

CONSUMER: Final[dict[str, Any]] = {
    "minimum_shares": 1,
    "share_price": Decimal(10),
    "minimum_age": 16,
}
WORKER: Final[dict[str, Any]] = {
    "minimum_shares": 4,
    "share_price": Decimal(50),
    "instalments": 12,
    "term": MembershipClass.Term.OPEN,
}
# Paid for each year, and the card follows what is paid.
YEARLY: Final[dict[str, Any]] = {"fee": Decimal(30), "runs_as_paid": True}
