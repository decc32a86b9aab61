"""Amara, and Bea who has a card in her household."""

from __future__ import annotations

from credentials.models import Credential
from tenants import outbox
from tenants.household import Person
from tenants.models import MembershipClass
from tenants.services import households
from tests.credentials import holding


def allow(valley, **values):
    MembershipClass.objects.filter(pk=valley.consumer.pk).update(**values)
    valley.consumer.refresh_from_db()


def amara_of(valley):
    user = holding.person()
    card = holding.card(valley, user)
    return user, card


def with_bea(valley, **values):
    user, card = amara_of(valley)
    made = households.add(card.membership, Person("Bea Lind", **values), by=valley.steward)
    outbox.drain()
    return user, card, made


def theirs(holder):
    return Credential.objects.filter(further=holder).order_by("generation")
