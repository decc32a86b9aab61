"""What a device remembers of a card while it may still be in somebody's hand: signed, for ten minutes.

A benefit is decided by what the card says, and the card is not kept. So this travels with the device, not
through our rows: no full name, no number, nothing that finds the card again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.core import signing

from benefits.eligibility import Claims

COOKIE: Final = "desk-glance"
KEPT_FOR: Final = timedelta(minutes=10)
SALT: Final = "desk glance"


def told(check: UUID, initials: str, claims: Claims | None) -> str:
    """For the cookie."""
    return signing.dumps(
        {"check": str(check), "initials": initials, "claims": _plain(claims) if claims else None},
        salt=SALT,
        compress=True,
    )


def initials_in(kept: str, check: UUID) -> str:
    return str(_read(kept, check).get("initials", ""))


def claims_in(kept: str, check: UUID) -> Claims | None:
    """What the card said, while it is remembered for this very check."""
    found = _read(kept, check).get("claims")
    if not isinstance(found, dict):
        return None
    since = found["member_since"]
    return Claims(
        **{
            **found,
            "valid_from": date.fromisoformat(found["valid_from"]),
            "valid_until": date.fromisoformat(found["valid_until"]),
            "member_since": date.fromisoformat(since) if since else None,
            "programmes": frozenset(found["programmes"]),
        }
    )


def without_name(claims: Claims, initials: str) -> Claims:
    """Initials are enough to compare with a photo ID, and a record of what was said then holds no name."""
    return replace(claims, name=initials)


def _read(kept: str, check: UUID) -> dict[str, Any]:
    try:
        found = signing.loads(kept, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return {}
    return found if found.get("check") == str(check) else {}


def _plain(claims: Claims) -> dict[str, Any]:
    return {
        "home": claims.home,
        "membership_class": claims.membership_class,
        "eligible": claims.eligible,
        "valid_from": claims.valid_from.isoformat(),
        "valid_until": claims.valid_until.isoformat(),
        "genuine": claims.genuine,
        "name": claims.name,
        "member_since": claims.member_since.isoformat() if claims.member_since else "",
        "adults": claims.adults,
        "children": claims.children,
        "home_area": claims.home_area,
        "programmes": sorted(claims.programmes),
    }
