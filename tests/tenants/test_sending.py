"""Letters over a real mail server: what it answers, what an hour bears, what waits and what does not."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from tenants import mail, mail_answers, mail_log, outbox, tasks
from tenants.mail import Message
from tenants.models import Letter, MailRules, OutboxEntry
from tenants.services import sending
from tenants.services.letters import Owed, write_letter, write_letters
from tests.support.sink import SENDER, Sink
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
GONE = "550 5.1.1 <a@example.org>: Recipient address rejected: User unknown in virtual table"
BUSY = "451 4.7.1 Greylisting in action, please come back later"


@pytest.fixture
def server(settings):
    with Sink() as sink:
        settings.EMAIL_BACKEND = "tenants.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    def write(row):
        return Message("Hello", f"About {row.about}", "<p>Hi</p>")

    for kind in ("test", "test_code"):
        monkeypatch.setitem(mail._writers, kind, write)
    monkeypatch.setitem(mail._sorts, "test", mail.Sort("A test", again=True))
    monkeypatch.setitem(mail._sorts, "test_code", mail.Sort("A code", urgent=True))


def write(kind="test", to="a@example.org"):
    with transaction.atomic():
        return write_letter(kind, to=to, about=uuid4(), key=str(uuid4()))


def write_many(count):
    with transaction.atomic():
        write_letters(
            "test",
            [Owed(f"m{each}@example.org", uuid4(), f"{uuid4()}", "en") for each in range(count)],
        )


def later(**time):
    """As if that much time had passed for all that waits and all that left."""
    for name in ("place_at", "sent_at", "due_at"):
        for row in Letter.objects.exclude(**{name: None}):
            Letter.objects.filter(pk=row.pk).update(
                **{name: getattr(row, name) - timedelta(**time)}
            )
    for row in OutboxEntry.objects.filter(done_at=None):
        OutboxEntry.objects.filter(pk=row.pk).update(due_at=row.due_at - timedelta(**time))


def test_a_mailbox_that_is_not_there_ends_the_letter_and_the_reason_is_kept(oak, server):
    server.answers["a@example.org"] = GONE
    row = write()
    outbox.drain()

    row.refresh_from_db()
    assert (row.state, row.attempts, row.due_at) == (Letter.State.FAILED, 1, None)
    assert row.error == GONE
    assert mail_answers.words(row.error) == "There is no such mailbox."
    assert not OutboxEntry.objects.filter(done_at=None).exists()


def test_a_server_that_says_later_is_asked_later_at_growing_distance(oak, server):
    server.answers["a@example.org"] = BUSY
    row = write()
    waits = []
    for _ in range(4):
        outbox.drain()
        row.refresh_from_db()
        waits.append(round((row.due_at - timezone.now()).total_seconds()))
        assert outbox.drain() == 0, "not before its time"
        later(seconds=waits[-1] + 1)
    assert waits == [5, 10, 20, 40]
    assert (row.state, row.attempts, row.error) == (Letter.State.WAITING, 4, BUSY)
    assert mail_log.note_of(row).startswith("Tried 4 times, again on ")

    server.answers.clear()
    outbox.drain()
    row.refresh_from_db()
    assert (row.state, row.error, len(server.kept)) == (Letter.State.SENT, "", 1)


def test_after_many_attempts_it_is_given_up(oak, server):
    server.leave()
    row = write()
    for _ in range(outbox.MOST_ATTEMPTS):
        outbox.drain()
        later(hours=7)

    row.refresh_from_db()
    assert (row.state, row.attempts) == (Letter.State.FAILED, outbox.MOST_ATTEMPTS)
    assert mail_log.note_of(row) == "The mail server did not answer."
    assert not OutboxEntry.objects.filter(done_at=None).exists()


def test_a_sender_that_is_refused_ends_no_letter(oak, server):
    server.answers[SENDER] = "550 5.7.1 Sender not allowed"
    row = write()
    outbox.drain()

    row.refresh_from_db()
    assert (row.state, row.attempts) == (Letter.State.WAITING, 1)


def test_an_hour_bears_so_many_and_codes_leave_at_once(oak, server):
    sending.set_rules(letters_an_hour=10, kept_months=24, by=oak.owner)
    write_many(25)
    outbox.drain()
    assert len(server.kept) == 9, "one place in ten is for letters that somebody waits for"
    waiting = Letter.objects.filter(state=Letter.State.WAITING)
    assert waiting.count() == waiting.exclude(due_at=None).count() == 16
    assert mail_log.note_of(waiting.first()).startswith("The hour is full. From ")

    rows = [write(), write(), write("test_code", "c@example.org")]
    outbox.drain()
    states = [Letter.objects.get(pk=each.pk).state for each in rows]
    assert states == ["sent", "waiting", "sent"], "a code waits for no hour"

    later(minutes=61)
    outbox.drain()
    assert len(server.kept) == 11 + 9
    assert Letter.objects.get(pk=rows[1].pk).state == "sent", "what was not in a crowd goes first"
    assert OutboxEntry.objects.filter(attempts__gt=1).count() == 0, "waiting is no attempt"


def test_a_larger_limit_lets_go_on_at_once(oak, server):
    sending.set_rules(letters_an_hour=10, kept_months=24, by=oak.owner)
    write_many(20)
    outbox.drain()
    sending.set_rules(letters_an_hour=None, kept_months=24, by=oak.owner)
    outbox.drain()

    assert len(server.kept) == 20


def test_a_worker_that_died_has_used_its_place(oak, server):
    """Taken before the mail, in the database: whoever comes after it counts it."""
    MailRules.objects.create(letters_an_hour=10)
    rows = [write() for _ in range(11)]
    free = [sending.take_place(row) for row in rows]

    assert free[:10] == [None] * 10
    assert free[10] is not None


def test_to_whom_a_letter_went_is_forgotten_in_time(oak, server):
    row = write()
    outbox.drain()
    Letter.objects.update(written_at=timezone.now() - timedelta(days=800))
    fresh = write()
    tasks.daily()

    row.refresh_from_db()
    fresh.refresh_from_db()
    assert (row.to, fresh.to) == ("", "a@example.org")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (GONE, "There is no such mailbox."),
        ("552 5.2.2 Mailbox over quota", "The mailbox is full."),
        ("554 5.7.26 Unauthenticated email", "The sender is not proved well enough (SPF, DKIM or DMARC)."),
        ("550 5.7.99 Policy", "The mail server over there does not take this letter."),
        ("553 sorry, no mailbox here", "The address was refused."),
        ("421 too many", "The mail server asks to try again later."),
        ("", "The mail server did not answer."),
    ],
)  # fmt: skip
def test_an_answer_is_told_in_plain_words(said, words):
    assert mail_answers.words(said) == words
