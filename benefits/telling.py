"""To whom a letter about an agreement goes, and one about an incident."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from benefits.agreed import sides_of_all
from benefits.models import Incident
from benefits.sides import Sides
from tenants.models import Staff
from tenants.services import letters


def tell(kind: str, sides: Sides, mark: str = "") -> None:
    """To everybody with the partnerships role. `mark` tells one change or pause from the next."""
    _tell_team(kind, about=sides.agreement.code, roles={Staff.Role.PARTNERSHIPS}, mark=mark)


def tell_of_incident(incident: Incident) -> None:
    """At home, that something was reported: to everybody who has it in their list. At the host, that it was
    answered: to those who report."""
    received = incident.side != Incident.Side.REPORTED
    kind = "incident_received" if received else "incident_answered"
    if incident.side == Incident.Side.MEMBER:
        kind = "incident_said"
    roles = (
        {Staff.Role.MEMBERSHIP, Staff.Role.PARTNERSHIPS} if received else {Staff.Role.PARTNERSHIPS}
    )
    _tell_team(kind, about=incident.code, roles=roles)


def tell_member(incident: Incident) -> None:
    """That what they said was answered. Nobody who has no address, or who was forgotten."""
    member = incident.membership.member if incident.membership else None
    if member is not None and member.email:
        letters.write_letter(
            "incident_own_answer",
            to=member.email,
            about=incident.code,
            key=str(incident.code),
            language=member.language,
        )


def _tell_team(kind: str, *, about: UUID, roles: set[Staff.Role], mark: str = "") -> None:
    """To everybody with one of these roles, once each; to the owners where nobody has any."""
    team = list(Staff.objects.filter(removed_at=None).select_related("user"))
    meant = [each for each in team if roles & set(each.roles)]
    for each in meant or [each for each in team if Staff.Role.OWNER in each.roles]:
        letters.write_letter(
            kind,
            to=each.user.email,
            about=about,
            key=f"{about}|{each.pk}|{mark}",
            language=each.user.language,
        )


@transaction.atomic(durable=True)
def warn_of_endings() -> None:
    """A month before the last day, once for each last day."""
    for sides in sides_of_all():
        if sides.days_left is not None:
            tell("agreement_ending", sides, mark=sides.version.ends_on.isoformat())
