"""What members want to get: by the link in a letter, with one click, and on a page of their own."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tenants import due_letters, reminders
from tenants.models import Event, Locator, Member, Membership, Seat, User
from tenants.services import mailings, merging
from tenants.services.money import dues
from tenants.services.money.dues import Asked
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def test_one_click_needs_no_session_and_looking_changes_nothing(oak):
    oak.joined("Amara Okonkwo")
    oak.joined("Bea Lind")
    member = Member.objects.get(name="Amara Okonkwo")
    mailings.open_links([member])
    mailings.open_links([member])
    url = f"/u/{mailings.token_of(member.code)}/"
    scanner = Client(enforce_csrf_checks=True)
    assert "No further letters to all?" in scanner.get(url).text
    member.refresh_from_db()
    assert member.mailings_off_at is None

    for _ in range(2):
        answer = scanner.post(url, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    member.refresh_from_db()
    assert member.mailings_off_at is not None
    assert Event.objects.filter(name="MailingsDeclined").count() == 1
    assert member.name not in answer.text, "whoever has the link learns nothing of the person"
    scanner.post(url, {"again": "yes"})
    member.refresh_from_db()
    assert member.mailings_off_at is None
    assert Client().get("/u/nothing/").status_code == 404
    assert Locator.objects.filter(kind=Locator.Kind.MAILINGS).count() == 1

    Member.objects.update(anonymised_at=timezone.now())
    assert scanner.get(url).status_code == 404, "who is forgotten chooses nothing any more"
    assert scanner.post(url).status_code == 404


def test_a_member_chooses_on_a_page_of_their_own(oak):
    oak.joined("Amara Okonkwo")
    oak.joined("Bea Lind")
    user = User.objects.create(email="amara.okonkwo@example.org")
    Member.objects.filter(name="Amara Okonkwo").update(user=user)
    Seat.objects.create(user=user, cooperative=oak.coop, kind=Seat.Kind.MEMBER)
    mine, other = Member.objects.get(user=user), Member.objects.get(name="Bea Lind")
    browser = Client()
    assert browser.get("/me/letters/").status_code == 302
    browser.force_login(user)
    assert "Oak Street" in browser.get("/me/letters/").text
    assert "/me/letters/" in browser.get("/me/privacy/").text
    browser.post("/me/letters/", {"member": str(mine.code), "wants": "no"})
    for bad in (str(other.code), "x"):
        assert browser.post("/me/letters/", {"member": bad, "wants": "no"}).status_code == 404
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.mailings_off_at is None, other.mailings_off_at is None) == (False, True)
    assert "I want them again" in browser.get("/me/letters/").text


def test_two_entries_of_one_person_have_one_choice(oak):
    """Who said no by either wants none, and the link in an old letter leads to the entry that stayed."""
    keep = oak.joined("Amara Okonkwo", "amara@example.org").member
    gone = oak.joined("Amara Okonkwo", "a@example.net").member
    mailings.open_links([keep, gone])
    mailings.choose(gone, wants=False)
    gone.refresh_from_db()
    seen = merging.fingerprint(keep, gone)
    merging.merge(keep, gone, from_gone={}, seen=seen, by=oak.steward)
    keep.refresh_from_db()
    assert keep.mailings_off_at == gone.mailings_off_at

    Client().post(f"/u/{mailings.token_of(gone.code)}/", {"again": "yes"})
    keep.refresh_from_db()
    assert keep.mailings_off_at is None


def test_one_address_clicks_for_thousands_and_who_guesses_is_stopped(oak):
    """A mail provider does it for its customers, from one address of its own."""
    cache.clear()
    for number in range(70):
        oak.joined(f"Member {number}")
    members = list(Member.objects.all())
    mailings.open_links(members)
    provider = Client(enforce_csrf_checks=True)
    for member in members:
        url = f"/u/{mailings.token_of(member.code)}/"
        assert provider.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Member.objects.filter(mailings_off_at=None).exists()

    same = [provider.post(url).status_code for _ in range(25)]
    assert same == [200] * 19 + [429] * 6, "one link, over and over"
    guessed = [provider.post(f"/u/{number:032}/").status_code for number in range(65)]
    assert guessed == [404] * 60 + [429] * 5
    cache.clear()


def test_who_wants_no_reminder_beforehand_is_told_when_it_is_over(oak, mailoutbox):
    held = oak.joined("Amara Okonkwo")
    user = User.objects.create(email="amara.okonkwo@example.org")
    Member.objects.update(user=user)
    Seat.objects.create(user=user, cooperative=oak.coop, kind=Seat.Kind.MEMBER)
    mine, today = Member.objects.get(), timezone.localdate()
    browser = Client()
    browser.force_login(user)
    dues.set_rules(by=oak.owner, letters=True)
    soon, late = (
        dues.ask(mine, Asked("fee", "", Decimal(5), today + timedelta(day)), by=oak.steward)
        for day in (3, -8)
    )
    Membership.objects.filter(pk=held.pk).update(ends_on=today + timedelta(5))
    assert [row.pk for row, _key in reminders.due()] == [held.pk]
    assert [row.pk for row, *_rest in due_letters.owed("due_soon")] == [soon.pk]
    for _ in range(2):
        browser.post("/me/letters/", {"member": str(mine.code), "reminders": "no"})

    assert list(reminders.due()) == []
    assert list(due_letters.owed("due_soon")) == []
    assert [row.pk for row, *_rest in due_letters.owed("due_overdue")] == [late.pk]
    Membership.objects.filter(pk=held.pk).update(ends_on=today)
    assert [row.pk for row, _key in reminders.due()] == [held.pk], "the last day itself is told"
    assert Event.objects.filter(name="RemindersDeclined").count() == 1
    assert "Remind me again" in browser.get("/me/letters/").text
    shown = browser.get("/me/details/").text
    assert "Reminders beforehand" in shown
    assert "/me/letters/" in shown
    browser.post("/me/letters/", {"member": str(mine.code), "reminders": "yes"})
    mine.refresh_from_db()
    assert (mine.reminders_off_at, mine.mailings_off_at) == (None, None)
