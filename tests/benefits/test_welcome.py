"""On a card's page: which partners take it today."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from benefits.models import AgreementVersion
from credentials.models import Credential
from tenants import outbox
from tenants.models import Membership, MembershipClass
from tests.benefits import scene, visiting

pytestmark = pytest.mark.django_db(transaction=True)
WELCOME = "Where your card is welcome"


@pytest.fixture
def held():
    """A card of Oak, whose members Elm takes; and what its member reads."""
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    agreement = scene.agreed(oak, elm)
    user, card = visiting.member(oak, "bea@example.org")
    browser = Client()
    browser.force_login(user)

    def read():
        return browser.get(f"/me/cards/{card.code}/").content.decode()

    return oak, elm, agreement, card, read


def test_partners_that_take_the_card_are_named_and_linked(held):
    _oak, _elm, _agreement, _card, read = held

    shown = read()

    assert WELCOME in shown
    assert "Elm Lane" in shown
    assert "/c/elm/visit/" in shown
    assert "A visiting membership for 90 days, without a vote." in shown


def test_a_kind_that_was_not_agreed_to_is_not_welcome(held):
    oak, _elm, _agreement, _card, read = held
    with oak.within:
        MembershipClass.objects.filter(pk=oak.consumer.pk).update(kind="worker")

    assert WELCOME not in read()


@pytest.mark.parametrize("values", [{"visiting": True}, {"reciprocity_eligible": False}])
def test_a_card_for_its_own_co_op_alone_is_welcome_nowhere(held, values):
    oak, _elm, _agreement, _card, read = held
    with oak.within:
        MembershipClass.objects.filter(pk=oak.consumer.pk).update(**values)

    assert WELCOME not in read()


@pytest.mark.parametrize("standing", ["suspended", "ended"])
def test_a_membership_that_is_not_good_is_welcome_nowhere(held, standing):
    oak, _elm, _agreement, _card, read = held
    with oak.within:
        Membership.objects.update(standing=standing)

    assert WELCOME not in read()


@pytest.mark.parametrize(("starts", "ends"), [(-9, -1), (1, 9)])
def test_outside_the_days_of_the_agreement_nobody_is_welcome(held, starts, ends):
    oak, _elm, agreement, _card, read = held
    today = timezone.localdate()
    with oak.within:
        AgreementVersion.objects.filter(agreement=agreement).update(
            starts_on=today + timedelta(starts), ends_on=today + timedelta(ends)
        )

    assert WELCOME not in read()


def test_without_partners_the_page_says_nothing_of_them():
    ash = scene.side("ash")
    user, card = visiting.member(ash, "cleo@example.org")
    browser = Client()
    browser.force_login(user)

    assert WELCOME not in browser.get(f"/me/cards/{card.code}/").content.decode()


def test_a_visitor_reads_whose_member_they_are_and_why_the_visit_rests(held, settings):
    oak, elm, _agreement, _card, _read = held
    home, carla = visiting.Home(oak), scene.person("carla@example.org", "Carla Ashe")
    visiting.visit(elm, home.card(index=9), carla)
    outbox.drain()
    browser = Client()
    browser.force_login(carla)
    with elm.within:
        code = Credential.objects.get(membership__member__user=carla).code

    def read():
        return browser.get(f"/me/cards/{code}/").content.decode()

    assert "You are a visiting member of Elm Lane as a member of Oak Street." in read()
    assert "It rests now" not in read()
    home.reachable = False
    visiting.recheck(elm, home, later=timedelta(hours=settings.GRANT_GRACE_HOURS + 1))
    shown = read()
    assert "Why it rests stands with the card." in shown
    assert "Please contact Elm Lane" not in shown
    assert "We could not ask Oak Street about your membership for too long." in shown
    assert "it goes on by itself as soon as the portal of Oak Street answers again" in shown

    home.reachable, home.bits = True, {("suspension", 9)}
    visiting.recheck(elm, home)
    home.bits = set()
    visiting.recheck(elm, home)
    assert "It rests now" not in read()
