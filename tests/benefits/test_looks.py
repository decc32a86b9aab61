"""A member sees who looked at the card, when, how, and what was told; and nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from benefits.eligibility.who import Tenure
from benefits.services import agreements
from credentials import live
from credentials.models import Disclosure
from tenants import outbox
from tests.benefits import desks, visiting
from tests.benefits.desks import gives
from tests.benefits.test_desk_giving import press
from tests.credentials import holdout, members

pytestmark = pytest.mark.django_db(transaction=True)
MINE = "/me/benefits/"


@pytest.fixture
def bea(oak):
    """A member of Oak with a card, signed in."""
    user, card = visiting.member(oak, "bea@example.org")
    browser = Client()
    browser.force_login(user)
    browser.card = card
    return browser


@pytest.fixture
def device(elm):
    cache.clear()
    return desks.paired(elm)


def page_of(browser):
    html = browser.get(MINE).content.decode()
    return html.partition('id="checked"')[2]


def disclosures(side):
    with side.within:
        return list(Disclosure.objects.all())


def test_a_check_says_where_when_how_and_what_was_told(elm, oak, bea, device):
    gives(oak, elm)
    desks.hold_out(device, holdout.qr_text(bea.card))
    page = page_of(bea)

    assert "Elm Lane, Front desk" in page
    assert "Card shown" in page
    assert "answer: Member" in page
    assert (
        "They were told your kind of membership, how long it is valid, "
        "a code for your membership (not kept)" in page
    )
    assert page.count("Elm Lane, Front desk") == 1


def test_what_a_rule_turns_on_is_named_too(elm, oak, bea, device):
    gives(oak, elm, Tenure(days=10))
    desks.hold_out(device, holdout.qr_text(bea.card))

    assert "since when you are a member" in page_of(bea)


def test_the_code_on_the_members_screen_is_called_so(elm, oak, bea, device):
    gives(oak, elm)
    text = live.live_text(bea.card.card_code, "", now=timezone.now())
    desks.hold_out(device, text)

    assert "Live card" in page_of(bea)


def test_a_file_was_read_whole(elm, oak, bea, device):
    gives(oak, elm)
    desks.hold_out(device, bea.card.document)

    assert "They read what stands on the card: it was held out as a file." in page_of(bea)
    assert disclosures(oak) == []


def test_what_every_phone_sees_leaves_nothing(elm, oak, bea):
    Client().get(f"/v/{bea.card.card_code}")
    Client().get(f"/v/{bea.card.card_code}.json")

    assert page_of(bea) == ""
    assert disclosures(oak) == []


def test_a_desk_without_an_agreement_is_told_no_more_and_leaves_nothing(elm, oak, bea, device):
    desks.hold_out(device, holdout.qr_text(bea.card))

    assert page_of(bea) == ""
    assert disclosures(oak) == []


def test_a_co_op_of_another_portal_stands_there_with_its_portal(oak, bea):
    with oak.within:
        Disclosure.objects.create(
            membership=bea.card.membership,
            asker_did="did:web:b.example:c:elm",
            asker_name="Elm Books (b.example)",
            question="1",
            evidence="live",
            told=["membershipClass", "a-name-of-later"],
        )
    page = page_of(bea)

    assert "Elm Books (b.example)" in page
    assert "Card checked at a desk" in page
    assert "They were told your kind of membership." in page


def test_nobody_sees_what_was_told_of_somebody_else(elm, oak, bea, device):
    gives(oak, elm)
    desks.hold_out(device, holdout.qr_text(bea.card))
    other, _card = visiting.member(oak, "cleo@example.org")
    outbox.drain()
    cleo = Client()
    cleo.force_login(other)

    assert page_of(cleo) == ""


def test_uses_and_checks_stay_when_the_agreement_is_over(elm, oak, bea, device):
    made = gives(oak, elm)
    page = desks.hold_out(device, holdout.qr_text(bea.card))
    press(device, page)
    with elm.within:
        agreements.end_agreement(made, by=elm.staff, reason="Over.")
    html = bea.get(MINE).content.decode()

    assert "What you used" in html
    assert "10 % off hire, Elm Lane" in html
    assert "Elm Lane, Front desk" in html


def test_a_visit_leaves_a_row_with_name_and_address_among_what_was_told(elm, oak, bea, home):
    start = bea.post("/c/elm/visit/start/", {"home": oak.coop.did}, follow=True)
    asked = start.redirect_chain[-1][0]
    bea.post(asked, {"card": bea.card.code})
    [row] = disclosures(oak)

    assert (row.purpose, row.asker_did, row.asker_name) == ("visit", elm.coop.did, "Elm Lane")
    assert {"name", "email", "membershipClass"} <= set(row.told)
    assert "Ashe" not in str(vars(row))
    assert "your email address" in page_of(bea)


def test_an_old_card_was_looked_at_as_the_same_membership(elm, oak, bea, device):
    gives(oak, elm)
    desks.hold_out(device, holdout.qr_text(bea.card))
    members.changed(bea.card.membership, "lost")
    outbox.drain()

    assert "Elm Lane, Front desk" in page_of(bea)


def test_two_checks_in_a_row_are_two(elm, oak, bea, device):
    gives(oak, elm)
    for _time in range(2):
        desks.hold_out(device, holdout.qr_text(bea.card))
    with oak.within:
        late = Disclosure.objects.first()
        Disclosure.objects.filter(pk=late.pk).update(at=late.at - timedelta(hours=1))
    page = page_of(bea)

    assert page.count("Elm Lane, Front desk") == 2
    assert page.count("They were told") == 2
