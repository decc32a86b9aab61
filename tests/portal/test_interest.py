from __future__ import annotations

import re
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from coopportal import tasks
from tenants import outbox
from tenants.models import Interest, InterestLetter
from tests import build
from tests.portal.interests import TYPED, interested, letters, link, register

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    cache.clear()


def confirmed(client=None, **changed):
    register(client, **changed)
    (letter,) = letters()
    address = link(letter)
    Client().post(address)
    return address


def test_an_interest_is_on_the_list_once_the_mailbox_confirmed_it():
    assert register()["Location"] == "/interest/sent/"
    row = Interest.objects.get()
    assert row.state == Interest.State.UNCONFIRMED

    (letter,) = letters()
    assert Client().post(link(letter))["Location"] == link(letter)
    row.refresh_from_db()
    assert row.state == Interest.State.NEW
    assert row.confirmed_at is not None
    assert "You are on our list" in Client().get(link(letter)).content.decode()


def test_opening_the_links_changes_nothing():
    register()
    (letter,) = letters()
    for address in (link(letter), f"{link(letter)}delete/"):
        for method in ("get", "head"):
            assert getattr(Client(), method)(address).status_code == 200

    assert Interest.objects.get().state == Interest.State.UNCONFIRMED


def test_no_mail_repeats_what_anybody_typed_and_each_can_delete_it():
    register()
    first = letters()
    Client().post(link(first[0]))
    sent = [*first, *letters()]

    assert [each.subject for each in sent] == [
        "Please confirm your interest",
        "You are on our list",
    ]
    for each in sent:
        for text in (each.body, each.alternatives[0][0], each.subject, str(each.extra_headers)):
            assert not [word for word in ("Brook", "Ada", "prize", "spam.example") if word in text]
        for half in (each.body, each.alternatives[0][0]):
            assert f"{link(each)}delete/" in half


def test_the_page_says_the_same_whoever_is_on_the_list():
    def told(email):
        answers = [register(email=email), Client().get("/interest/sent/")]
        return [(each.status_code, each.get("Location"), each.content) for each in answers]

    new = told("new@example.org")
    interested(email="known@example.org")
    letters()

    assert told("known@example.org") == new
    assert [each.subject for each in letters()] == ["Please confirm your interest"]


def test_told_again_the_newest_answers_count_and_both_links_lead_there():
    first = confirmed(hopes="Old hope")
    letters()
    second = confirmed(hopes="New hope")

    assert Interest.objects.get().hopes == "New hope"
    for address in (first, second):
        assert "New hope" in Client().get(address).content.decode()


def test_a_second_cooperative_of_one_person_is_a_second_interest():
    confirmed()
    letters()
    confirmed(organisation="Brook Lane Brewery")

    assert Interest.objects.filter(state=Interest.State.NEW).count() == 2


def test_confirming_twice_is_confirming_once():
    address = confirmed()
    Client().post(address)

    assert len(letters()) == 1
    assert Interest.objects.get().notes.count() == 1


def test_everything_is_deleted_when_asked_and_the_link_says_so():
    address = confirmed()
    assert "It is deleted" in Client().post(f"{address}delete/").content.decode()

    assert not Interest.objects.exists()
    assert not InterestLetter.objects.exists()
    for gone in (address, f"{address}delete/"):
        assert Client().get(gone).status_code == 410
        assert Client().post(gone).status_code == 410


def test_what_nobody_confirms_is_deleted_after_two_weeks_and_nothing_else():
    interested(email="kept@example.org")
    register(email="young@example.org")
    register(email="old@example.org")
    letters()
    Interest.objects.filter(email="old@example.org").update(
        created_at=timezone.now() - timedelta(days=14, minutes=1)
    )
    tasks.daily()

    left = set(Interest.objects.values_list("email", flat=True))
    assert left == {"kept@example.org", "young@example.org"}


def test_a_link_that_ran_out_confirms_nothing_even_before_the_clock_strikes():
    register()
    (letter,) = letters()
    Interest.objects.update(created_at=timezone.now() - timedelta(days=15))

    assert Client().post(link(letter)).status_code == 410


def test_nobody_fills_a_strangers_mailbox():
    for _ in range(5):
        register()

    assert len(letters()) == 3


def test_too_many_from_one_address_are_told_to_wait():
    answers = [register(email=f"a{number}@example.org").status_code for number in range(7)]

    assert answers[:5] == [302] * 5
    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"organisation": ""}, "Enter the name of the co-op."),
        ({"kind": ""}, "Choose whether you write for a co-op or as a person."),
        ({"name": ""}, "Enter your name."),
        ({"name": "Visit https://spam.example now"}, "Enter a name without web addresses"),
        ({"country": "XX"}, "Choose your country."),
        ({"wishes": []}, "Choose what you would like to do."),
        ({"use_cases": []}, "Choose which use case you would like to try."),
        ({"email": "ada"}, "Enter an email address in the correct format"),
        ({"consent": ""}, "Agree to be contacted"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(changed, sentence):
    refused = register(**changed)
    page = refused.content.decode()

    assert refused.status_code == 422
    assert page.count(sentence) == 2, "in the summary and at the field"
    assert TYPED["hopes"] in page
    assert not Interest.objects.exists()


def test_a_program_that_fills_in_the_trap_gets_nowhere():
    refused = register(url="https://spam.example")

    assert "as if a program had filled it in" in refused.content.decode()
    assert not Interest.objects.exists()


def test_a_person_needs_no_cooperative():
    register(kind="person", organisation="Whatever was typed before")

    assert Interest.objects.get().organisation == ""


def test_a_federation_reads_it_only_where_it_was_named():
    body = build.cooperative("commons", name="Commons", level="secondary")
    register(federation=str(body.pk))
    register(email="bo@example.org")

    assert list(Interest.objects.order_by("pk").values_list("federation", flat=True)) == [
        body.pk,
        None,
    ]


def test_without_a_federation_nobody_is_asked_about_one():
    assert "Who else may read this?" not in Client().get("/interest/").content.decode()


def test_a_link_from_a_use_case_has_it_ticked():
    page = Client().get("/interest/?use=at-the-door&wish=try").content.decode()

    assert re.search(r'value="at-the-door"[^>]*checked', page)
    assert re.search(r'value="try"[^>]*checked', page)


def test_an_address_that_is_refused_is_given_up(monkeypatch):
    def refuse(*_):
        raise SMTPRecipientsRefused({})

    register()
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    letters()

    assert InterestLetter.objects.get().state == InterestLetter.State.FAILED


def test_a_letter_that_breaks_holds_up_no_other_and_is_given_up_in_the_end(monkeypatch):
    def break_one(_backend, messages):
        if messages[0].to == ["ada@example.org"]:
            raise UnicodeError
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", break_one)
    register()
    register(email="bo@example.org")
    letters()
    broken, other = InterestLetter.objects.order_by("pk")
    assert other.state == InterestLetter.State.SENT
    assert (broken.state, broken.attempts) == (InterestLetter.State.WAITING, 1)
    assert broken.due_at > timezone.now()

    for last in (outbox.MOST_ATTEMPTS - 2, outbox.MOST_ATTEMPTS - 1):
        assert InterestLetter.objects.get(pk=broken.pk).state == InterestLetter.State.WAITING
        InterestLetter.objects.filter(pk=broken.pk).update(attempts=last, due_at=timezone.now())
        letters()
    broken.refresh_from_db()
    assert (broken.state, broken.attempts) == (InterestLetter.State.FAILED, outbox.MOST_ATTEMPTS)


def test_a_mail_server_that_is_away_gets_the_letter_later(monkeypatch):
    def away(*_):
        raise SMTPServerDisconnected

    register()
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "send_messages", away)
        letters()
    assert letters() == []
    InterestLetter.objects.update(due_at=timezone.now())

    assert len(letters()) == 1
    assert InterestLetter.objects.get().state == InterestLetter.State.SENT
