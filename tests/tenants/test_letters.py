from __future__ import annotations

from datetime import date
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail as django_mail
from django.db import transaction
from django.utils.formats import date_format

from tenants import mail, outbox, scope
from tenants.mail import Attachment, Message
from tenants.models import Letter, OutboxEntry
from tenants.services.letters import Owed, write_letter, write_letters
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elm():
    coop = build.cooperative("elm", name="Elm Lane", email="office@elm.example.org")
    with scope.within(coop.pk):
        yield coop


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    def write(row):
        card = Attachment("card.pdf", b"%PDF", "application/pdf")
        return Message("Hello\nBcc: x@example.org", f"About {row.about}", "<p>Hi</p>", [card])

    monkeypatch.setitem(mail._writers, "test", write)


def write(**values):
    values = {"to": "a@example.org", "about": uuid4(), "key": "why", **values}
    with transaction.atomic():
        return write_letter("test", **values)


def test_a_letter_is_sent_as_one_mail_and_says_so(elm, mailoutbox):
    row = write()
    outbox.drain()

    row.refresh_from_db()
    sent = mailoutbox[0]
    assert (row.state, row.message_id) == (Letter.State.SENT, f"<{row.code}@localhost>")
    assert sent.extra_headers["Message-ID"] == row.message_id
    assert sent.reply_to == ["office@elm.example.org"]
    assert sent.attachments[0].filename == "card.pdf"
    assert sent.subject == "Hello Bcc: x@example.org"


def test_the_same_reason_never_writes_twice(elm, mailoutbox):
    assert write() is not None
    assert write() is None
    assert write(key="another reason") is not None
    outbox.drain()

    assert len(mailoutbox) == 2


def test_many_letters_are_owed_once_each_and_in_no_more_statements(
    elm, mailoutbox, django_assert_max_num_queries
):
    owed = [Owed(f"m{each}@example.org", uuid4(), f"why {each}", "en") for each in range(60)]
    write(key="why 7")

    with transaction.atomic(), django_assert_max_num_queries(8):
        write_letters("test", owed)
    with transaction.atomic():
        write_letters("test", owed)
    outbox.drain()

    assert len(mailoutbox) == len(owed)


def test_a_server_that_is_away_is_tried_again(elm, mailoutbox, monkeypatch):
    def away(_self, *_args, **_values):
        raise SMTPServerDisconnected

    row = write()
    with monkeypatch.context() as broken:
        broken.setattr(django_mail.EmailMessage, "send", away)
        outbox.drain()
    row.refresh_from_db()
    assert row.state == Letter.State.WAITING

    OutboxEntry.objects.update(due_at=row.written_at)
    outbox.drain()

    assert len(mailoutbox) == 1


def test_a_refused_address_is_not_tried_again(elm, mailoutbox, monkeypatch):
    def refuse(_self, *_args, **_values):
        raise SMTPRecipientsRefused({})

    row = write()
    monkeypatch.setattr(django_mail.EmailMessage, "send", refuse)
    outbox.drain()

    row.refresh_from_db()
    assert (row.state, row.error) == (Letter.State.FAILED, "550")
    assert not OutboxEntry.objects.filter(done_at=None).exists()


def test_a_kind_has_one_writer():
    with pytest.raises(ValueError, match="already"):
        mail.letter("test")(lambda _row: Message("", "", ""))


def test_a_letter_is_in_one_language(elm, mailoutbox, monkeypatch):
    def write_date(_row):
        return Message("Since", date_format(date(2026, 5, 2), "j F Y"), "<p></p>", [])

    monkeypatch.setitem(mail._writers, "test", write_date)
    write(language="de")
    outbox.drain()

    assert "2 Mai 2026" in mailoutbox[0].body


def test_no_language_is_offered_without_a_catalogue():
    """The sentences are English; every further language needs a catalogue of them."""
    catalogues = [path.parts[-3] for path in settings.BASE.glob("locale/*/LC_MESSAGES/django.po")]

    assert [code for code, _name in settings.LANGUAGES] == ["en", *sorted(catalogues)]
