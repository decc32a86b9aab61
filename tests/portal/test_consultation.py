"""The consultation as anybody meets it: a comment is confirmed, read, published, answered, and forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from coopportal import tasks
from coopportal.services import consultation as service
from tenants.errors import ChangedMeanwhileError
from tenants.models import Comment, CommentLetter, Proposal
from tests.portal.consulting import (
    answered,
    commented,
    letters,
    link,
    moderator,
    proposed,
    published,
    write,
)

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/definition/consultation/"
State = Comment.State


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    cache.clear()


def text_of(address):
    return Client().get(address).content.decode()


def test_a_comment_waits_to_be_read_once_the_mailbox_confirmed_it():
    assert write()["Location"] == "/definition/comment/sent/"
    row = Comment.objects.get()
    assert (row.state, row.term, row.proposal) == (State.UNCONFIRMED, "covers", None)

    (letter,) = letters()
    assert Client().post(link(letter))["Location"] == link(letter)
    row.refresh_from_db()
    assert row.state == State.NEW
    assert "Somebody reads it before others can" in text_of(link(letter))
    assert "Grandparents" not in text_of(PAGE)


def test_opening_the_links_changes_nothing():
    write()
    (letter,) = letters()
    for address in (link(letter), f"{link(letter)}delete/"):
        for method in ("get", "head"):
            assert getattr(Client(), method)(address).status_code == 200

    assert Comment.objects.get().state == State.UNCONFIRMED


def test_the_letters_repeat_nothing_and_each_can_delete_it():
    write()
    sent = letters()
    Client().post(link(sent[0]))
    row, by = Comment.objects.get(), moderator()
    service.publish_comment(row, by=by, was=State.NEW)
    service.answer_comment(
        row, state="later", answer="Quite soon", led_to=None, by=by, was=State.PUBLISHED
    )
    service.hide_comment(row, by=by, was=State.LATER)
    sent += letters()

    assert [each.subject for each in sent] == [
        "Please confirm your comment",
        "Your comment is published",
        "There is an answer to your comment",
        "Your comment is not published",
    ]
    for each in sent:
        assert each.to == ["ada@example.org"]
        for half in (each.body, each.alternatives[0][0]):
            told = f"{half}{each.subject}{each.extra_headers}"
            typed = ("Brook", "Ada", "prize", "spam.example", "Quite soon", "Olwen")
            assert not [word for word in typed if word in told]
            assert f"{link(each)}delete/" in half


def test_everything_is_deleted_when_asked_and_the_number_is_nobody_elses():
    row = published()
    address = f"/definition/comment/{service.link_token(row.code)}/"
    assert "It is deleted" in Client().post(f"{address}delete/").content.decode()

    assert not Comment.objects.exists()
    assert not CommentLetter.objects.exists()
    assert "Grandparents" not in text_of(PAGE)
    for gone in (address, f"{address}delete/"):
        assert Client().get(gone).status_code == 410
        assert Client().post(gone).status_code == 410
    assert published(email="b@example.org").number == row.number + 1


def test_the_writer_sees_all_that_is_kept():
    row = answered("declined", "A card names no shares.", term="covers")
    page = text_of(f"/definition/comment/{service.link_token(row.code)}/")

    for kept in ("ada@example.org", "Ada Marsh", "covers", "A card names no shares.", "Declined"):
        assert kept in page


def test_what_is_not_confirmed_or_not_published_is_deleted_in_time_and_nothing_else():
    now, by = timezone.now(), moderator()
    commented(email="waits@example.org")
    published(email="public@example.org")
    for name in ("young", "old"):
        write(email=f"{name}@example.org")
        hidden = commented(email=f"{name}.hidden@example.org")
        service.hide_comment(hidden, by=by, was=State.NEW)
    Comment.objects.filter(email="old@example.org").update(
        created_at=now - timedelta(days=14, minutes=1)
    )
    Comment.objects.filter(email="old.hidden@example.org").update(
        changed_at=now - timedelta(days=30, minutes=1)
    )
    tasks.daily()

    left = set(Comment.objects.values_list("email", flat=True))
    assert left == {
        "waits@example.org",
        "public@example.org",
        "young@example.org",
        "young.hidden@example.org",
    }


def test_a_link_that_ran_out_confirms_nothing_even_before_the_clock_strikes():
    write()
    (letter,) = letters()
    Comment.objects.update(created_at=timezone.now() - timedelta(days=15))

    assert Client().post(link(letter)).status_code == 410


def test_the_page_says_the_same_whoever_wrote_before():
    def told(email):
        answers = [write(email=email), Client().get("/definition/comment/sent/")]
        return [(each.status_code, each.get("Location"), each.content) for each in answers]

    new = told("new@example.org")
    published(email="known@example.org")

    assert told("known@example.org") == new


def test_nobody_fills_a_strangers_mailbox():
    for _ in range(5):
        write()

    assert len(letters()) == 3


def test_too_many_from_one_address_are_told_to_wait():
    answers = [write(email=f"a{number}@example.org").status_code for number in range(7)]

    assert answers[:5] == [302] * 5
    assert answers[-1] == 429


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"text": ""}, "Write your comment."),
        ({"about": "term-nothing"}, "Choose what your comment is about."),
        ({"about": "proposal-7"}, "Choose what your comment is about."),
        ({"name": "Visit https://spam.example now"}, "Enter a name without web addresses"),
        ({"email": "ada"}, "Enter an email address in the correct format"),
        ({"consent": ""}, "Agree that it is published"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_nothing_typed_is_lost(changed, sentence):
    refused = write(**changed)
    page = refused.content.decode()

    assert refused.status_code == 422
    assert page.count(sentence) == 2, "in the summary and at the field"
    assert "Brook Lane Bakery" in page
    assert not Comment.objects.exists()


def test_a_program_that_fills_in_the_trap_gets_nowhere():
    refused = write(url="https://spam.example")

    assert "as if a program had filled it in" in refused.content.decode()
    assert not Comment.objects.exists()


def test_a_link_from_a_proposal_has_it_chosen():
    proposed()
    page = text_of("/definition/comment/?about=proposal-1")
    write(about="proposal-1")

    assert 'value="proposal-1" selected' in page
    assert Comment.objects.get().proposal == Proposal.objects.get()


def test_a_decided_proposal_is_not_commented_on():
    proposed(state=Proposal.State.DECLINED, answer="Never.")

    assert write(about="proposal-1").status_code == 422


def test_two_who_answer_at_once_are_told():
    row, by = published(), moderator()
    for state, was in (("new", State.PUBLISHED), ("later", State.NEW), ("unconfirmed", State.NEW)):
        with pytest.raises(ChangedMeanwhileError):
            service.answer_comment(row, state=state, answer="?", led_to=None, by=by, was=was)
    with pytest.raises(ChangedMeanwhileError):
        service.publish_comment(row, by=by, was=State.NEW)
    with pytest.raises(ChangedMeanwhileError):
        service.publish_comment(row, by=by, was=State.PUBLISHED)
    service.delete_comment(row)
    with pytest.raises(ChangedMeanwhileError):
        service.confirm_comment(row)


def test_what_is_not_confirmed_is_neither_published_nor_hidden():
    write()
    row = Comment.objects.get()
    for change in (service.publish_comment, service.hide_comment):
        with pytest.raises(ChangedMeanwhileError):
            change(row, by=moderator(), was=State.UNCONFIRMED)
