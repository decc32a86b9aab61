"""Letters that came back: reports as mail servers write them, what they do, and what nobody can do with them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from tenants import bounces, mail, mail_log, mail_reports, outbox
from tenants.models import AddressMark, Event, Letter, Member
from tenants.secrets import bounce_token, letter_of_bounce
from tenants.services import details, members, sending
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
SAMPLES = Path(__file__).parent / "bounces"
WHERE = "amara.okonkwo@example.org"
# The file, whether the mailbox is gone, and how the page says why.
REPORTS = [
    ("postfix_gone", True, "There is no such mailbox."),
    ("postfix_full", False, "The mailbox is full."),
    ("exim_gone", True, "The address was refused."),
    ("exim_old", True, "There is no such mailbox."),
    ("exchange_gone", True, "The domain takes no mail."),
    ("gmail_gone", True, "There is no such mailbox."),
    ("gmail_policy", False, "The sender is not proved well enough (SPF, DKIM or DMARC)."),
    ("qmail_gone", True, "There is no such mailbox."),
]
SILENT = ["postfix_delayed", "out_of_office"]


@pytest.fixture
def oak():
    return office()


def suspended(oak, name="Amara Okonkwo", email=WHERE):
    """A letter that left."""
    held = oak.joined(name, email)
    with oak.within:
        members.suspend_membership(held, reason="Dues.", by=oak.steward)
    outbox.drain()
    with oak.within:
        return Letter.objects.get(kind="membership_suspended", about=held.code)


def sample(name, row, *, token=None, message_id=None):
    text = (SAMPLES / f"{name}.eml").read_text("ascii")
    token = bounce_token(row.code) if token is None else token
    text = text.replace("TOKEN", token).replace("RECIPIENT", WHERE)
    return text.replace("MESSAGE-ID", message_id or mail.message_id(row)).encode()


def fresh(oak, row):
    with oak.within:
        row.refresh_from_db()
    return row


def marks(oak):
    with oak.within:
        return list(AddressMark.objects.values_list("address", "gone"))


@pytest.mark.parametrize(("name", "gone", "words"), REPORTS)
@pytest.mark.parametrize("by", ["token", "message id"])
def test_a_report_is_read_as_mail_servers_write_it(oak, name, gone, words, by):
    row = suspended(oak)
    data = sample(name, row, token="" if by == "message id" else None)

    assert bounces.take_mail(data) == bounces.TAKEN
    assert fresh(oak, row).state == Letter.State.BOUNCED
    with oak.within:
        assert mail_log.note_of(row) == words
        assert Event.objects.filter(name="LetterCameBack").count() == 1
    assert marks(oak) == [(WHERE, gone)]
    assert bounces.take_mail(data) == bounces.KNOWN, "the same report again changes nothing"


@pytest.mark.parametrize("name", SILENT)
def test_what_is_no_report_changes_nothing(oak, name):
    row = suspended(oak)

    assert bounces.take_mail(sample(name, row)) == bounces.NONE
    assert fresh(oak, row).state == Letter.State.SENT


def test_a_forged_report_silences_nobody_else(oak):
    """Whoever got a letter can say of that letter what they like: only its own address, at its own co-op, is marked."""
    elm = office("elm", "Elm Lane")
    mine, theirs = suspended(oak), suspended(elm)
    forged = sample("postfix_gone", theirs, token="a" * 26 + "-" + "b" * 13)
    assert bounces.take_mail(forged) == bounces.OTHERS, "a token is not helped by a Message-ID"
    moved = (
        bounce_token(mine.code).partition("-")[0]
        + "-"
        + bounce_token(theirs.code).partition("-")[2]
    )
    assert bounces.take_mail(sample("postfix_gone", theirs, token=moved)) == bounces.OTHERS
    guessed = sample("postfix_gone", theirs, token="", message_id="<1234@localhost>")
    assert bounces.take_mail(guessed) == bounces.OTHERS
    elsewhere = mail.message_id(mine).replace("localhost", "elsewhere.example")
    away = sample("postfix_gone", mine, token="", message_id=elsewhere)
    assert bounces.take_mail(away) == bounces.OTHERS
    named = sample("postfix_gone", mine).replace(WHERE.encode(), b"board@elm.example.org")
    assert bounces.take_mail(named) == bounces.TAKEN

    assert marks(oak) == [(WHERE, True)]
    assert marks(elm) == []
    assert fresh(elm, theirs).state == Letter.State.SENT


def test_a_token_is_ours_in_any_case_of_letters_and_in_no_other_shape():
    code = Letter().code
    token = bounce_token(code)
    assert letter_of_bounce(token) == letter_of_bounce(token.upper()) == code
    for bad in ("", "-", token[:-1], token[1:], "é" * 40, token.replace("-", "")):
        assert letter_of_bounce(bad) is None


def test_each_letter_comes_back_to_an_address_of_its_own(oak, settings, mailoutbox):
    settings.BOUNCE_ADDRESS = "bounces@portal.example.org"
    row = suspended(oak)
    sent = next(each for each in mailoutbox if "suspended" in each.subject)

    assert sent.from_email == f"bounces+{bounce_token(row.code)}@portal.example.org"
    assert len(sent.from_email.partition("@")[0]) <= 64
    assert sent.message()["From"] == "Oak Street via CoopPortal <portal@example.org>"


def test_what_follows_is_held_until_the_address_is_confirmed(oak, mailoutbox):
    row = suspended(oak)
    bounces.take_mail(sample("postfix_gone", row))
    mailoutbox.clear()
    with oak.within:
        held = row.member.memberships.get()
        members.restore_membership(held, by=oak.steward)
    outbox.drain()
    assert mailoutbox == []
    browser = oak.browser()
    assert "Letters came back" in browser.get(oak.url(f"members/{row.member.code}/")).text
    assert "Messages" in browser.get(oak.url()).text
    assert "Held back (1)" in browser.get(oak.url("messages/")).text
    assert "Letters to 1 member come back" in browser.get(oak.url("messages/")).text
    assert WHERE in browser.get(oak.url("addresses/")).text

    with oak.within:
        code = AddressMark.objects.get().code
    told = browser.post(oak.url(f"addresses/{code}/confirm/"), follow=True).text
    assert "Confirmed. 1 letter that was held leaves now." in told
    again = browser.post(oak.url(f"addresses/{code}/confirm/"), follow=True).text
    assert "already" in again
    outbox.drain()
    assert [each.to for each in mailoutbox] == [[WHERE]]
    assert "No letters come back" in browser.get(oak.url("addresses/")).text


def test_what_is_held_leaves_also_where_the_address_is_written_in_other_capitals(oak, mailoutbox):
    first = suspended(oak, email="amara@B\u00dcCHER.example.org")
    bounces.take_mail(sample("postfix_gone", first))
    mailoutbox.clear()
    with oak.within:
        member = first.member
        Member.objects.filter(pk=member.pk).update(email="amara@b\u00fccher.example.org")
        members.restore_membership(member.memberships.get(), by=oak.steward)
    outbox.drain()
    assert mailoutbox == []
    with oak.within:
        assert Letter.objects.filter(state=Letter.State.HELD).count() == 1
        code = AddressMark.objects.get().code

    told = oak.browser().post(oak.url(f"addresses/{code}/confirm/"), follow=True).text

    assert "Confirmed. 1 letter that was held leaves now." in told


def test_a_report_of_a_letter_from_before_it_was_confirmed_is_old_news(oak):
    first, row = suspended(oak), None
    bounces.take_mail(sample("postfix_gone", first))
    with oak.within:
        from tenants.services import bounces as service  # noqa: PLC0415 -- beside the module of the same name

        service.confirm(AddressMark.objects.get(), by=oak.steward)
        row = Letter.objects.create(
            kind="membership_restored",
            key="x",
            to=WHERE,
            about=first.about,
            state="sent",
            sent_at=timezone.now() - timedelta(hours=1),
        )
    bounces.take_mail(sample("postfix_gone", row))

    with oak.within:
        assert not AddressMark.objects.filter(cleared_at=None).exists()


def test_a_report_faster_than_the_workers_own_note_is_not_lost(oak, mailoutbox):
    row = suspended(oak)
    with oak.within:
        Letter.objects.filter(pk=row.pk).update(state=Letter.State.WAITING, sent_at=None)
        row.refresh_from_db()
    bounces.take_mail(sample("postfix_gone", row))
    with oak.within:
        sending.mark_sent(row, message_id="<late@a.example>")

    assert fresh(oak, row).state == Letter.State.BOUNCED
    with oak.within:
        assert AddressMark.objects.get(cleared_at=None).address == WHERE
    assert len(mailoutbox) == 1


def test_a_mended_address_gets_what_was_held(oak, mailoutbox):
    row = suspended(oak)
    bounces.take_mail(sample("gmail_gone", row))
    with oak.within:
        members.restore_membership(row.member.memberships.get(), by=oak.steward)
    outbox.drain()
    mailoutbox.clear()
    with oak.within:
        member = Member.objects.get()
        known = details.details_of(member)
        details.change_details(
            member,
            details.replace(known, email="amara@elsewhere.example.org"),
            seen=details.fingerprint(known),
            on=timezone.localdate(),
            reason="",
            by=oak.steward,
        )
    outbox.drain()

    assert [each.to for each in mailoutbox] == [["amara@elsewhere.example.org"]]
    with oak.within:
        assert mail_log.to_mend() == 0, "nobody has the old address any more"


def test_a_soft_one_holds_nothing(oak, mailoutbox):
    row = suspended(oak)
    bounces.take_mail(sample("postfix_full", row))
    mailoutbox.clear()
    with oak.within:
        members.restore_membership(row.member.memberships.get(), by=oak.steward)
    outbox.drain()

    assert len(mailoutbox) == 1
    with oak.within:
        assert mail_log.to_mend() == 0


def test_garbage_is_no_report():
    for data in (
        b"",
        b"\xff" * 1000,
        b"Content-Type: multipart/report\n\n",
        b"X-Failed-Recipients: a\n\n",
        b"To: <\n\nhello",
        b'To: "\n\nhello',
        b"To: a@[\nMessage-ID: <@\n\nhello",
    ):
        report = mail_reports.read(data)
        assert report is None or report.message_id == ""
