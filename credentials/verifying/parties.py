"""The co-ops that a card names, as this portal knows them."""

from __future__ import annotations

from typing import Any, Final

from credentials.core.report import FAILED, PASSED, Check
from tenants.models import Cooperative

_COOPERATIVE: Final = Check("cooperative", PASSED, "ok", "The co-op is a member of this portal.")
_SUSPENDED: Final = Check(
    "cooperative", FAILED, "cooperative_suspended", "The co-op is suspended from this portal."
)
_ISSUER_SUSPENDED: Final = Check(
    "cooperative", FAILED, "cooperative_suspended", "Who signed it is suspended from this portal."
)


def open_here(did: str) -> Cooperative | None:
    found = Cooperative.objects.filter(did=did)
    return found.exclude(state=Cooperative.State.CLOSED).first()


def vouched_here(home: Cooperative, issuer: str) -> Check:
    """The co-op, and whoever signed for it: a card is worth no more than either."""
    suspended = Cooperative.State.SUSPENDED
    if home.state == suspended:
        return _SUSPENDED
    others = Cooperative.objects.filter(did=issuer, state=suspended)
    return _ISSUER_SUSPENDED if issuer != home.did and others.exists() else _COOPERATIVE


def name_of(issuer: Any) -> str:
    """As this portal knows whoever signed, else as they call themselves."""
    known = Cooperative.objects.filter(did=issuer["id"]).values_list("name", flat=True).first()
    return known or str(issuer["name"])
