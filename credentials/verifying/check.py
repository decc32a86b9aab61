"""Check anything that may be a card. Nothing is written; the answer does not depend on who asks.

A signed file is checked as any program in the world would: against what is published, not against our
rows. A code is looked up; what its QR signs besides is checked with the co-op's published key.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from django.utils import timezone

from credentials import resolving
from credentials.core import definition
from credentials.core.authority import NAME as AUTHORITY
from credentials.core.credential import check_membership, period_of
from credentials.core.errors import CoreError
from credentials.core.report import FAILED, NOT_CHECKED, PASSED, Check, Report
from credentials.core.types import Document
from credentials.core.verification import GENERAL, verify_credential
from credentials.verifying.answer import Answer, Facts, Source, Verdict, initials
from credentials.verifying.given import CardCode, Given, SignedFile
from credentials.verifying.parties import name_of, open_here, vouched_here
from credentials.verifying.register import check_code
from credentials.verifying.vouchers import vouchers_of
from tenants.dates import last_day_before
from tenants.models import Cooperative

_GENUINE: Final = ("form", "context", "issuer", "signature")


def check_anything(given: Given, *, now: datetime | None = None) -> Answer:
    """The one answer that the pages and the API give."""
    moment = now or timezone.now()
    if isinstance(given, SignedFile):
        return _check_file(given.document, moment)
    if isinstance(given, CardCode):
        return check_code(given, moment)
    return Answer(Verdict.UNKNOWN, Source.QR, portal=given.portal)


def _check_file(document: Document, now: datetime) -> Answer:
    report = verify_credential(
        document,
        now=now,
        resolve=resolving.resolve,
        fetch_status=resolving.fetch_status,
        fetch_linked=resolving.fetch_linked,
        policy=GENERAL,
    )
    return answer_of(report, now)


def answer_of(report: Report, now: datetime) -> Answer:
    """What a report on a signed document comes to here."""
    if any(report.outcome(name) is not PASSED for name in _GENUINE):
        return Answer(_without_signature(report), Source.FILE, report.checks)
    authority = report.outcome(AUTHORITY)
    if authority in {FAILED, NOT_CHECKED}:
        verdict = Verdict.NOT_AUTHORISED if authority is FAILED else Verdict.NOT_CHECKED
        return Answer(verdict, Source.FILE, report.checks)
    if not _is_card(report.document):
        return Answer(Verdict.NO_CARD, Source.FILE, report.checks)
    home = open_here(report.home)
    if home is None:
        return _of_another_portal(report, now)
    checks = (*report.checks, vouched_here(home, report.issuer))
    facts = _signed_facts(report.document, home)
    return Answer(_verdict(checks), Source.FILE, checks, facts, report.document)


def _of_another_portal(report: Report, now: datetime) -> Answer:
    """Genuine is genuine everywhere; that its issuer is a co-op is what nobody here can say."""
    portal = resolving.host_of(report.home)
    if not portal or resolving.is_here(report.home):
        return Answer(Verdict.NO_CARD, Source.FILE, report.checks)
    verdict = _verdict(report.checks)
    told = Verdict.ELSEWHERE if verdict == Verdict.GOOD else verdict
    facts = replace(
        _facts_elsewhere(report.document, portal), vouchers=vouchers_of(report.home, now)
    )
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
    issuer: Any = document["issuer"]
    _start, end = period_of(document)
    return Facts(
        cooperative=_value(subject["memberOf"].get("name")),
        slug="",
        home=subject["memberOf"]["id"],
        issuer=issuer["id"],
        issuer_name=name_of(issuer),
        membership_class=_value(subject.get("membershipClassName")),
        initials=initials(_value(subject.get("name"))),
        valid_until=last_day_before(end or timezone.now(), zone),
        portal=portal,
    )


def _value(value: object) -> str:
    """A text, with or without its language."""
    return str(value.get("@value", "")) if isinstance(value, dict) else str(value or "")
