"""Writing to many: who gets it and who not, each once, stopped, and what members choose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants import long_work, mailing_audience, outbox
from tenants.errors import ChangedMeanwhileError
from tenants.models import (
    AddressMark,
    Cooperative,
    Event,
    Letter,
    Mailing,
    MailRules,
    Member,
    OutboxEntry,
    SavedFilter,
)
from tenants.services import mailings
from tests import build
from tests.support.sink import Sink
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
NEWS = {
    "subject": "The roof is done, {name}",
    "text": "Dear {name},\n\nsee https://oak.example.org/roof?a=1&b=2 <b>now</b>.\n\nYour {coop}",
    "language": "en",
}
FORM = {"subject": "News", "text": "Hello", "to": "all"}
MEETING = {**NEWS, "subject": "Meeting", "required": True, "reason": "The bylaws ask for it."}


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def five(oak, mailoutbox=None):
    """Two who get it; one without an address, one who wants none, one whose mailbox is gone."""
    names = ("Amara Okonkwo", "Bea Lind", "No Address", "Wants None", "Is Gone")
    held = {name: oak.joined(name).member for name in names}
    Member.objects.filter(name="No Address").update(email="", email_key="")
    Member.objects.filter(name="Wants None").update(mailings_off_at=timezone.now())
    gone = held["Is Gone"].email
    AddressMark.objects.create(address=gone, address_key=gone, gone=True)
    outbox.drain()
    if mailoutbox is not None:
        mailoutbox.clear()
    return held


def draft(oak, **values):
    return mailings.save_draft(None, by=oak.steward, **{**NEWS, **values})


def sent_to(mailoutbox):
    return sorted(each.to[0].partition("@")[0] for each in mailoutbox)


def test_who_gets_it_and_who_not_is_told_before_it_leaves(oak, mailoutbox):
    five(oak, mailoutbox)
    row = draft(oak)
    page = oak.browser().get(oak.url(f"messages/mailings/{row.code}/")).text

    assert "Send to 2 members" in page
    for words in ("No email address", "Wants no letters to all", "Letters come back", "Wants None"):
        assert words in page
    with CaptureQueriesContext(connection) as asked:
        audience = mailing_audience.sorted_out(row)
    assert (len(audience.reached), len(audience.left_out), len(asked)) == (2, 3, 2)
    required = draft(oak, required=True, reason="The bylaws ask for it.")
    names = {each.name for each in mailing_audience.sorted_out(required).reached}
    assert names == {"Amara Okonkwo", "Bea Lind", "Wants None"}


def test_each_gets_it_once_however_often_it_is_clicked_or_done(oak, mailoutbox):
    five(oak, mailoutbox)
    row = draft(oak)
    browser, url = oak.browser(), oak.url(f"messages/mailings/{row.code}/send/")
    as_read = read(oak, row)
    assert "It goes to 2 members." in browser.post(url, as_read, follow=True).text
    assert "already" in browser.post(url, as_read, follow=True).text
    outbox.drain()
    assert sent_to(mailoutbox) == ["amara.okonkwo", "bea.lind"]

    row.refresh_from_db()
    assert row.state == Mailing.State.SENT
    job = long_work.Job.objects.get(code=row.job)
    items = list(job.items.all())
    long_work.kind_of(job).run(job, items)
    OutboxEntry.objects.filter(fact="LetterWritten").update(done_at=None, due_at=timezone.now())
    outbox.drain()
    assert len(mailoutbox) == 2, (
        "a batch that comes again writes nobody twice, a letter that was sent stays sent"
    )
    assert Event.objects.filter(name="MailingStarted", by=oak.steward).count() == 1
    assert "Sent" in browser.get(oak.url(f"messages/mailings/{row.code}/")).text


def read(oak, row):
    """What the button of the page sends that somebody has open."""
    page = oak.browser().get(oak.url(f"messages/mailings/{row.code}/"))
    return {"seen": page.context["seen"]}


@pytest.mark.parametrize("what", ["whom", "words"])
def test_a_click_on_an_old_page_sends_nothing(oak, mailoutbox, what):
    five(oak, mailoutbox)
    row = draft(oak)
    as_read = read(oak, row)
    if what == "whom":
        oak.joined("Came Later")
    else:
        Mailing.objects.filter(pk=row.pk).update(text="Words that nobody has looked at.")
    url = oak.url(f"messages/mailings/{row.code}/send/")
    said = oak.browser().post(url, as_read, follow=True).text

    assert "Look at it once more." in said
    with pytest.raises(ChangedMeanwhileError):
        mailings.start(Mailing(pk=row.pk, code=row.code), [], by=oak.steward)
    row.refresh_from_db()
    assert row.state == Mailing.State.DRAFT


def test_a_letter_says_how_to_get_no_more_of_them(oak, settings):
    five(oak)
    row = draft(oak)
    with Sink() as server:
        settings.EMAIL_BACKEND = "tenants.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        mailings.start(row, mailing_audience.sorted_out(row).reached, by=oak.steward)
        outbox.drain()
        [mine] = server.to("amara.okonkwo@example.org")
    member = Member.objects.get(name="Amara Okonkwo")
    address = f"http://localhost:8000/u/{mailings.token_of(member.code)}/"
    assert str(mine["Subject"]) == "Oak Street: The roof is done, Amara Okonkwo"
    assert str(mine["List-Unsubscribe"]).strip() == f"<{address}>"
    assert str(mine["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    text = mine.get_body(("plain",)).get_content().replace("\r\n", "\n")
    html = mine.get_body(("html",)).get_content()
    assert "Dear Amara Okonkwo,\n\nsee https://oak.example.org/roof?a=1&b=2 <b>now</b>." in text
    assert 'href="https://oak.example.org/roof?a=1&amp;b=2"' in html
    assert "&lt;b&gt;now" in html
    assert address in text
    assert address in html


def test_what_has_to_be_sent_says_why_and_offers_no_way_out(oak, mailoutbox):
    held = five(oak, mailoutbox)
    row = mailings.save_draft(None, by=oak.steward, **MEETING)
    mailings.start(row, mailing_audience.sorted_out(row).reached, by=oak.steward)
    outbox.drain()

    assert sent_to(mailoutbox) == ["amara.okonkwo", "bea.lind", "wants.none"]
    for each in mailoutbox:
        assert "List-Unsubscribe" not in each.extra_headers
        assert "The bylaws ask for it." in each.body
        assert "/u/" not in each.body
    assert held["Wants None"].email


def test_each_reads_it_in_their_language_where_it_was_written_in_it(oak, mailoutbox):
    five(oak, mailoutbox)
    Member.objects.filter(name="Bea Lind").update(language="de")
    row = draft(oak, variants={"de": {"subject": "Das Dach", "text": "Guten Tag {name}"}})
    mailings.start(row, mailing_audience.sorted_out(row).reached, by=oak.steward)
    outbox.drain()

    found = {each.to[0]: each for each in mailoutbox}
    german = found["bea.lind@example.org"]
    assert german.subject == "Oak Street: Das Dach"
    assert "Guten Tag Bea Lind" in german.body
    assert "Sie bekommen das als Mitglied" in german.body
    assert "The roof" in found["amara.okonkwo@example.org"].subject


def test_it_waits_for_the_hour_and_can_be_stopped(oak, mailoutbox):
    for number in range(14):
        oak.joined(f"Member {number}")
    outbox.drain()
    Letter.objects.all().delete()
    mailoutbox.clear()
    MailRules.objects.create(letters_an_hour=10)
    row = draft(oak)
    mailings.start(row, mailing_audience.sorted_out(row).reached, by=oak.steward)
    outbox.drain()
    assert len(mailoutbox) == 9

    browser = oak.browser()
    browser.post(oak.url(f"messages/mailings/{row.code}/stop/"))
    Letter.objects.filter(state="sent").update(sent_at=None, place_at=None)
    OutboxEntry.objects.filter(done_at=None).update(due_at=timezone.now())
    outbox.drain()
    assert len(mailoutbox) == 9
    assert Letter.objects.filter(state="dropped").count() == 5
    assert (
        "already" in browser.post(oak.url(f"messages/mailings/{row.code}/stop/"), follow=True).text
    )


def test_whoever_says_no_meanwhile_gets_none(oak, mailoutbox):
    five(oak, mailoutbox)
    row = draft(oak)
    mailings.start(row, mailing_audience.sorted_out(row).reached, by=oak.steward)
    mailings.choose(Member.objects.get(name="Bea Lind"), wants=False)
    outbox.drain()

    assert sent_to(mailoutbox) == ["amara.okonkwo"]
    job = long_work.Job.objects.get(code=Mailing.objects.get().job)
    assert job.counts == {"written": 1, "left_out": 1}


def test_it_goes_to_a_kind_of_membership_or_to_a_filter_of_the_list(oak, mailoutbox):
    five(oak, mailoutbox)
    worker = build.membership_class(name="Worker")
    oak.joined("Dee Worker", membership_class=worker)
    SavedFilter.objects.create(name="Okonkwos", query="q=Okonkwo", by=oak.steward)
    browser = oak.browser()
    form = browser.get(oak.url("messages/mailings/new/?query=q%3DLind")).text
    assert "Filter: Okonkwos" in form
    assert "Those whom the list of members showed" in form
    for to, names in (
        (f"kind:{worker.code}", {"Dee Worker"}),
        ("filter:q=Okonkwo", {"Amara Okonkwo"}),
    ):
        browser.post(oak.url("messages/mailings/new/"), {**FORM, "to": to})
        row = Mailing.objects.latest("pk")
        assert {each.name for each in mailing_audience.members_of(row)} == names
    listed = browser.get(oak.url("members/?q=Lind")).text
    assert "messages/mailings/new/?query=q%3DLind" in listed


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"subject": ""}, "Write a subject."),
        ({"text": "{password}"}, "A mailing does not know {password}."),
        ({"required": "on"}, "Say why the co-op has to send it."),
        ({"subject_de": "Nur das"}, "Write subject and text, or neither."),
        ({"to": "kind:x"}, "x"),
    ],
)
def test_what_cannot_be_is_refused(oak, values, said):
    Cooperative.objects.update(languages=["en", "de"])
    answer = oak.browser().post(oak.url("messages/mailings/new/"), {**FORM, **values})

    assert answer.status_code == 422
    assert said in answer.text
    assert not Mailing.objects.exists()


def test_it_is_sent_to_oneself_changed_and_deleted_before(oak, mailoutbox):
    five(oak, mailoutbox)
    row = draft(oak)
    browser, url = oak.browser(), oak.url(f"messages/mailings/{row.code}/")
    browser.post(f"{url}test/")
    outbox.drain()
    [mine] = mailoutbox
    assert mine.to == [oak.steward.user.email]
    assert "List-Unsubscribe" not in mine.extra_headers
    browser.post(f"{url}change/", {**FORM, "subject": "Other words"})
    assert "Other words" in browser.get(f"{url}looks/").text
    browser.post(f"{url}delete/")
    assert not Mailing.objects.exists()
    begun = draft(oak)
    mailings.start(begun, [], by=oak.steward)
    for step in ("change", "delete"):
        told = browser.post(oak.url(f"messages/mailings/{begun.code}/{step}/"), FORM, follow=True)
        assert "already" in told.text


def test_what_was_written_is_forgotten_with_its_letters_and_that_it_was_stays(oak):
    five(oak)
    names = ("Sent", "Kept", "Old draft", "Old words")
    sent, kept, *drafts = (draft(oak, subject=name) for name in names)
    long_ago = timezone.now() - timedelta(days=800)
    Mailing.objects.filter(pk=sent.pk).update(state="sent", started_at=long_ago)
    Mailing.objects.filter(pk=kept.pk).update(state="sent", started_at=timezone.now())
    old = Mailing.objects.filter(pk__in=[each.pk for each in drafts])
    old.update(created_at=long_ago, changed_at=long_ago)
    mailings.save_draft(drafts[1], by=oak.steward, subject="New words")
    mailings.forget_old_mailings()

    assert set(Mailing.objects.values_list("subject", "text")) == {
        ("Sent", ""),
        ("Kept", kept.text),
        ("New words", kept.text),
    }
    page = oak.browser().get(oak.url(f"messages/mailings/{sent.code}/")).text
    assert "What it said was deleted" in page
    assert "<iframe" not in page
