"""What can be said of a card now: one word that pages, letters and the public verdict agree on."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from credentials.models import Credential
from tenants.dates import last_day_before, today_in
from tenants.models import Cooperative, Membership


class CardState(StrEnum):
    GOOD = "good"
    SUSPENDED = "suspended"
    ENDED = "ended"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    REPLACED = "replaced"
    COOPERATIVE_SUSPENDED = "cooperative_suspended"


def state_of(credential: Credential, cooperative: Cooperative, *, now: datetime) -> CardState:
    """The heaviest thing first: an old card is an old card, whatever became of the membership."""
    membership = credential.membership
    standing = membership.standing
    found = {
        CardState.REPLACED: credential.superseded_at is not None,
        CardState.ENDED: standing == Membership.Standing.ENDED
        or is_removed(credential)
        or has_left(membership, cooperative, now=now),
        CardState.COOPERATIVE_SUSPENDED: cooperative.state == Cooperative.State.SUSPENDED,
        CardState.EXPIRED: credential.valid_until <= now,
        CardState.SUSPENDED: standing == Membership.Standing.SUSPENDED,
        CardState.NOT_YET: credential.valid_from > now,
    }
    return next((state for state, so in found.items() if so), CardState.GOOD)


def is_removed(credential: Credential) -> bool:
    """Of who is in the member's household no more."""
    return credential.further is not None and not credential.further.has_card


def has_left(membership: Membership, cooperative: Cooperative, *, now: datetime) -> bool:
    """The last day that notice was given for is over where the co-op is, though the clock may still have to strike."""
    planned = bool(membership.end_reason)
    return planned and today_in(cooperative.time_zone, now) > membership.ends_on


def last_day(credential: Credential, cooperative: Cooperative) -> date:
    """The last day on which the card is good, where the co-op is."""
    return last_day_before(credential.valid_until, cooperative.time_zone)
