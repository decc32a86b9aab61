"""Two of a team at the same thing, on a database of their own. Run by test_office_races.py, on both databases."""

from __future__ import annotations

from threading import Event
from time import sleep

import pytest
from django.db import connection

from tenants import outbox
from tenants.letter_texts import Words
from tenants.models import Application, Job, LetterText, Mailing, Membership
from tenants.services import decisions, letter_texts, mailings
from tests.support.racing import RACERS, keep_in_a_file, race
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 3
HELD = 0.5


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    keep_in_a_file(tmp_path_factory.mktemp("races"))


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def test_the_last_batch_of_a_mailing_and_who_stops_it_never_wait_for_each_other(oak, monkeypatch):
    """The batch has the first of its rows and waits a moment before the second; then somebody stops the mailing."""
    has_first, finished = Event(), mailings.mark_written

    def slowly(code):
        has_first.set()
        sleep(HELD)
        finished(code)

    monkeypatch.setattr(mailings, "mark_written", slowly)
    for number in range(ROUNDS):
        oak.joined(f"Member {number}")
        outbox.drain()
        row = mailings.save_draft(
            None, by=oak.steward, subject=f"News {number}", text="Hello.", language="en"
        )
        members = [each.member for each in Membership.objects.all()]
        job = mailings.start(row, members, by=oak.steward)
        row.refresh_from_db()
        has_first.clear()

        def act(which, row=row):
            with oak.within:
                if which:
                    assert has_first.wait(20)
                    mailings.stop(row, by=oak.steward)
                    return "stopped"
                outbox.drain()
                return "worked off"

        assert race(act, 2) == {"stopped": 1, "worked off": 1}
        outbox.drain()
        row.refresh_from_db()
        job.refresh_from_db()
        assert row.state == Mailing.State.STOPPED
        assert job.state == Job.State.DONE, "it was at its end already"
        assert job.done == job.total


def test_of_many_who_save_the_words_of_a_letter_one_is_first(oak):
    def act(number):
        with oak.within:
            words = Words(f"Subject {number}", "", "")
            letter_texts.save_text("declined", "en", words, by=oak.owner, seen=0)

    assert race(act) == {"done": 1, "changed_meanwhile": RACERS - 1}
    assert LetterText.objects.get().version == 1


def test_without_having_seen_any_each_becomes_a_version(oak):
    def act(number):
        with oak.within:
            letter_texts.save_text("declined", "en", Words(f"{number}", "", ""), by=oak.owner)

    assert race(act) == {"done": RACERS}
    versions = LetterText.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == list(range(1, RACERS + 1))


def two_to_approve(oak):
    oak.coop.two_to_approve = True
    oak.coop.save()
    return oak.applied("Amara Okonkwo")


def admitted(oak, row, by):
    with oak.within:
        return decisions.admit(Application.objects.get(pk=row.pk), by=by).outcome


def test_one_person_twice_at_once_is_never_two(oak):
    """However often the same person presses: one proposal, and no member."""
    row = two_to_approve(oak)
    came_to = race(lambda _number: admitted(oak, row, oak.steward))

    assert came_to["proposed"] == 1
    assert set(came_to) == {"proposed", "second_person"}
    assert not Membership.objects.exists()
    row.refresh_from_db()
    assert row.proposed_by == oak.steward
    assert row.is_open


def test_two_persons_at_once_propose_and_confirm_once(oak):
    row = two_to_approve(oak)
    other = oak.seat("membership")
    by = (oak.steward, other)
    came_to = race(lambda number: admitted(oak, row, by[number % 2]))

    assert came_to["proposed"] == 1
    assert came_to["approved"] == 1
    assert set(came_to) <= {"proposed", "approved", "second_person", "already_decided"}
    assert Membership.objects.count() == 1
    row.refresh_from_db()
    assert {row.proposed_by, row.decided_by} == set(by)


def test_who_confirms_and_who_sends_back_come_one_after_the_other(oak):
    row = two_to_approve(oak)
    other = oak.seat("membership")
    assert admitted(oak, row, oak.steward) == "proposed"

    def act(number):
        if number % 2:
            return admitted(oak, row, other)
        with oak.within:
            fresh = Application.objects.get(pk=row.pk)
            decisions.send_back(fresh, reason="Look again.", by=oak.owner)
            return "sent_back"

    came_to = race(act)
    assert came_to["approved"] + came_to["sent_back"] >= 1
    assert came_to["approved"] <= 1
    assert Membership.objects.count() == came_to["approved"]
    assert connection.in_atomic_block is False
