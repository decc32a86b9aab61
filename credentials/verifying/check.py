"""Check anything that may be a card. Nothing is written; the answer does not depend on who asks.

A signed file is checked as any program in the world would: against what is published, not against our
rows. A code is looked up; what its QR signs besides is checked with the co-op's published key.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from credentials import publishing, resolving
from credentials.card.state import last_day, state_of
from credentials.core import definition
from credentials.core.compact import CompactCard, from_digits, verify_compact
from credentials.core.credential import check_membership, period_of
from credentials.core.errors import CoreError
from credentials.core.report import FAILED, NOT_CHECKED, PASSED, Check, Report, passed, refused
from credentials.core.types import Document
from credentials.core.verification import GENERAL, verify_credential
from credentials.models import Credential
from credentials.verifying.answer import Answer, Facts, Source, Verdict, initials
from credentials.verifying.given import CardCode, Given, SignedFile
from tenants import scope
from tenants.models import Cooperative, Locator, Membership

_GENUINE: Final = ("form", "context", "issuer", "signature")
_COOPERATIVE: Final = Check("cooperative", PASSED, "ok", "The co-op is a member of this portal.")
_SUSPENDED: Final = Check(
    "cooperative", FAILED, "cooperative_suspended", "The co-op is suspended from this portal."
)
_NOT_GIVEN: Final = Check(
    "signature", NOT_CHECKED, "not_given", "Only the code was given, not what the card signs."
)


def check_anything(given: Given, *, now: datetime | None = None) -> Answer:
    """The one answer that the pages and the API give."""
    moment = now or timezone.now()
    if isinstance(given, SignedFile):
        return _check_file(given.document, moment)
    if isinstance(given, CardCode):
        return _check_code(given, moment)
    return Answer(Verdict.UNKNOWN, Source.QR)


def _check_file(document: Document, now: datetime) -> Answer:
    report = verify_credential(
        document,
        now=now,
        resolve=resolving.resolve,
        fetch_status=resolving.fetch_status,
        policy=GENERAL,
    )
    if any(report.outcome(name) is not PASSED for name in _GENUINE):
        return Answer(_without_signature(report), Source.FILE, report.checks)
    if not _is_card(report.document):
        return Answer(Verdict.NO_CARD, Source.FILE, report.checks)
    home = _home(report)
    if home is None:
        return _of_another_portal(report)
    checks = (*report.checks, _of(home))
    facts = _signed_facts(report.document, home)
    return Answer(_verdict(checks), Source.FILE, checks, facts, report.document)


def _of_another_portal(report: Report) -> Answer:
    """Genuine is genuine everywhere; that its issuer is a co-op is what nobody here can say."""
    portal = resolving.host_of(report.issuer)
    if not portal or resolving.is_here(report.issuer):
        return Answer(Verdict.NO_CARD, Source.FILE, report.checks)
    verdict = _verdict(report.checks)
    told = Verdict.ELSEWHERE if verdict == Verdict.GOOD else verdict
    facts = _facts_elsewhere(report.document, portal)
    return Answer(told, Source.FILE, report.checks, facts, report.document)


def _without_signature(report: Report) -> Verdict:
    if not report.document.get("proof"):
        return Verdict.UNKNOWN
    failed = any(report.outcome(name) is FAILED for name in _GENUINE)
    return Verdict.NOT_GENUINE if failed else Verdict.NOT_CHECKED


def _is_card(document: Document) -> bool:
    """Only in exactly our words is anything read from a document."""
    try:
        check_membership(document)
    except CoreError:
        return False
    return definition.is_recognised(document.get("@context"))


def _home(report: Report) -> Cooperative | None:
    found = Cooperative.objects.filter(did=report.issuer)
    return found.exclude(state=Cooperative.State.CLOSED).first()


def _of(home: Cooperative) -> Check:
    return _SUSPENDED if home.state == Cooperative.State.SUSPENDED else _COOPERATIVE


# The heaviest first, as in credentials/card/state.py.
_VERDICTS: Final = {
    "ended": Verdict.ENDED,
    "cooperative_suspended": Verdict.COOPERATIVE_SUSPENDED,
    "expired": Verdict.EXPIRED,
    "suspended": Verdict.SUSPENDED,
    "not_yet_valid": Verdict.NOT_YET,
}


def _verdict(checks: tuple[Check, ...]) -> Verdict:
    """Of a card whose signature is true. What could not be asked is never taken for good."""
    codes = {check.code for check in checks if check.outcome is FAILED}
    told = [verdict for code, verdict in _VERDICTS.items() if code in codes]
    if told:
        return told[0]
    unsure = any(check.outcome is not PASSED for check in checks)
    return Verdict.NOT_CHECKED if unsure else Verdict.GOOD


def _signed_facts(document: Document, home: Cooperative) -> Facts:
    return replace(
        _facts_elsewhere(document, "", zone=home.time_zone), cooperative=home.name, slug=home.slug
    )


def _facts_elsewhere(document: Document, portal: str, *, zone: str = "UTC") -> Facts:
    """As the card itself says. The name of a co-op of another portal is its own word for itself."""
    subject: Any = document["credentialSubject"]
    _start, end = period_of(document)
    last = (end or timezone.now()) - timedelta(seconds=1)
    return Facts(
        cooperative=_value(subject["memberOf"].get("name")),
        slug="",
        membership_class=_value(subject.get("membershipClassName")),
        initials=initials(_value(subject.get("name"))),
        valid_until=timezone.localdate(last, timezone=ZoneInfo(zone)),
        portal=portal,
    )


def _value(value: object) -> str:
    """A text, with or without its language."""
    return str(value.get("@value", "")) if isinstance(value, dict) else str(value or "")


def _check_code(given: CardCode, now: datetime) -> Answer:
    source = Source.QR if given.signed else Source.CODE
    home, card = _find(given.code)
    short, signature = _check_signed(given)
    if home is None or card is None:
        return Answer(Verdict.UNKNOWN, source)
    if short and (short.issuer, short.position) != (home.did, card.position):
        signature = Check("signature", FAILED, "other_card", "It was signed for another card.")
    checks = (signature, *_register(card, home, now))
    if signature.outcome is FAILED:
        return Answer(Verdict.NOT_GENUINE, source, checks)
    verdict = Verdict(state_of(card, home, now=now).value)
    return Answer(verdict, source, checks, _kept_facts(card, home), json.loads(card.document))


def _find(code: str) -> tuple[Cooperative | None, Credential | None]:
    place = Locator.objects.filter(
        kind=Locator.Kind.CARD, digest=publishing.card_digest(code)
    ).first()
    if place is None:
        return None, None
    known = Cooperative.objects.filter(pk=place.cooperative_id)
    home = known.exclude(state=Cooperative.State.CLOSED).first()
    if home is None:
        return None, None
    with scope.within(home.pk):
        rows = Credential.objects.select_related(
            "membership__member", "membership__membership_class"
        )
        return home, rows.filter(code=place.target).first()


def _check_signed(given: CardCode) -> tuple[CompactCard | None, Check]:
    if not given.signed:
        return None, _NOT_GIVEN
    try:
        short = verify_compact(
            from_digits(given.signed),
            address=publishing.card_address(given.code),
            resolve=resolving.resolve,
        )
    except CoreError as error:
        return None, refused("signature", error)
    return short, passed("signature")


def _register(card: Credential, home: Cooperative, now: datetime) -> tuple[Check, ...]:
    """What the co-op's register says of this very card, each thing by itself."""
    standing = card.membership.standing
    old = card.superseded_at is not None
    newest = Check("newest", PASSED, "ok", "It is the newest card of this membership.")
    replaced = Check("newest", FAILED, "replaced", "A newer card has taken its place.")
    return (
        replaced if old else newest,
        _dates(card, now),
        Check("revocation", FAILED, "ended", "The issuer has ended it.")
        if standing == Membership.Standing.ENDED
        else passed("revocation"),
        Check("suspension", FAILED, "suspended", "The issuer has suspended it for now.")
        if standing == Membership.Standing.SUSPENDED
        else passed("suspension"),
        _of(home),
    )


def _dates(card: Credential, now: datetime) -> Check:
    if card.valid_until <= now:
        return Check("dates", FAILED, "expired", "It has expired.")
    if card.valid_from > now:
        return Check("dates", FAILED, "not_yet_valid", "It is not valid yet.")
    return passed("dates")


def _kept_facts(card: Credential, home: Cooperative) -> Facts:
    member = card.membership.member
    return Facts(
        cooperative=home.name,
        slug=home.slug,
        membership_class=card.membership.membership_class.name,
        initials=initials(member.name) if member.share_name else "",
        valid_until=last_day(card, home),
    )
