"""Members with real cards: entered by the facts that enter real ones, and issued by what issues them."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count

from django.db import transaction
from django.test import Client
from django.utils import timezone

from credentials.facts import CardResendAsked
from credentials.models import Credential, Offer
from tenants import outbox, scope
from tenants.facts import CooperativeOpened, MembershipStarted
from tenants.models import Cooperative, Member, Membership, User
from tenants.services import seats
from tests.credentials.members import cards_of, changed, tell
from tests.support.kept import kept
from tests.tenants.office import office

_numbers = count(1)


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    return browser


@kept
def person(email="amara@example.org", name="Amara Okonkwo-Lindqvist"):
    user, _created = User.objects.get_or_create(email=email, defaults={"name": name})
    user.emailaddress_set.get_or_create(email=email, verified=True, primary=True)
    return user


@kept
def opened(slug="green-valley", name="Green Valley Food Co-op", **values):
    """A co-op with a team and a key."""
    made = office(slug, name)
    values = {"colour": "#0b5d4b", "phone": "01234 567890", **values}
    Cooperative.objects.filter(pk=made.coop.pk).update(**values)
    made.coop.refresh_from_db()
    tell(made.coop, CooperativeOpened(str(made.coop.pk)))
    outbox.drain()
    return made


def member(at, user, *, kind=None, name="", email=None, **values):
    """On the register of this co-op; the fact is still owed, so there is no card yet."""
    with at.within:
        entered = Member.objects.create(
            number=f"{at.coop.number_prefix}-{next(_numbers):06d}",
            name=name or user.name,
            email=user.email if email is None else email,
            user=user,
            **{key: values.pop(key) for key in ("share_name", "language") if key in values},
        )
        values = {"ends_on": timezone.localdate() + timedelta(200), **values}
        membership = Membership.objects.create(
            member=entered,
            membership_class=kind or at.consumer,
            evidence=[{"method": "emailVerified", "date": timezone.localdate().isoformat()}],
            **values,
        )
    tell(at.coop, MembershipStarted(str(membership.code)))
    return membership


@kept
def seated(at, user, **values):
    """A member who finds the co-op and has no card yet: the rest is still owed."""
    membership = member(at, user, **values)
    with at.within:
        seats.seat_members([membership.member])
    return membership


def card(at, user, **values):
    """A card of this person at this co-op, issued, checked and mailed."""
    return newest(issued(at, user, **values))


@kept
def issued(at, user, **values):
    membership = member(at, user, **values)
    outbox.drain()
    return membership


def newest(membership):
    return next(card for card in cards_of(membership) if card.superseded_at is None)


def replaced(old):
    """The card that took the place of this one."""
    changed(old.membership, f"replaced:{old.code}")
    outbox.drain()
    return newest(old.membership)


def expire(at, card):
    now = timezone.now()
    with at.within:
        Credential.objects.filter(pk=card.pk).update(
            valid_from=now - timedelta(400), valid_until=now - timedelta(30)
        )


def link_in(mail):
    """Where the letter of a card leads."""
    return re.search(r"^http://localhost:8000(/claim/\S+/)$", mail.body, re.MULTILINE)[1]


def expire_links(at):
    with at.within:
        Offer.objects.update(expires_at=timezone.now())


def ask_again(card, cause="asked"):
    """The letter of this card once more."""
    with scope.within(card.cooperative_id), transaction.atomic():
        outbox.record(CardResendAsked(str(card.code), cause))
    outbox.drain()
