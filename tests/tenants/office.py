"""A co-op with its team and the people who ask to join it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from django.test import Client
from django.utils import timezone

from tenants import scope
from tenants.models import Application, Cooperative, Membership, MembershipClass, Staff, User
from tenants.secrets import email_key, name_key
from tenants.services import decisions
from tests import build

_numbers = count(1)


@dataclass
class Office:
    """One co-op, its steward Bo and its owner Oda."""

    coop: Cooperative
    steward: Staff
    owner: Staff
    consumer: MembershipClass

    @property
    def within(self):
        return scope.within(self.coop.pk)

    def seat(self, *roles, email=""):
        address = email or f"{'-'.join(roles)}{next(_numbers)}@{self.coop.slug}.example.org"
        user = User.objects.create(email=address, name=address.partition("@")[0].title())
        with self.within:
            return Staff.objects.create(user=user, roles=list(roles))

    def browser(self, staff=None):
        client = Client()
        client.force_login((staff or self.steward).user)
        return client

    def url(self, path=""):
        return f"/c/{self.coop.slug}/staff/{path}"

    def applied(self, name="Amara Okonkwo", email="", **values):
        """An application as it stands after the applicant confirmed the address."""
        address = email or f"{name_key(name).replace(' ', '.')}@example.org"
        now = timezone.now()
        values = {
            "state": Application.State.SUBMITTED,
            "membership_class": self.consumer,
            "submitted_at": now - timedelta(hours=2),
            "email_confirmed_at": now - timedelta(hours=2),
            "name_on_card": name[:60],
            **values,
        }
        with self.within:
            return Application.objects.create(
                name=name,
                name_key=name_key(name),
                email=address,
                email_key=email_key(address),
                **values,
            )

    def approve(self, application, **values):
        with self.within:
            return decisions.approve_application(application, by=self.steward, **values)

    def joined(self, name="Amara Okonkwo", email="", **values):
        """A member whose approval can no longer be undone."""
        membership = self.approve(self.applied(name, email, **values), undo=timedelta())
        with self.within:
            return Membership.objects.select_related("member", "membership_class").get(
                pk=membership.pk
            )


def office(slug="oak", name="Oak Street"):
    coop = build.cooperative(slug, name=name, email=f"office@{slug}.example.org")
    with scope.within(coop.pk):
        consumer = build.membership_class()
    made = Office(coop, None, None, consumer)
    made.steward = made.seat(Staff.Role.MEMBERSHIP, email=f"bo@{slug}.example.org")
    made.owner = made.seat(Staff.Role.OWNER, email=f"oda@{slug}.example.org")
    return made
