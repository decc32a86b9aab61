"""Recognise a visitor: the answer is spent, decided, written down and granted in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from benefits import queries, situations, wording
from benefits.cards import Card, CardError
from benefits.eligibility import (
    Decision,
    Evidence,
    History,
    Outcome,
    Reason,
    Standing,
    decide,
)
from benefits.errors import VisitSpentError
from benefits.facts import BenefitGranted
from benefits.following import Cause
from benefits.models import Decision as DecisionRow
from benefits.models import Grant
from benefits.pseudonyms import pseudonym_of
from benefits.queries import Bond
from credentials.models import Reliance
from tenants import outbox
from tenants.dates import today_in
from tenants.models import Cooperative, Member, Membership


@dataclass(frozen=True)
class Seen:
    """What verifying one answer established. Only documents and values cross from home to host.

    `accepted` is what our own rule on cards says of the home, `accredited_by` the bodies whose word on it
    holds. Both were asked for before the transaction.
    """

    card: Mapping[str, Any]
    genuine: bool
    evidence: Evidence
    standing: Standing
    presentation: UUID | None = None
    accepted: bool = True
    accredited_by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Visitor:
    """What the member agreed to share, by the consent page that led here."""

    user_id: int
    name: str
    email: str
    language: str = "en"


# Spends the nonce within the caller's transaction and says what was verified; refuses a spent one.
Receive = Callable[[], Seen]


@transaction.atomic(durable=True)
def recognise_visitor(receive: Receive, visitor: Visitor, *, request: UUID) -> DecisionRow:
    """Decide on a live answer and, where it is allowed, grant a visiting membership.

    Raises VisitSpentError where this request was decided before.
    """
    if DecisionRow.objects.filter(request=request).exists():
        raise VisitSpentError
    seen = receive()
    here = queries.here()
    try:
        card = Card.read(seen.card)
    except CardError:
        refusal = Decision(Outcome.REFUSE, Reason.NOT_GENUINE, {"host": here.name})
        return _write(refusal, seen, request=request)
    # What was not confirmed names nobody: neither in our log nor in our books.
    if seen.genuine:
        queries.hold_bonds(card.home)
    bond = queries.partner(card.home) if seen.genuine else None
    known = _running(pseudonym(here, card)) if seen.genuine else None
    made = decide(
        queries.offer_of(bond),
        card.claims(
            home=bond.theirs.name if bond else "",
            genuine=seen.genuine,
            time_zone=here.time_zone,
        ),
        host=here.name,
        evidence=seen.evidence,
        standing=seen.standing,
        today=today_in(here.time_zone),
        history=_history(here, card, known, visitor),
    )
    if made.allowed and not seen.accepted:
        made = Decision(Outcome.REFUSE, Reason.NOT_ACCEPTED, made.facts)
    if made.allowed and bond is not None and known is None:
        made = _by_the_other_rules(made, here, bond, card, seen)
    grant = None
    if made.allowed and bond is not None and made.until is not None:
        grant = _grant(here, card, bond, visitor, until=made.until)
    return _write(
        made,
        seen,
        request=request,
        issuer=card.home if seen.genuine else "",
        bond=bond,
        grant=grant,
    )


def _by_the_other_rules(
    made: Decision, here: Cooperative, bond: Bond, card: Card, seen: Seen
) -> Decision:
    """What else stands in the agreement about becoming a visiting member. Who is one already, stays.

    A condition that a desk would see to is met by a live answer from home, for want of a desk.
    """
    stay = bond.our_stay
    if stay is None:
        return made
    asked = situations.ask(
        here,
        bond,
        card,
        stay,
        evidence=seen.evidence,
        standing=seen.standing,
        accredited_by=seen.accredited_by,
    )
    verdict = asked.verdict()
    if verdict.allowed:
        return made
    facts = {**made.facts, "sentence": wording.verdict(verdict), "why": str(verdict.reason)}
    return Decision(Outcome.REFUSE, Reason.RULE, facts)


def pseudonym(host: Cooperative, card: Card) -> str:
    return pseudonym_of(host, home=card.home, membership_id=card.membership_id)


def _running(person: str) -> Grant | None:
    return (
        Grant.objects.select_for_update()
        .filter(pseudonym=person)
        .exclude(state=Grant.State.ENDED)
        .first()
    )


def _history(host: Cooperative, card: Card, known: Grant | None, visitor: Visitor) -> History:
    ended_by_host = Grant.objects.filter(
        pseudonym=pseudonym(host, card), state=Grant.State.ENDED, state_reason=Cause.BY_HOST
    )
    running = Membership.objects.exclude(standing=Membership.Standing.ENDED).filter(
        member__in=Member.objects.filter(user=visitor.user_id)
    )
    return History(
        ended_by_host=ended_by_host.exists(),
        member_already=running.exists(),
        until=known.ends_on if known else None,
    )


def _grant(host: Cooperative, card: Card, bond: Bond, visitor: Visitor, *, until: date) -> Grant:
    """The one grant of this person: made now, or found and told of the newest card."""
    person = pseudonym(host, card)
    newest = {
        "issuer_name": bond.theirs.name,
        "signer_did": card.issuer,
        "home_class": card.membership_class[:16],
        "credential_digest": card.digest,
        "status": card.entries,
        "home_valid_until": card.valid_until,
    }
    Reliance.objects.get_or_create(credential_digest=card.digest, host=host)
    grant = _running(person)
    if grant is None:
        try:
            with transaction.atomic():
                return _make(person, newest, card, bond, visitor, until=until)
        except IntegrityError:
            grant = _running(person)  # the same person was faster in another window
    if grant is None:
        raise VisitSpentError
    # An old look makes the next re-check begin with this one.
    Grant.objects.filter(pk=grant.pk).update(
        times_shown=F("times_shown") + 1, looked_at=_long_ago(), **newest
    )
    return grant


def _make(
    person: str,
    newest: Mapping[str, Any],
    card: Card,
    bond: Bond,
    visitor: Visitor,
    *,
    until: date,
) -> Grant:
    grant = Grant.objects.create(
        pseudonym=person,
        issuer_did=card.home,
        agreement=bond.agreement.code,
        agreement_version=bond.version.number,
        ends_on=until,
        visitor={
            "user": visitor.user_id,
            "name": visitor.name,
            "email": visitor.email,
            "language": visitor.language,
        },
        **newest,
    )
    outbox.record(BenefitGranted(str(grant.code)))
    return grant


def _write(
    made: Decision,
    seen: Seen,
    *,
    request: UUID,
    issuer: str = "",
    bond: Bond | None = None,
    grant: Grant | None = None,
) -> DecisionRow:
    """Allowed or refused: every decision leaves its reason and the sentence that was shown."""
    return DecisionRow.objects.create(
        outcome=made.outcome,
        reason=made.facts.get("why", made.reason),
        sentence=wording.decision(made),
        evidence_level=seen.evidence.name.lower(),
        issuer_did=issuer[:300],
        agreement=bond.agreement.code if bond else None,
        agreement_version=bond.version.number if bond else None,
        request=request,
        presentation=seen.presentation,
        grant=grant.code if grant else None,
    )


def _long_ago() -> datetime:
    return datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())
