"""Letters to those who look after agreements: one for each step, to whom it is news."""

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
)
from benefits.models import Agreement, AgreementVersion, Pause
from benefits.queries import Sides
from tenants.models import Staff
from tenants.outbox import on
from tenants.services import letters

__all__ = ["mail"]  # its writers register

State = Agreement.State
Written = AgreementVersion.State


@on(AgreementProposed, name="benefits.letters.proposed")
def write_proposed(facts: list[AgreementProposed]) -> None:
    """To the sides that did not propose."""
    for sides, _fact in _read(facts):
        if not sides.ours.proposer:
            _tell("agreement_proposed", sides)


@on(AgreementChangeProposed, name="benefits.letters.change_proposed")
def write_change_proposed(facts: list[AgreementChangeProposed]) -> None:
    """To the others, as long as it waits for them: a newer answer speaks for itself."""
    for sides, fact in _read(facts):
        version = sides.open
        if version and str(version.number) == fact.version and sides.awaits_us:
            running = sides.agreement.state == State.IN_FORCE
            kind = "agreement_change" if running else "agreement_countered"
            _tell(kind, sides, mark=fact.version)


@on(AgreementAccepted, name="benefits.letters.accepted")
def write_accepted(facts: list[AgreementAccepted]) -> None:
    """To all sides, once the last signature is there."""
    for sides, fact in _read(facts):
        agreed = [each for each in sides.versions if each.state == Written.AGREED]
        if sides.agreement.state != State.IN_FORCE or not agreed:
            continue
        if any(str(each.number) == fact.version for each in agreed):
            kind = "agreement_accepted" if len(agreed) == 1 else "agreement_changed"
            _tell(kind, sides, mark=fact.version)


@on(AgreementChangeDeclined, name="benefits.letters.change_declined")
def write_change_declined(facts: list[AgreementChangeDeclined]) -> None:
    for sides, fact in _read(facts):
        _tell("agreement_change_declined", sides, mark=fact.version)


@on(AgreementDeclined, name="benefits.letters.declined")
def write_declined(facts: list[AgreementDeclined]) -> None:
    _tell_where("agreement_declined", facts, State.DECLINED)


@on(AgreementEnded, name="benefits.letters.ended")
def write_ended(facts: list[AgreementEnded]) -> None:
    _tell_where("agreement_ended", facts, State.ENDED)


@on(AgreementLeft, name="benefits.letters.left")
def write_left(facts: list[AgreementLeft]) -> None:
    """To those who stay, and to the colleagues of those who left."""
    for sides, fact in _read(facts):
        gone = next((each for each in sides.parties if each.did == fact.party), None)
        if gone is not None and gone.left_at:
            _tell("agreement_left", sides, mark=str(gone.pk))


@on(AgreementPaused, name="benefits.letters.paused")
def write_paused(facts: list[AgreementPaused]) -> None:
    for sides, fact in _read(facts):
        if Pause.objects.filter(pk=fact.pause, ended_at=None).exists():
            _tell("agreement_paused", sides, mark=fact.pause)


@on(AgreementResumed, name="benefits.letters.resumed")
def write_resumed(facts: list[AgreementResumed]) -> None:
    for sides, fact in _read(facts):
        _tell("agreement_resumed", sides, mark=fact.pause)


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
            _tell(kind, sides)


def _tell(kind: str, sides: Sides, mark: str = "") -> None:
    """To everybody with the partnerships role, once each; to the owners where nobody has it.

    `mark` tells one change or pause from the next.
    """
    team = list(Staff.objects.filter(removed_at=None).select_related("user"))
    role = [each for each in team if Staff.Role.PARTNERSHIPS in each.roles]
    for each in role or [each for each in team if Staff.Role.OWNER in each.roles]:
        letters.write_letter(
            kind,
            to=each.user.email,
            about=sides.agreement.code,
            key=f"{sides.agreement.code}|{each.pk}|{mark}",
            language=each.user.language,
        )
