"""Letters to those who look after agreements and incidents: one for each step, to whom it is news."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from benefits import mail, queries
from benefits.facts import (
    AgreementAccepted,
    AgreementChangeDeclined,
    AgreementChangeProposed,
    AgreementDeclined,
    AgreementEnded,
    AgreementLeft,
    AgreementPaused,
    AgreementProposed,
    AgreementResumed,
    ExceptionChanged,
    IncidentAnswered,
    IncidentReceived,
    NetworkJoined,
    NetworkTermsPublished,
)
from benefits.models import Agreement, AgreementVersion, Incident, PairException, Pause
from benefits.queries import Sides
from benefits.telling import tell, tell_member, tell_of_incident
from tenants.outbox import on

__all__ = ["mail"]  # its writers register

State = Agreement.State
Written = AgreementVersion.State


@on(AgreementProposed, name="benefits.letters.proposed")
def write_proposed(facts: list[AgreementProposed]) -> None:
    """To the sides that did not propose."""
    for sides, _fact in _read(facts):
        if not sides.ours.proposer:
            tell("agreement_proposed", sides)


@on(AgreementChangeProposed, name="benefits.letters.change_proposed")
def write_change_proposed(facts: list[AgreementChangeProposed]) -> None:
    """To the others, as long as it waits for them: a newer answer speaks for itself."""
    for sides, fact in _read(facts):
        version = sides.open
        if version and str(version.number) == fact.version and sides.awaits_us:
            running = sides.agreement.state == State.IN_FORCE
            kind = "agreement_change" if running else "agreement_countered"
            tell(kind, sides, mark=fact.version)


@on(AgreementAccepted, name="benefits.letters.accepted")
def write_accepted(facts: list[AgreementAccepted]) -> None:
    """To all sides, once the last signature is there."""
    for sides, fact in _read(facts):
        agreed = [each for each in sides.versions if each.state == Written.AGREED]
        if sides.agreement.state != State.IN_FORCE or not agreed:
            continue
        if any(str(each.number) == fact.version for each in agreed):
            kind = "agreement_accepted" if len(agreed) == 1 else "agreement_changed"
            tell(kind, sides, mark=fact.version)


@on(AgreementChangeDeclined, name="benefits.letters.change_declined")
def write_change_declined(facts: list[AgreementChangeDeclined]) -> None:
    for sides, fact in _read(facts):
        tell("agreement_change_declined", sides, mark=fact.version)


@on(AgreementDeclined, name="benefits.letters.declined")
def write_declined(facts: list[AgreementDeclined]) -> None:
    _tell_where("agreement_declined", facts, State.DECLINED)


@on(AgreementEnded, name="benefits.letters.ended")
def write_ended(facts: list[AgreementEnded]) -> None:
    _tell_where("agreement_ended", facts, State.ENDED)


@on(AgreementLeft, name="benefits.letters.left")
def write_left(facts: list[AgreementLeft]) -> None:
    """To those who stay and to colleagues; of a network, to who published it."""
    for sides, fact in _read(facts):
        gone = next((each for each in sides.parties if each.did == fact.party), None)
        others = sides.agreement.network and gone is not sides.ours and not sides.ours.proposer
        if gone is not None and gone.left_at and not others:
            tell("agreement_left", sides, mark=str(gone.pk))


@on(AgreementPaused, name="benefits.letters.paused")
def write_paused(facts: list[AgreementPaused]) -> None:
    for sides, fact in _read(facts):
        if Pause.objects.filter(pk=fact.pause, ended_at=None).exists():
            tell("agreement_paused", sides, mark=fact.pause)


@on(AgreementResumed, name="benefits.letters.resumed")
def write_resumed(facts: list[AgreementResumed]) -> None:
    for sides, fact in _read(facts):
        tell("agreement_resumed", sides, mark=fact.pause)


@on(NetworkTermsPublished, name="benefits.letters.network_terms")
def write_network_terms(facts: list[NetworkTermsPublished]) -> None:
    """Before they hold, to everybody who is in it."""
    for sides, fact in _read(facts):
        if not sides.ours.proposer:
            tell("network_terms", sides, mark=fact.version)


@on(NetworkJoined, name="benefits.letters.network_joined")
def write_network_joined(facts: list[NetworkJoined]) -> None:
    """To who published it."""
    for sides, fact in _read(facts):
        joined = next((each for each in sides.others if each.did == fact.party), None)
        if joined is not None and sides.ours.proposer:
            tell("network_joined", sides, mark=str(joined.pk))


@on(ExceptionChanged, name="benefits.letters.exception")
def write_exception(facts: list[ExceptionChanged]) -> None:
    """To the other of the two, at each step."""
    for sides, fact in _read(facts):
        found = PairException.objects.filter(code=fact.exception).first()
        if found is None:
            continue
        step = "ended" if found.ended_at else "agreed" if found.agreed_at else "asked"
        told = found.other_id if step == "asked" or found.kind == found.Kind.EXCLUDED else None
        if told in {None, sides.ours.pk}:
            tell("network_exception", sides, mark=f"{found.pk}-{step}")


@on(IncidentReceived, name="benefits.letters.incident_received")
def write_incident_received(facts: list[IncidentReceived]) -> None:
    """While it waits for an answer."""
    for row in _incidents(facts):
        if row.side != Incident.Side.REPORTED and row.answered_at is None:
            tell_of_incident(row)


@on(IncidentAnswered, name="benefits.letters.incident_answered")
def write_incident_answered(facts: list[IncidentAnswered]) -> None:
    """To who reported it: who has answered knows."""
    for row in _incidents(facts):
        if row.side == Incident.Side.REPORTED and row.answered_at is not None:
            tell_of_incident(row)
        elif row.side == Incident.Side.MEMBER and row.answered_at is not None:
            tell_member(row)


def _incidents(facts: Iterable[IncidentReceived | IncidentAnswered]) -> Iterable[Incident]:
    return Incident.objects.filter(code__in=[fact.incident for fact in facts]).order_by("pk")


AboutAgreement = (
    AgreementProposed
    | AgreementChangeProposed
    | AgreementAccepted
    | AgreementChangeDeclined
    | AgreementDeclined
    | AgreementEnded
    | AgreementLeft
    | AgreementPaused
    | AgreementResumed
    | NetworkTermsPublished
    | NetworkJoined
    | ExceptionChanged
)
AnyFact = TypeVar("AnyFact", bound=AboutAgreement)


def _read(facts: Iterable[AnyFact]) -> Iterable[tuple[Sides, AnyFact]]:
    for fact in facts:
        sides = queries.sides_of(UUID(fact.agreement))
        if sides is not None:
            yield sides, fact


def _tell_where(
    kind: str, facts: Iterable[AgreementDeclined | AgreementEnded], state: Agreement.State
) -> None:
    """To all sides: colleagues hear of it too."""
    for sides, _fact in _read(facts):
        if sides.agreement.state == state:
            tell(kind, sides)
