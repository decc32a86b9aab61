"""Our yes beforehand, and what is done once: asked for from home or at a desk, answered in the office."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benefits.clearances import State
from benefits.eligibility.after import Substitute
from benefits.eligibility.proof import Approval, Approver, Prerequisite
from benefits.eligibility.what import FeeWaiver, ShopCode
from benefits.errors import ClearanceAnsweredError
from benefits.models import Clearance, Redemption
from benefits.services import clearing
from benefits.tasks import daily
from benefits.terms import Gives, Terms
from tenants import outbox
from tests.benefits import desks, scene, visiting
from tests.benefits.giving import give
from tests.benefits.terms_of_all import benefit
from tests.benefits.test_desk_giving import press

pytestmark = pytest.mark.django_db(transaction=True)

YES = Approval(Approver.HOST)
INDUCTION = Prerequisite("an induction", at_desk=False)
WAIVER = Prerequisite("sign the waiver")
INSTRUMENTS = benefit(
    YES, id="instruments", title="Instruments to borrow", parameters=FeeWaiver("the deposit")
)
GIVE = "Give Instruments to borrow"
ASK = "Ask the office"
OFFICE = "/c/elm/staff/approvals/"


def agreed_on(elm, oak, *rules):
    gift = INSTRUMENTS if not rules else benefit(*rules, id="instruments", title=INSTRUMENTS.title)
    made = scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((gift,))}))
    outbox.drain()
    return made


@pytest.fixture
def bea(oak):
    """A member of Oak, signed in at home, and her card as it is held out."""

    def made():
        cache.clear()
        user, card = visiting.member(oak, "bea@example.org")
        outbox.drain()
        browser = Client()
        browser.force_login(user)
        return browser, card, desks.holdout.qr_text(card)

    return made


def page_for(card):
    return reverse("benefits:ask", args=[card.code, "elm", "instruments"])


def rows(side):
    with side.within:
        return list(Clearance.objects.order_by("pk"))


def answer(side, row, **typed):
    return side.browser().post(f"{OFFICE}{row.code}/", typed)


def text(response):
    return response.content.decode().replace("&#x27;", "'")


def test_a_member_asks_from_home_the_office_says_yes_and_the_desk_gives(oak, elm, bea):
    agreed_on(elm, oak)
    browser, card, shown = bea()
    mine = text(browser.get("/me/benefits/"))
    assert "Elm Lane has not said yes to you yet." in mine
    browser.post(page_for(card), {"note": "I play the cello."})
    [row] = rows(elm)

    mine = text(browser.get("/me/benefits/"))
    assert "You asked Elm Lane on" in mine
    assert "Card shown to ask for an approval" in mine
    assert "Card shown for a code" not in mine
    listed = text(elm.browser().get(OFFICE))
    assert row.who in listed
    assert "I play the cello." in text(elm.browser().get(f"{OFFICE}{row.code}/"))
    device = desks.paired(elm)
    assert GIVE not in text(desks.hold_out(device, shown))

    answer(elm, row, yes="on", ends_on="")
    page = desks.hold_out(device, shown)
    press(device, page, GIVE)
    with elm.within:
        assert Redemption.objects.get().benefit == "instruments"
    assert "has not said yes" not in text(browser.get("/me/benefits/"))


def test_a_desk_asks_for_whoever_stands_there_and_keeps_initials(oak, elm):
    agreed_on(elm, oak)
    cache.clear()
    device = desks.paired(elm)
    _membership, _card, shown = desks.carded(oak, name="Numbat Person-7c1e")
    page = desks.hold_out(device, shown)
    assert '<li dir="auto">a yes to this person</li>' in text(page)
    asked = press(device, page, ASK)
    again = device.get(asked.redirect_chain[-1][0])
    [row] = rows(elm)

    assert (row.who, row.place, row.needs, row.state) == ("N. P.", "Front desk", "", "asked")
    assert "The office was asked, and has not answered yet." in text(again)
    assert ASK not in text(again)
    assert "Numbat" not in str(vars(row))


def test_declined_is_told_with_the_reason_and_the_name_goes(oak, elm, bea):
    agreed_on(elm, oak)
    browser, card, _shown = bea()
    browser.post(page_for(card), {"note": "Hello"})
    [row] = rows(elm)

    assert answer(elm, row, no="on", reason="").status_code == 422
    answer(elm, row, no="on", reason="All are lent out.")
    [row] = rows(elm)
    assert (row.state, row.who, row.note) == ("declined", "", "")
    mine = text(browser.get("/me/benefits/"))
    assert "All are lent out." in mine
    browser.post(page_for(card), {"note": "And now?"})
    assert [each.state for each in rows(elm)] == ["declined", "asked"]


def test_a_yes_is_to_one_person_and_one_benefit_until_its_last_day(oak, elm, bea):
    agreed_on(elm, oak)
    browser, card, shown = bea()
    browser.post(page_for(card), {})
    [row] = rows(elm)
    yesterday = timezone.localdate() - timedelta(1)
    assert answer(elm, row, yes="on", ends_on=yesterday.isoformat()).status_code == 422
    answer(elm, row, yes="on", ends_on=timezone.localdate().isoformat())
    device = desks.paired(elm)
    assert GIVE in text(desks.hold_out(device, shown))
    _membership, _card, other = desks.carded(oak)
    assert GIVE not in text(desks.hold_out(device, other))

    with elm.within:
        Clearance.objects.update(ends_on=yesterday)
    assert GIVE not in text(desks.hold_out(device, shown))
    daily()
    [row] = rows(elm)
    assert (row.state, row.who) == ("ended", "")


def test_what_was_noted_can_count_no_more(oak, elm, bea):
    agreed_on(elm, oak)
    browser, card, shown = bea()
    browser.post(page_for(card), {})
    [row] = rows(elm)
    answer(elm, row, yes="on", ends_on="")
    answer(elm, row, end="on")

    assert GIVE not in text(desks.hold_out(desks.paired(elm), shown))
    with elm.within, pytest.raises(ClearanceAnsweredError):
        clearing.end_clearance(row, by=elm.staff)
    with elm.within, pytest.raises(ClearanceAnsweredError):
        clearing.clear(row, ends_on=None, by=elm.staff)


def test_an_induction_is_noted_once_and_counts_for_everything_that_asks_for_it(oak, elm, bea):
    agreed_on(elm, oak, YES, INDUCTION)
    browser, card, shown = bea()
    assert "an induction" in text(browser.get(page_for(card)))
    device = desks.paired(elm)
    assert '<li dir="auto">an induction</li>' in text(desks.hold_out(device, shown))
    browser.post(page_for(card), {})
    assert [row.needs for row in rows(elm)] == ["", "an induction"]
    for row in rows(elm):
        answer(elm, row, yes="on", ends_on="")
    assert GIVE in text(desks.hold_out(device, shown))

    with elm.within:
        Clearance.objects.filter(needs="").update(benefit="something-else")
        Clearance.objects.exclude(needs="").update(benefit="something-else")
    page = text(desks.hold_out(desks.paired(elm, "Workshop"), shown))
    assert "has not said yes to you yet" in page
    assert "This needs one thing first" not in page


def test_what_the_desk_sees_to_once_is_not_asked_again(oak, elm, bea):
    agreed_on(elm, oak, WAIVER)
    _browser, _card, shown = bea()
    device = desks.paired(elm)
    first = desks.hold_out(device, shown)
    assert "First, once: sign the waiver." in text(first)
    press(device, first, "Checked: give")
    second = desks.hold_out(device, shown)

    assert "sign the waiver" not in text(second)
    press(device, second, GIVE)
    [row] = rows(elm)
    assert (row.state, row.needs, row.decided_by) == (State.GIVEN, "sign the waiver", "Front desk")


def test_nobody_has_seen_to_anything_for_a_code(elm):
    code = benefit(WAIVER, parameters=ShopCode(percent_off=15))
    assert give(elm, code, confirmed=True).redemption

    assert rows(elm) == []


def test_only_what_is_needed_can_be_asked_for_and_only_with_ones_own_card(oak, elm, bea):
    agreed_on(elm, oak)
    browser, card, shown = bea()
    stranger = Client()
    stranger.force_login(scene.person("stranger@example.org"))
    nothing = reverse("benefits:ask", args=[card.code, "elm", "everything"])

    assert stranger.get(page_for(card)).status_code == 404
    assert browser.get(nothing).status_code == 404
    device = desks.paired(elm)
    page = desks.hold_out(device, shown)
    assert press(device, page, ASK, benefit="everything").status_code == 404
    assert press(desks.paired(elm, "Café"), page, ASK).status_code == 404
    assert rows(elm) == []


def test_asked_twice_is_once(oak, elm, bea):
    agreed_on(elm, oak)
    browser, card, _shown = bea()
    for _twice in range(2):
        browser.post(page_for(card), {})

    assert len(rows(elm)) == 1
    [row] = rows(elm)
    with elm.within, pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.create(
            pseudonym=row.pseudonym,
            issuer_did=row.issuer_did,
            issuer_name=row.issuer_name,
            agreement=row.agreement,
            benefit=row.benefit,
            title=row.title,
        )


def test_who_was_never_answered_is_forgotten(oak, elm, bea):
    agreed_on(elm, oak)
    browser, card, _shown = bea()
    browser.post(page_for(card), {"note": "Hello"})
    with elm.within:
        Clearance.objects.update(asked_at=timezone.now() - timedelta(91))
    daily()

    [row] = rows(elm)
    assert (row.state, row.who, row.note) == ("ended", "", "")


def test_a_yes_that_is_over_stands_in_no_ones_way(oak, elm, bea):
    agreed_on(elm, oak)
    browser, card, _shown = bea()
    browser.post(page_for(card), {})
    [row] = rows(elm)
    answer(elm, row, yes="on", ends_on="")
    with elm.within:
        Clearance.objects.update(ends_on=timezone.localdate() - timedelta(2))
    browser.post(page_for(card), {})

    assert [each.state for each in rows(elm)] == ["ended", "asked"]


def test_what_was_noted_with_a_use_goes_with_it(oak, elm, bea):
    agreed_on(elm, oak, WAIVER)
    _browser, _card, shown = bea()
    device = desks.paired(elm)
    given = press(device, desks.hold_out(device, shown), "Checked: give")
    press(device, given, "Undo")

    assert "First, once: sign the waiver." in text(desks.hold_out(device, shown))


def test_nobody_has_seen_to_anything_where_something_else_was_given(oak, elm, bea):
    agreed_on(elm, oak, WAIVER, Substitute("a coffee"))
    _browser, _card, shown = bea()
    device = desks.paired(elm)
    press(device, desks.hold_out(device, shown), "Not to be had today", lacking="on")

    with elm.within:
        assert Redemption.objects.get().sentence == "Instead: a coffee."
    assert rows(elm) == []
