"""Which desk a device is: by a cookie, or by the code it is paired with. Only keyed hashes are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from benefits.models import Desk
from tenants import scope
from tenants.models import Cooperative, Locator
from tenants.secrets import derived_token, digest

TIME_TO_PAIR: Final = timedelta(minutes=15)
COOKIE_AGE: Final = timedelta(days=400)
DIGITS: Final = 8


@dataclass(frozen=True)
class Place:
    """A desk within its co-op."""

    cooperative: Cooperative
    desk: Desk


def cookie_name() -> str:
    """Beside the session's, with the same prefix and suffix."""
    return settings.SESSION_COOKIE_NAME.replace("sid", "desk", 1)


def device_digest(token: str) -> str:
    return digest("desk device", token)


def place_of(token: str) -> Place | None:
    """The desk whose device carries this cookie, as long as nobody removed it."""
    found = _place(Locator.Kind.DESK, device_digest(token)) if token else None
    return found if found and found.desk.paired_at else None


def pairing_token(desk: Desk) -> str:
    """What the pairing QR code carries: derived, so that the page can show it again."""
    return derived_token("desk pairing", str(desk.code), str(desk.pairing))


def pairing_digits(desk: Desk) -> str:
    """The same, to type."""
    drawn = digest("desk pairing digits", f"{desk.code}|{desk.pairing}")
    return f"{int(drawn, 16) % 10**DIGITS:0{DIGITS}d}"


def pairing_digest(secret: str) -> str:
    """Under which a token or its digits are found."""
    return digest("desk pairing", secret)


def pairing_address(desk: Desk) -> str:
    return settings.CANONICAL_ORIGIN + reverse("benefits:desk-pair", args=[pairing_token(desk)])


def awaiting(secret: str) -> Place | None:
    """The desk that this code pairs, while it may."""
    found = _place(Locator.Kind.PAIRING, pairing_digest(secret)) if secret else None
    return found if found and is_waiting(found.desk) else None


def is_waiting(desk: Desk) -> bool:
    """Whether its code can still be used."""
    return desk.pairing_until is not None and desk.pairing_until > timezone.now()


def _place(kind: Locator.Kind, key: str) -> Place | None:
    where = (
        Locator.objects.filter(kind=kind, digest=key)
        .exclude(cooperative__state=Cooperative.State.CLOSED)
        .select_related("cooperative")
        .first()
    )
    if where is None:
        return None
    with scope.within(where.cooperative_id):
        desk = Desk.objects.filter(code=where.target, removed_at=None).first()
    return Place(where.cooperative, desk) if desk else None
