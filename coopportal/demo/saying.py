"""What one member of Green Valley says to the office: that a use was not theirs, and that they have another name now."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from django.db import transaction

from benefits import activity
from benefits.models import Incident
from benefits.queries import Choice
from benefits.services import incidents
from benefits.services.incidents import Told
from coopportal.demo import cast
from coopportal.demo.staffing import seat
from credentials.models import Credential
from tenants import outbox, scope
from tenants.models import ChangeRequest, ClaimCode, Cooperative, Member, Membership, Staff, User
from tenants.services import claiming, own_details
from tenants.services.people import enter_person

WORD: Final = "I was not in Millbrook that evening, and my card was at home. Who was that?"
SURNAME: Final = "Hartwell"


def say(slugs: Collection[str]) -> None:
    """Once: told again, nothing is added."""
    if not {cast.GREEN_VALLEY, cast.HILLSIDE} <= set(slugs):
        return
    home = Cooperative.objects.get(slug=cast.GREEN_VALLEY)
    with scope.within(home.pk):
        if ChangeRequest.objects.exists():
            return
        cards = _cards()
    line = next(
        (each for card in cards for each in activity.lines([_choice(home, card)]) if each.use), None
    )
    if line is None or line.use is None:
        return
    membership = line.choice.credential.membership
    told = Told(
        shared=line.shared,
        other_did=line.did,
        other_name=line.who,
        kind=Incident.Kind.NOT_THEIRS,
        what=line.use.title,
        happened_at=line.at,
        text=WORD,
    )
    with scope.within(home.pk):
        incidents.dispute(told, membership=membership)
        member = membership.member
        user = _let_in(member, by=seat(Staff.Role.MEMBERSHIP))
        first = member.name.split()[0]
        own_details.change_own(member, {"name": f"{first} {SURNAME}"}, user=user)
    outbox.drain()


def _let_in(member: Member, *, by: Staff) -> User:
    """By the code of a letter, as whoever has no login gets one."""
    if member.user is not None:
        return member.user
    with transaction.atomic():
        user = enter_person(member.email, name=member.name, confirmed=True)
    claiming.new_code(member, by=by)
    claiming.claim_membership(ClaimCode.objects.get(member=member, used_at=None), user, user.email)
    member.refresh_from_db()
    return user


def _choice(home: Cooperative, card: Credential) -> Choice:
    member = card.membership.member
    return Choice(home, card, member.name, card.membership.membership_class.name)


def _cards() -> list[Credential]:
    rows = Credential.objects.filter(further=None, superseded_at=None)
    rows = rows.filter(membership__standing=Membership.Standing.GOOD)
    rows = rows.exclude(membership__member__email="").order_by("membership__member__number")
    return list(
        rows.select_related("membership__member__user", "membership__membership_class")[:40]
    )
