from __future__ import annotations

import re
from html import unescape

import pypdfium2
import pytest
import zxingcpp
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from credentials import links
from credentials.facts import CredentialChecked
from credentials.models import Offer
from credentials.services import delivery
from tenants import outbox
from tenants.facts import LetterWritten
from tenants.models import Letter, Membership, Seat, User
from tests import build
from tests.credentials import holding
from tests.credentials.holding import ask_again, expire_links, link_in
from tests.credentials.members import changed, tell

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "http://localhost:8000"


@pytest.fixture(autouse=True)
def _no_limits():
    cache.clear()


@pytest.fixture
def valley():
    return holding.opened()


@pytest.fixture
def amara():
    return holding.person()


def html_of(mail):
    [(html, media_type)] = mail.alternatives
    assert media_type == "text/html"
    return str(html)


def codes_in(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=300 / 72).to_pil().copy()
    finally:
        document.close()
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_a_new_member_gets_one_letter_with_the_card(valley, amara, mailoutbox):
    card = holding.card(valley, amara)

    [mail] = mailoutbox
    assert mail.to == ["amara@example.org"]
    assert mail.subject == "Green Valley Food Co-op: You are a member, and here is your card"
    assert mail.reply_to == ["office@green-valley.example.org"]
    for half in (mail.body, re.sub(r"<[^>]+>", " ", html_of(mail))):
        for word in (
            amara.name,
            "You are now a member of Green Valley Food Co-op",
            card.membership.member.number,
            f"{card.card_code[:4]} {card.card_code[4:]}",
            "as often as you like",
        ):
            assert word in unescape(half)
        assert "wallet" not in half.lower()
        assert "credential" not in half.lower()
    assert f"{HOST}{link_in(mail)}" in html_of(mail)


def test_the_paper_in_the_letter_is_the_card(valley, amara, mailoutbox):
    card = holding.card(valley, amara)

    [(name, content, media_type)] = mailoutbox[0].attachments
    assert (name, media_type) == ("green-valley-card.pdf", "application/pdf")
    [code] = codes_in(content)
    assert code.startswith(f"{HOST}/v/{card.card_code}#")


def test_the_letter_is_written_in_the_members_language(valley, amara, mailoutbox):
    holding.card(valley, amara, language="de")

    with valley.within:
        assert Letter.objects.get(kind="card").language == "de"
    assert len(mailoutbox) == 1


def test_facts_that_repeat_write_no_second_letter(valley, amara, mailoutbox):
    card = holding.card(valley, amara)

    for _ in range(3):
        tell(valley.coop, CredentialChecked(str(card.code)))
        outbox.drain()

    assert len(mailoutbox) == 1
    with valley.within:
        assert Offer.objects.count() == 1


def test_a_letter_that_is_sent_twice_is_the_same_letter(valley, amara, mailoutbox):
    holding.card(valley, amara)
    with valley.within:
        Letter.objects.update(state=Letter.State.WAITING)
        letter = Letter.objects.get()
        with transaction.atomic():
            outbox.record(LetterWritten(str(letter.code)))
    outbox.drain()

    first, second = mailoutbox
    assert first.body == second.body
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.attachments == second.attachments


@pytest.mark.parametrize(
    ("cause", "subject", "sentence"),
    [
        ("renewed:2028-01-31", "Your membership goes on", "has been renewed"),
        ("replaced:x", "Here is your new card", "which no longer works"),
    ],
)
def test_a_card_that_follows_comes_in_other_words(
    valley, amara, mailoutbox, cause, subject, sentence
):
    card = holding.card(valley, amara)

    changed(card.membership, cause)
    outbox.drain()

    assert len(mailoutbox) == 2
    assert subject in mailoutbox[1].subject
    assert sentence in mailoutbox[1].body
    assert link_in(mailoutbox[1]) != link_in(mailoutbox[0])


def test_a_visitor_is_welcomed_as_one(valley, amara, mailoutbox):
    with valley.within:
        kind = build.membership_class(name="Visiting member", visiting=True, has_vote=False)
    holding.card(valley, amara, kind=kind)

    assert "Welcome as a visiting member" in mailoutbox[0].subject
    assert "no vote" in mailoutbox[0].body


def test_members_taken_over_from_elsewhere_get_no_letter_until_it_is_asked_for(
    valley, amara, mailoutbox
):
    card = holding.card(valley, amara, announce=False)
    assert mailoutbox == []

    ask_again(card)

    assert "Your card once more" in mailoutbox[0].subject


def test_without_an_address_no_letter_is_owed(valley, amara, mailoutbox):
    card = holding.card(valley, amara, email="")
    ask_again(card)

    assert mailoutbox == []
    with valley.within:
        assert not Letter.objects.exists()


def test_nothing_is_written_about_a_card_that_is_over(valley, amara, mailoutbox):
    old = holding.card(valley, amara)
    new = holding.replaced(old)
    with valley.within:
        Membership.objects.update(standing=Membership.Standing.ENDED)
    before = len(mailoutbox)

    ask_again(old, "one")
    ask_again(new, "two")

    assert len(mailoutbox) == before


def test_the_same_card_again_carries_the_same_link(valley, amara, mailoutbox):
    card = holding.card(valley, amara)

    ask_again(card, "one")
    ask_again(card, "one")
    ask_again(card, "two")

    assert len(mailoutbox) == 3
    assert len({link_in(mail) for mail in mailoutbox}) == 1


def test_a_link_that_has_run_out_stays_dead_and_a_new_one_follows(valley, amara, mailoutbox):
    card = holding.card(valley, amara)
    expire_links(valley)

    ask_again(card)

    dead, alive = map(link_in, mailoutbox)
    assert Client().get(dead).status_code == 410
    assert Client().get(alive).status_code == 200


def test_a_member_who_came_in_on_paper_can_sign_in_as_the_letter_says(valley, mailoutbox):
    joined = valley.joined("Paul Paper", "paul@example.org")
    outbox.drain()
    browser = Client()
    there = f"/me/cards/{holding.newest(joined).code}/"
    link = re.search(r'href="(/accounts/login/\?next=[^"]+)"', text(browser, mailoutbox[0]))[1]

    assert browser.get(unescape(link)).status_code == 200
    browser.post("/accounts/login/code/", {"email": "paul@example.org", "next": there})
    code = re.search(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4})\s*$", mailoutbox[-1].body, re.MULTILINE)[1]
    answer = browser.post(f"/accounts/login/code/confirm/?next={there}", {"code": code})

    assert answer["Location"] == there
    assert browser.get(there).status_code == 200


def text(browser, mail):
    answer = browser.get(link_in(mail))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_batch_of_cards_is_offered_in_few_statements(
    valley, amara, django_assert_max_num_queries
):
    cards = [holding.card(valley, holding.person(f"m{n}@example.org", f"M {n}")) for n in range(12)]
    with valley.within:
        Offer.objects.all().delete()
        Seat.objects.count()
        with django_assert_max_num_queries(8):
            offered = delivery.offer_cards([str(card.code) for card in cards])

    assert len(offered) == 12
    assert User.objects.filter(email__startswith="m").count() == 12


def test_every_offer_has_a_link_of_its_own(valley, amara):
    card = holding.card(valley, amara)
    with valley.within:
        offer = Offer.objects.get()
        tokens = {
            links.claim_token(Offer(code=offer.code, credential=card, generation=n))
            for n in range(1, 4)
        }

    assert len(tokens) == 3
