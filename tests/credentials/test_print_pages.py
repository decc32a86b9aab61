"""The pages around cards on paper: lists, who printed what, a test page, how long the file is kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from credentials import own_data
from credentials.models import CardPrint, PrintRun
from credentials.services import printing
from tenants import outbox
from tenants.models import Job, JobFile
from tenants.services import households, seats
from tests.credentials import holding
from tests.credentials.members import card_of, changed
from tests.credentials.papers import members, outcomes, pages, printed, send
from tests.credentials.together import allow, with_bea

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def valley():
    return holding.opened()


def test_it_is_noted_who_printed_a_card_and_the_list_knows(valley):
    one, _two = members(valley, "Bea Lind", "Cem Demir")
    printed(valley, these=str(one.code))
    browser = valley.browser()
    person = browser.get(reverse("tenants:member", args=[valley.coop.slug, one.member.code])).text

    with valley.within:
        [note] = CardPrint.objects.select_related("run")
        assert (note.credential, note.run.by) == (card_of(one), valley.steward)
    assert f"by {valley.steward}" in person
    unprinted = browser.get(valley.url("cards/?show=unprinted")).text
    assert "Cem Demir" in unprinted
    assert "Bea Lind" not in unprinted
    changed(one, "replaced:x")
    outbox.drain()
    assert "Bea Lind" in browser.get(valley.url("cards/?show=unprinted")).text, "of a new card"


def test_never_printed_holds_households_whose_further_card_is_on_no_paper(valley):
    with valley.within:
        allow(valley, holders_most=2)
        _user, card, bea = with_bea(valley)
    name, browser = card.membership.member.name, valley.browser()

    def shown():
        return name in browser.get(valley.url("cards/?show=unprinted")).text

    assert shown()
    printed(valley)
    assert shown(), "the member's own alone was printed"
    printed(valley, further="on", key=str(uuid4()))
    assert not shown()
    with valley.within:
        households.remove(bea, by=valley.steward)
        CardPrint.objects.filter(credential__further=bea).delete()
    assert not shown(), "a card that is good no more is not missing on paper"


def test_a_single_letter_counts_as_printed(valley):
    [grete] = members(valley, "Grete Müller", email="")
    valley.browser().post(reverse("credentials:card-letter", args=[valley.coop.slug, grete.code]))
    with valley.within:
        [run] = PrintRun.objects.all()
        assert (run.job, run.by) == (None, valley.steward)
        assert run.cards.get().credential == card_of(grete)


def test_the_test_page_has_one_card_whose_code_reads_as_good(valley):
    [bea] = members(valley, "Bea Lind")
    answer = send(valley, "test/")
    [(_size, words, [text])] = pages(answer.content)

    assert "10 cm" in words
    page = valley.browser().get(f"/v/{card_of(bea).card_code}")
    assert card_of(bea).card_code in text
    assert page.status_code == 200
    with valley.within:
        assert not CardPrint.objects.exists()
        assert not Job.objects.exists()
    assert [
        len(codes) for _s, _w, codes in pages(send(valley, "test/", shape="letter").content)
    ] == [1]


def test_without_paper_or_side_nothing_is_begun(valley):
    members(valley, "Bea Lind")
    answer = send(valley, shape="", sides="x")

    assert answer.status_code == 422
    assert "Choose the paper." in answer.text
    assert "Choose a side." in answer.text
    assert send(valley, key="x").status_code == 409
    with valley.within:
        assert not Job.objects.exists()


def test_the_file_goes_after_three_days_and_the_note_stays(valley):
    members(valley, "Bea Lind")
    job, _content = printed(valley)
    with valley.within:
        assert not printing.is_paper_old()
        Job.objects.update(finished_at=timezone.now() - timedelta(days=4))
        assert printing.is_paper_old()
        printing.forget_paper()
        assert not JobFile.objects.exists()
        assert CardPrint.objects.count() == 1
    assert "Download the result" not in valley.browser().get(valley.url(f"jobs/{job.code}/")).text


def test_lists_are_narrowed_by_kind_address_and_tick(valley):
    bea, cem = members(valley, "Bea Lind"), members(valley, "Cem Demir", email="")
    browser = valley.browser()
    assert "Cem Demir" not in browser.get(valley.url(f"cards/print/?these={bea[0].code}")).text
    page = browser.get(valley.url("cards/?no_email=on")).text

    assert "Cem Demir" in page
    assert "Bea Lind" not in page
    assert "Issued (1)" in page
    job, _content = printed(valley, no_email="True")
    assert list(outcomes(valley, job)) == [cem[0].member.name]


def test_the_list_takes_as_many_queries_for_many_as_for_one(valley, django_assert_max_num_queries):
    members(valley, "One")
    browser = valley.browser()
    browser.get(valley.url("cards/"))
    with django_assert_max_num_queries(40) as first:
        browser.get(valley.url("cards/"))
    members(valley, *[f"Member {n}" for n in range(30)])
    with django_assert_max_num_queries(len(first.captured_queries)):
        browser.get(valley.url("cards/"))


def test_my_data_tells_when_the_office_printed_a_card(valley):
    [bea] = members(valley, "Bea Lind", user=holding.person("bea@example.org", "Bea Lind"))
    with valley.within:
        seats.seat_members([bea.member])
    printed(valley)
    [kept] = own_data.kept_of(bea.member.user)

    assert [(each["card"], each["shape"]) for each in kept.printed] == [
        (card_of(bea).code, "sheet")
    ]
