"""Two co-ops and the people who act for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from benefits.models import Agreement, PairException
from benefits.services import agreements, exceptions, networks
from benefits.terms import Draft, Gives, Terms
from tenants import scope
from tenants.models import Cooperative, MembershipClass, Staff, User
from tests import build
from tests.credentials.scene import opened
from tests.support.kept import kept


@dataclass
class Side:
    """One co-op with its partnerships seat and its class for visitors."""

    coop: Cooperative
    staff: Staff
    visiting: MembershipClass
    consumer: MembershipClass

    @property
    def within(self):
        return scope.within(self.coop.pk)

    def browser(self) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(self.staff.user)
        return client


@kept
def person(email: str, name: str = "") -> User:
    return User.objects.create(email=email, name=name or email.partition("@")[0].title())


@kept
def side(slug: str, name: str = "") -> Side:
    coop = opened(slug, name=name or slug.title())
    with scope.within(coop.pk):
        consumer = build.membership_class()
        visiting = build.membership_class(
            name="Visiting member",
            kind=MembershipClass.Kind.ASSOCIATE,
            visiting=True,
            has_vote=False,
            open_to_applicants=False,
            reciprocity_eligible=False,
        )
        user = person(f"partnerships@{slug}.example.org", f"Pat of {coop.name}")
        staff = Staff.objects.create(user=user, roles=[Staff.Role.PARTNERSHIPS])
    return Side(coop, staff, visiting, consumer)


def terms(*sides: Side, **values) -> Terms:
    values = {"classes": frozenset({"consumer"}), "days": 90, **values}
    return Terms({side.coop.did: Gives.visiting(**values) for side in sides})


def draft(*sides: Side, **values) -> Draft:
    today = timezone.localdate()
    values = {
        "terms": terms(*sides),
        "starts_on": today,
        "ends_on": today + timedelta(365),
        "notice_days": 30,
        **values,
    }
    return Draft(**values)


def proposal(one: Side, *others: Side, **values) -> Agreement:
    with one.within:
        return agreements.propose_agreement(
            partners=[other.coop for other in others],
            draft=draft(one, *others, **values),
            by=one.staff,
        )


@kept
def agreed(one: Side, *others: Side, **values) -> Agreement:
    made = proposal(one, *others, **values)
    for other in others:
        sign(made, other)
    made.state = Agreement.State.IN_FORCE
    return made


def sign(made: Agreement, side: Side, number: int = 1):
    with side.within:
        return agreements.accept_agreement(made, number=number, by=side.staff)


@kept
def networked(one: Side, other: Side) -> tuple[Agreement, PairException]:
    """A network of the two, published by the first, and an exception that the first asks for."""
    everyone = Gives.visiting({"consumer"}, 30)
    with one.within:
        made = networks.publish_network(
            title="Commonlands",
            draft=draft(one, other, terms=Terms({}, everyone)),
            member=True,
            by=one.staff,
        )
    with other.within:
        theirs = networks.join_network(made, number=1, by=other.staff)
    with one.within:
        exception = exceptions.except_pair(
            made,
            other=theirs,
            kind=PairException.Kind.NEAR,
            reason="We share a street.",
            by=one.staff,
        )
    return made, exception
