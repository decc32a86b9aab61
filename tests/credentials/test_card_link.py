from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from credentials.models import Offer
from tenants import outbox
from tenants.models import Event, Membership
from tests.credentials import holding
from tests.credentials.holding import expire_links, link_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_limits():
    cache.clear()


@pytest.fixture
def valley():
    return holding.opened()


@pytest.fixture
def amara():
    return holding.person()


def text(browser, mail):
    answer = browser.get(link_in(mail))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_link_shows_the_card_and_consumes_nothing(valley, amara, mailoutbox):
    card = holding.card(valley, amara)
    link = link_in(mailoutbox[0])
    with valley.within:
        before = Event.objects.count()

    for _ in range(3):
        browser = Client()
        assert browser.head(link).status_code == 200
        shown = text(browser, mailoutbox[0])
        assert "data:image/svg+xml;base64," in shown
        assert card.membership.member.number in shown
        assert "sessionid" not in browser.cookies
        assert browser.get("/me/").status_code == 302, "the link signs nobody in"
    assert "data:image/svg+xml;base64," in Client().get(f"{link}?at=desk").content.decode()
    with valley.within:
        assert Event.objects.count() == before
        assert Offer.objects.get().first_opened_at is None


def test_the_link_opens_nothing_else(valley, amara, mailoutbox):
    card = holding.card(valley, amara)
    browser = Client()
    browser.get(link_in(mailoutbox[0]))

    for path in ("", "card.json", "qr.png", "qr.svg", "card.pdf", "replace/"):
        assert browser.get(f"/me/cards/{card.code}/{path}").status_code == 302
    assert browser.post(f"/me/cards/{card.code}/replace/").status_code == 302


def test_the_page_behind_the_link_is_kept_by_nobody(valley, amara, mailoutbox):
    holding.card(valley, amara)
    answer = Client().get(link_in(mailoutbox[0]))

    assert "no-store" in answer["Cache-Control"]
    assert "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Robots-Tag"] == "noindex"


def test_the_page_behind_the_link_tells_no_address(valley, amara, mailoutbox):
    holding.card(valley, amara)

    assert amara.email not in text(Client(), mailoutbox[0])


def test_the_link_works_for_fourteen_days(valley, amara, mailoutbox, monkeypatch):
    holding.card(valley, amara)
    link, now = link_in(mailoutbox[0]), timezone.now()

    for days, status in ((13, 200), (15, 410)):
        later = now + timedelta(days)
        monkeypatch.setattr("credentials.views.claim.timezone.now", lambda later=later: later)
        assert Client().get(link).status_code == status


def test_a_link_that_was_never_sent_says_so(valley, amara, mailoutbox):
    holding.card(valley, amara)
    link = link_in(mailoutbox[0])

    for cut in ("/claim/nothing/", f"{link[:-2]}/"):
        for method in ("get", "post"):
            answer = getattr(Client(), method)(cut)
            assert answer.status_code == 404
            assert "This link leads nowhere" in answer.content.decode()


def test_one_tap_sends_a_new_link_for_one_that_ran_out(valley, amara, mailoutbox):
    holding.card(valley, amara)
    expire_links(valley)
    link = link_in(mailoutbox[0])
    assert "This link is too old" in Client().get(link).content.decode()

    for _ in range(3):
        assert "on its way" in Client().post(link).content.decode()
        outbox.drain()

    assert len(mailoutbox) == 2, "once an hour"
    assert Client().get(link_in(mailoutbox[1])).status_code == 200


def test_an_old_cards_link_sends_the_newest_card_and_never_shows_it(valley, amara, mailoutbox):
    old = holding.card(valley, amara)
    new = holding.replaced(old)
    shown = text(Client(), mailoutbox[0])
    assert "This is an old card" in shown
    assert "data:image/svg+xml" not in shown
    assert new.card_code not in shown

    Client().post(link_in(mailoutbox[0]))
    outbox.drain()

    assert new.card_code[:4] in mailoutbox[-1].body


def test_the_answer_is_the_same_whatever_became_of_the_card(valley, amara, mailoutbox):
    holding.card(valley, amara)
    expire_links(valley)
    link = link_in(mailoutbox[0])
    good = Client().post(link).content
    with valley.within:
        Membership.objects.update(standing=Membership.Standing.ENDED)

    over = Client().post(link).content

    assert good == over
    assert b"on its way" in over


def test_nobody_fills_a_mailbox(valley, amara, mailoutbox):
    holding.card(valley, amara)
    link = link_in(mailoutbox[0])

    answers = [Client().post(link).status_code for _ in range(5)]
    outbox.drain()

    assert answers == [200, 200, 200, 429, 429]
    assert len(mailoutbox) == 2


def test_a_click_without_the_token_sends_nothing(valley, amara, mailoutbox):
    holding.card(valley, amara)
    browser = Client(enforce_csrf_checks=True)

    assert browser.post(link_in(mailoutbox[0])).status_code == 403


@pytest.mark.parametrize("standing", ["suspended", "ended"])
def test_a_card_that_does_not_count_shows_no_code_behind_its_link(
    valley, amara, mailoutbox, standing
):
    holding.card(valley, amara)
    with valley.within:
        Membership.objects.update(standing=standing)

    assert "data:image/svg+xml" not in text(Client(), mailoutbox[0])
    assert (
        "data:image/svg+xml"
        not in Client().get(f"{link_in(mailoutbox[0])}?at=desk").content.decode()
    )
