"""The page of letters: found, told apart, sent again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tenants import mail, outbox
from tenants.models import Event, Letter, MailRules, Member
from tenants.services import members
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def suspended(oak, name="Amara Okonkwo", **values):
    held = oak.joined(name, **values)
    members.suspend_membership(held, reason="Dues.", by=oak.steward)
    outbox.drain()
    return held


def refuse(*letters, error="550 5.1.1 User unknown"):
    Letter.objects.filter(pk__in=[row.pk for row in letters]).update(
        state=Letter.State.FAILED, error=error, sent_at=None
    )


def test_letters_are_found_by_state_kind_address_and_member(oak):
    held = suspended(oak)
    suspended(oak, "Bea Lind")
    row = Letter.objects.get(kind="membership_suspended", member=held.member)
    refuse(row)
    browser = oak.browser()

    page = browser.get(oak.url("messages/")).text
    assert "amara.okonkwo@example.org" in page
    assert "bea.lind@example.org" in page
    failed = browser.get(oak.url("messages/?state=failed")).text
    assert "There is no such mailbox." in failed
    assert "bea.lind" not in failed
    for query in ("q=amara.ok", "q=Okonkwo", f"q={held.member.number}"):
        found = browser.get(oak.url(f"messages/?{query}")).text
        assert "amara.okonkwo@example.org" in found
        assert "bea.lind" not in found
    kind = browser.get(oak.url("messages/?kind=membership_restored")).text
    assert "No letter found" in kind
    assert browser.get(oak.url("messages/?state=odd")).status_code == 404


def test_the_list_takes_the_same_queries_for_one_and_for_many(oak):
    browser, seen = oak.browser(), []
    for number in range(3):
        suspended(oak, f"Member {number}")
        with CaptureQueriesContext(connection) as asked:
            browser.get(oak.url("messages/"))
        seen.append(len(asked))

    assert len(set(seen)) == 1


def test_a_letter_says_why_and_goes_again_to_the_mended_address(oak, mailoutbox):
    held = suspended(oak)
    row = Letter.objects.get(kind="membership_suspended")
    refuse(row)
    Member.objects.update(email="new@example.org", email_key="new@example.org")
    mailoutbox.clear()
    browser, url = oak.browser(), oak.url(f"messages/{row.code}/")
    page = browser.get(url).text
    assert "550 5.1.1 User unknown" in page
    assert "To new@example.org" in page

    again = browser.post(f"{url}again/", follow=True)
    assert "It leaves now, to new@example.org." in again.text
    browser.post(f"{url}again/")
    outbox.drain()
    browser.post(f"{url}again/")
    outbox.drain()
    assert [sent.to for sent in mailoutbox] == [["new@example.org"]] * 2, "one at a time"
    assert all("suspended" in sent.subject for sent in mailoutbox)
    assert Event.objects.filter(name="LetterSentAgain", by=oak.steward).count() == 2
    section = browser.get(oak.url(f"members/{held.member.code}/")).text
    assert section.count("Membership suspended") == 3
    assert "There is no such mailbox." in section


def test_a_code_is_never_sent_again_nor_a_letter_to_somebody_forgotten(oak):
    suspended(oak)
    row = Letter.objects.get(kind="membership_suspended")
    browser = oak.browser()
    Letter.objects.filter(pk=row.pk).update(kind="application_code")
    browser.post(oak.url(f"messages/{row.code}/again/"))
    Letter.objects.filter(pk=row.pk).update(kind="membership_suspended", to="")
    browser.post(oak.url(f"messages/{row.code}/again/"))

    assert not Letter.objects.filter(key__contains="again").exists()
    assert "Send again" not in browser.get(oak.url(f"messages/{row.code}/")).text


def test_an_owner_sets_the_limit(oak):
    browser, url = oak.browser(oak.owner), oak.url("settings/mail/")
    assert browser.post(url, {"letters_an_hour": "3", "kept_months": "6"}).status_code == 422
    browser.post(url, {"letters_an_hour": "500", "kept_months": "6"})

    rules = MailRules.objects.get()
    assert (rules.letters_an_hour, rules.kept_months) == (500, 6)
    assert oak.browser().get(url).status_code == 403


def test_every_kind_of_letter_has_a_name_for_people():
    assert [kind for kind in mail.kinds() if mail.sort_of(kind).title == kind] == []
    assert len(mail.kinds()) > 40
