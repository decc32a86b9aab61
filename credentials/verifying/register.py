"""A card found by its code: what its co-op's register says now, and what its QR code signs.

The answer is what any phone is told. The signed card itself never leaves by a mere code.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from credentials import publishing, resolving
from credentials.card.state import is_removed, last_day, state_of
from credentials.core.authority import check_authority
from credentials.core.compact import CompactCard, from_digits, verify_compact
from credentials.core.credential import issuer_of
from credentials.core.errors import CoreError
from credentials.core.report import FAILED, NOT_CHECKED, PASSED, Check, passed, refused
from credentials.core.types import Document
from credentials.models import Credential
from credentials.verifying.answer import Answer, Facts, Source, Verdict, initials
from credentials.verifying.given import CardCode
from credentials.verifying.parties import name_of, vouched_here
from tenants import scope
from tenants.models import Cooperative, Locator, Membership

_NOT_GIVEN: Final = Check(
    "signature", NOT_CHECKED, "not_given", "Only the code was given, not what the card signs."
)
# A hundred columns cost more than all that the page does with them. Whatever is asked for later is not here.
_OF_THE_HOME: Final = tuple(
    f"cooperative__{name}" for name in ("name", "slug", "did", "state", "time_zone")
)
_ASKED_FOR: Final = (
    *("document", "position", "superseded_at", "valid_from", "valid_until"),
    *("membership__standing", "membership__end_reason", "membership__ends_on"),
    *("membership__member__name", "membership__member__share_name"),
    *("further__state", "further__name", "further__share_name"),
)


def check_code(given: CardCode, now: datetime) -> Answer:
    """What the register of the card's co-op says now, and what its QR signs besides."""
    home, card = find(given.code)
    if home is None or card is None:
        _check_signed(given, now)  # as long for a code that never was
        return Answer(Verdict.UNKNOWN, _source(given))
    return check_kept(given, home, card, now)


def joined() -> QuerySet[Credential]:
    """Cards of the current co-op, with whom they are of."""
    return Credential.objects.select_related(
        "membership__member", "membership__membership_class", "further"
    )


def check_kept(given: CardCode, home: Cooperative, card: Credential, now: datetime) -> Answer:
    """The same of a card that was found; it comes from `joined`, within its home."""
    source = _source(given)
    short, signature = _check_signed(given, now)
    document: Document = json.loads(card.document)
    issuer: Any = document["issuer"]
    if short and (short.issuer, short.position) != (issuer["id"], card.position):
        signature = Check("signature", FAILED, "other_card", "It was signed for another card.")
    register = (*_register(card, now), vouched_here(home, issuer["id"]))
    authority = _authority(document, now) if issuer["id"] != home.did else []
    checks = (signature, *authority, *register)
    if signature.outcome is FAILED:
        return Answer(Verdict.NOT_GENUINE, source, checks)
    if any(check.outcome is not PASSED for check in authority):
        failed = any(check.outcome is FAILED for check in authority)
        return Answer(Verdict.NOT_AUTHORISED if failed else Verdict.NOT_CHECKED, source, checks)
    verdict = Verdict(state_of(card, home, now=now).value)
    if verdict is Verdict.GOOD and register[-1].outcome is FAILED:
        verdict = Verdict.COOPERATIVE_SUSPENDED
    return Answer(verdict, source, checks, _kept_facts(card, home, document))


def _source(given: CardCode) -> Source:
    return Source.QR if given.signed else Source.CODE


def _authority(document: Document, now: datetime) -> list[Check]:
    """Whether whoever signed a card that we keep may still do so."""
    reader = resolving.STRANGER.accreditations(now)
    return check_authority(document, issuer_of(document), reader)


def find(code: str) -> tuple[Cooperative | None, Credential | None]:
    """A card and its co-op, with no more of both than the answer needs."""
    places = Locator.objects.filter(kind=Locator.Kind.CARD, digest=publishing.card_digest(code))
    place = places.select_related("cooperative").only("target", *_OF_THE_HOME).first()
    if place is None or place.cooperative.state == Cooperative.State.CLOSED:
        return None, None
    home = place.cooperative
    with scope.within(home.pk):
        cards = Credential.objects.select_related("membership__member", "further").only(*_ASKED_FOR)
        return home, cards.filter(code=place.target).first()


def _check_signed(given: CardCode, now: datetime) -> tuple[CompactCard | None, Check]:
    if not given.signed:
        return None, _NOT_GIVEN
    try:
        short = verify_compact(
            from_digits(given.signed),
            address=publishing.card_address(given.code),
            resolve=resolving.resolve,
            now=now,
        )
    except CoreError as error:
        return None, refused("signature", error)
    return short, passed("signature")


def _register(card: Credential, now: datetime) -> tuple[Check, ...]:
    """What the co-op's register says of this very card, each thing by itself."""
    standing = card.membership.standing
    old = card.superseded_at is not None
    newest = Check("newest", PASSED, "ok", "It is the newest card of this membership.")
    replaced = Check("newest", FAILED, "replaced", "A newer card has taken its place.")
    return (
        replaced if old else newest,
        _dates(card, now),
        Check("revocation", FAILED, "ended", "The issuer has ended it.")
        if standing == Membership.Standing.ENDED or is_removed(card)
        else passed("revocation"),
        Check("suspension", FAILED, "suspended", "The issuer has suspended it for now.")
        if standing == Membership.Standing.SUSPENDED
        else passed("suspension"),
    )


def _dates(card: Credential, now: datetime) -> Check:
    if card.valid_until <= now:
        return Check("dates", FAILED, "expired", "It has expired.")
    if card.valid_from > now:
        return Check("dates", FAILED, "not_yet_valid", "It is not valid yet.")
    return passed("dates")


def _kept_facts(card: Credential, home: Cooperative, document: Document) -> Facts:
    """The kind of membership is the one that was signed: another one stands in a newer card."""
    person = card.further or card.membership.member
    issuer: Any = document["issuer"]
    subject: Any = document["credentialSubject"]
    return Facts(
        cooperative=home.name,
        slug=home.slug,
        home=home.did,
        issuer=issuer["id"],
        issuer_name=home.name if issuer["id"] == home.did else name_of(issuer),
        membership_class=_text(subject.get("membershipClassName")),
        initials=initials(person.name) if person.share_name else "",
        valid_until=last_day(card, home),
    )


def _text(value: object) -> str:
    """With or without its language."""
    return str(value.get("@value", "")) if isinstance(value, dict) else str(value or "")
