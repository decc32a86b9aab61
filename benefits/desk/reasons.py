"""What a card held out at the desk is worth: a stable code, and what is known with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from benefits.eligibility import Claims, Evidence
from benefits.sides import Bond
from tenants.models import Holder, Membership


class Reason(StrEnum):
    """Stored and counted. Those that a check gives have the check's own names."""

    MEMBER = "member"
    PARTNER = "partner"
    LOOK_FIRST = "look_first"
    USED = "used"
    NOT_TODAY = "not_today"
    TOO_WEAK = "too_weak"
    CHECK_ID = "check_id"
    OTHER_PERSON = "other_person"
    CLASS_NOT_COVERED = "class_not_covered"
    NO_AGREEMENT = "no_agreement"
    PAUSED = "paused"
    NOT_ACCEPTED = "not_accepted"
    NOT_CHECKED = "not_checked"
    NOT_YET = "not_yet"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    ENDED = "ended"
    REPLACED = "replaced"
    COOPERATIVE_SUSPENDED = "cooperative_suspended"
    NOT_GENUINE = "not_genuine"
    NOT_AUTHORISED = "not_authorised"
    NO_CARD = "no_card"
    UNKNOWN = "unknown"


YES, NO, LOOK, GREY = "yes", "no", "look", "unknown"
KINDS: Final[Mapping[Reason, str]] = {
    Reason.MEMBER: YES,
    Reason.PARTNER: YES,
    Reason.LOOK_FIRST: LOOK,
    Reason.USED: LOOK,
    Reason.NOT_TODAY: LOOK,
    Reason.TOO_WEAK: LOOK,
    Reason.CHECK_ID: LOOK,
    Reason.OTHER_PERSON: NO,
    Reason.CLASS_NOT_COVERED: LOOK,
    Reason.NO_AGREEMENT: LOOK,
    Reason.PAUSED: LOOK,
    Reason.NOT_ACCEPTED: NO,
    Reason.NOT_CHECKED: LOOK,
    Reason.NOT_YET: LOOK,
    Reason.SUSPENDED: NO,
    Reason.EXPIRED: NO,
    Reason.ENDED: NO,
    Reason.REPLACED: NO,
    Reason.COOPERATIVE_SUSPENDED: NO,
    Reason.NOT_GENUINE: NO,
    Reason.NOT_AUTHORISED: NO,
    Reason.NO_CARD: GREY,
    Reason.UNKNOWN: GREY,
}


@dataclass(frozen=True)
class Found:
    """The answer to one card. `membership` is of our own register; `initials` are shown and never kept.

    `live` is the code of this minute that was on our own member's screen, to be used up. `claims` is what a
    partner's card says, for whoever decides on benefits, and `bond` what gives them. `issuer` is the DID of the home,
    `question` what it was asked by. `sentence` is what those benefits came to.
    """

    reason: Reason
    evidence: Evidence
    membership: Membership | None = None
    further: Holder | None = None
    home: str = ""
    home_class: str = ""
    issuer: str = ""
    pseudonym: str = ""
    valid_until: date | None = None
    agreement: UUID | None = None
    agreement_version: int | None = None
    elsewhere: str = ""
    initials: str = ""
    live: str = ""
    claims: Claims | None = None
    bond: Bond | None = None
    question: str = ""
    sentence: str = ""
