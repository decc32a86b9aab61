"""A portal with a co-op, its members and their cards, once Django is set up."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from benefits.desk.devices import pairing_token
from benefits.models import AgreementParty
from benefits.services import desk, networks
from coopportal.services import interest
from coopportal.services.opening import Opening, open_with_steward
from credentials.acceptance import Policy
from credentials.services import accepting
from tenants import outbox, scope, tasks
from tenants.facts import MembershipStarted
from tenants.models import Interest, Member, Membership, MembershipClass, Staff
from tenants.services import members, people, seats
from tests.benefits.networking import standard

CANARY = "Wombat9f3c"
SHOWN = "shown@example.org"
OTHERS = ("ash", "fir")
OPENING = Opening(
    slug="elm",
    name="Elm Lane",
    number_prefix="EL",
    preset="consumer",
    email="office@elm.example.org",
    steward_email="bo@elm.example.org",
)


def fill(count: int) -> None:
    """So many members with cards; of the last four two are suspended and two have ended."""
    here = open_with_steward(OPENING)
    outbox.drain()
    with scope.within(here.pk):
        memberships = _entered(count)
        _who_will_go()
        outbox.drain()
        steward = Staff.objects.order_by("pk")[0]
        for each in memberships[-4:-2]:
            members.suspend_membership(each, reason="Shares not paid", by=steward)
        for each in memberships[-2:]:
            _end(each, steward)
    outbox.drain()
    tasks.chain()


def _who_will_go() -> None:
    """Somebody who will ask to be forgotten, and a colleague who will leave the team."""
    Member.objects.filter(number="EL-000001").update(
        name=f"{CANARY} Name", name_key=CANARY.lower(), email=f"{CANARY}@example.org"
    )
    user = people.enter_person("leaves@example.org", name="Lea", confirmed=True)
    Staff.objects.create(user=user, roles=["owner"])
    steward = Staff.objects.order_by("pk")[0]
    for kind in ("totp", "webauthn", "recovery_codes"):
        data = {"seed": "x", "used_mask": 0}
        Authenticator.objects.create(user=steward.user, type=kind, data=data)
    for place in ("Till", "Door"):
        made = desk.add_desk(place, by=steward)
        desk.pair_desk(made, pairing_token(made))
    _in_a_network(steward)
    interest.register_interest(
        email=f"{CANARY}@example.org", name=CANARY, kind=Interest.Kind.PERSON, country="DE"
    )


def _in_a_network(steward: Staff) -> None:
    """With two others, who are elsewhere as far as this portal goes; and a rule on whose cards count."""
    made = networks.publish_network(title="Commonlands", draft=standard(), member=True, by=steward)
    for slug in OTHERS:
        AgreementParty.everyone.create(
            agreement=made, did=other_did(slug), name=slug.title(), cooperative=None
        )
    accepting.save_policy(Policy(allowed=frozenset(map(other_did, OTHERS))), by=steward)


def other_did(slug: str) -> str:
    return f"did:web:far.example:c:{slug}"


@transaction.atomic
def _entered(count: int) -> list[Membership]:
    kind = MembershipClass.objects.filter(visiting=False)[0]
    rows = Member.objects.bulk_create(
        Member(number=f"EL-{n:06}", name=f"Member {n}", name_key=f"member {n}")
        for n in range(count)
    )
    shown = people.enter_person(SHOWN, name="Member 0", confirmed=True)
    rows[0].user, rows[0].email, rows[0].email_key = shown, SHOWN, SHOWN
    rows[0].save()
    seats.seat_members(rows[:1])
    today = timezone.localdate()
    memberships = Membership.objects.bulk_create(
        Membership(member=each, membership_class=kind, ends_on=_next_year(today), announce=False)
        for each in rows
    )
    outbox.record_many([MembershipStarted(str(each.code)) for each in memberships])
    return memberships


def _next_year(day: date) -> date:
    return day.replace(year=day.year + 1, day=1)


def _end(membership: Membership, steward: Staff) -> None:
    members.end_membership(membership, reason=Membership.EndReason.RESIGNED, by=steward)
