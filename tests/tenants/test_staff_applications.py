"""Deciding on applications at the page: one, many, twice, by two, and taken back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tenants import outbox
from tenants.models import (
    Application,
    Letter,
    Member,
    Membership,
    OutboxEntry,
    ReasonTemplate,
)
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
State = Application.State


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def at(oak, route, row=None):
    code = [row.code] if row is not None else []
    return reverse(f"tenants:{route}", args=[oak.coop.slug, *code])


def bulk(oak, action, rows, browser=None, **data):
    chosen = {"action": action, "row": [str(row.code) for row in rows], **data}
    return (browser or oak.browser()).post(at(oak, "applications"), chosen, follow=True)


def test_a_click_approves_and_the_bar_takes_it_back(oak):
    row, browser = oak.applied(), oak.browser()
    answer = browser.post(at(oak, "application-review", row), follow=True)

    assert "Approved. The card goes out in" in answer.text
    assert Membership.objects.count() == 1
    answer = browser.post(at(oak, "application-undo", row), follow=True)

    assert "Taken back. Nothing went out." in answer.text
    assert (Membership.objects.count(), Member.objects.count()) == (0, 0)


def test_a_second_click_says_that_it_is_done_once(oak):
    row, browser = oak.applied(), oak.browser()
    for _click in range(2):
        answer = browser.post(at(oak, "application-review", row), follow=True)

    assert "You have approved this already, once." in answer.text
    assert Membership.objects.count() == 1


def test_a_second_steward_reads_who_was_first(oak):
    row = oak.applied()
    oak.browser().post(at(oak, "application-review", row))
    answer = oak.browser(oak.owner).post(
        at(oak, "application-decline", row), {"action": "send", "reason": "No."}, follow=True
    )

    assert f"{oak.steward} has approved this already. Nothing was changed." in answer.text
    row.refresh_from_db()
    assert row.state == State.APPROVED


def test_too_late_to_take_back_is_said(oak):
    row, browser = oak.applied(), oak.browser()
    browser.post(at(oak, "application-review", row))
    OutboxEntry.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    outbox.drain()
    answer = browser.post(at(oak, "application-undo", row), follow=True)

    assert "It is too late to take this back: the card is already on its way." in answer.text
    assert Membership.objects.count() == 1


def test_an_undo_pressed_twice_is_friendly(oak):
    row, browser = oak.applied(), oak.browser()
    browser.post(at(oak, "application-review", row))
    for _click in range(2):
        answer = browser.post(at(oak, "application-undo", row), follow=True)

    assert "This has been taken back already. Nothing went out." in answer.text


def test_a_known_person_is_asked_about_and_becomes_no_second_member(oak):
    known = oak.joined("Amara Okonkwo", "amara@example.org").member
    Membership.objects.update(standing=Membership.Standing.ENDED)
    row, browser = oak.applied("Amara Okonkwo", "amara@example.org"), oak.browser()
    unsure = browser.post(at(oak, "application-review", row))

    assert unsure.status_code == 422
    assert "Choose whether this is somebody you have already." in unsure.text
    assert known.number in unsure.text
    browser.post(at(oak, "application-review", row), {"person": str(known.code)})

    assert Member.objects.count() == 1
    row.refresh_from_db()
    assert row.membership.member == known


def test_a_membership_that_runs_is_not_given_twice(oak):
    known = oak.joined("Amara Okonkwo", "amara@example.org").member
    row = oak.applied("Amara Okonkwo", "amara@example.org")
    answer = oak.browser().post(
        at(oak, "application-review", row), {"person": str(known.code)}, follow=True
    )

    row.refresh_from_db()
    assert row.state == State.SUBMITTED
    assert 'role="alert"' in answer.text


def test_declining_shows_the_letter_first_and_loses_nothing(oak):
    row, browser = oak.applied(), oak.browser()
    address = at(oak, "application-decline", row)
    empty = browser.post(address, {"action": "check", "reason": " "})

    assert empty.status_code == 422
    assert "Give a reason. The applicant will read it." in empty.text
    shown = browser.post(address, {"action": "check", "reason": "No places <left>."})

    assert "This is what Amara Okonkwo will read:" in shown.text
    assert "No places &lt;left&gt;." in shown.text
    row.refresh_from_db()
    assert row.state == State.SUBMITTED
    again = browser.post(address, {"action": "change", "reason": "No places <left>."})
    assert "No places &lt;left&gt;.</textarea>" in again.text
    done = browser.post(address, {"action": "send", "reason": "No places."}, follow=True)

    assert "Declined. The letter goes out in" in done.text
    row.refresh_from_db()
    assert (row.state, row.decision_reason) == (State.DECLINED, "No places.")


def test_a_message_is_seen_as_a_letter_before_it_goes(oak, mailoutbox):
    row, browser = oak.applied(), oak.browser()
    kept = ReasonTemplate.objects.create(purpose="ask", title="Street", text="Which street?")
    link = at(oak, "application-ask", row)
    empty = browser.post(link, {"text": "", "action": "check"})
    assert empty.status_code == 422
    filled = browser.post(link, {"text": "", "use": str(kept.code), "action": "use"})
    assert "Which street?</textarea>" in filled.text
    shown = browser.post(link, {"text": "Which street?", "asks": "on", "action": "check"}).text
    assert not row.messages.exists()
    browser.post(link, {"text": "Which street?", "asks": "on", "action": "send"})
    outbox.drain()

    row.refresh_from_db()
    assert row.state == State.INFORMATION_ASKED
    (letter,) = [mail.body for mail in mailoutbox if row.email in mail.to]
    for sentence in (
        f"{oak.coop.name} needs one more thing from you before it can decide",
        "Which street?",
        "The decision waits for your answer. Answer on the page of your application.",
    ):
        assert sentence in letter
        assert sentence in shown


def test_many_at_once_say_what_became_of_each(oak):
    oak.joined("Amara Okonkwo", "amara@example.org")
    rows = [oak.applied("Bea Lind"), oak.applied("Amara Okonkwo", "amara@example.org")]
    browser = oak.browser()
    answer = bulk(oak, "approve", rows, browser)

    assert "1 application approved." in answer.text
    assert "May be on the register already. Open the application to decide." in answer.text
    assert [Application.objects.get(pk=row.pk).state for row in rows] == ["approved", "submitted"]
    answer = browser.post(at(oak, "applications-undo"), follow=True)

    assert "1 decision taken back." in answer.text
    assert Application.objects.get(pk=rows[0].pk).state == State.SUBMITTED
    answer = browser.post(at(oak, "applications-undo"), follow=True)
    assert "There is nothing to take back any more." in answer.text


def test_many_are_declined_for_one_reason(oak):
    rows, browser = [oak.applied("Bea Lind"), oak.applied("Cai Moss")], oak.browser()
    asked = bulk(oak, "decline", rows, browser)

    assert "Decline 2 applications?" in asked.text
    empty = bulk(oak, "decline-with-reason", rows, browser, reason="")
    assert empty.status_code == 422
    assert all(str(row.code) in empty.text for row in rows)
    done = bulk(oak, "decline-with-reason", rows, browser, reason="We are full.")

    assert "2 applications declined." in done.text
    assert set(Application.objects.values_list("state", "decision_reason")) == {
        ("declined", "We are full.")
    }


def test_nothing_ticked_and_nonsense_change_nothing(oak):
    oak.applied()
    assert "Tick at least one application first." in bulk(oak, "approve", []).text
    answer = oak.browser().post(
        at(oak, "applications"), {"action": "approve", "row": ["x", str(uuid4())]}, follow=True
    )

    assert answer.status_code == 200
    assert Membership.objects.count() == 0


def test_the_list_has_tabs_search_and_a_mark_for_duplicates(oak):
    oak.joined("Amara Okonkwo", "amara@example.org")
    oak.applied("Amara Okonkwo", "amara@example.org")
    oak.applied("José Ñuñez")
    browser = oak.browser()
    page = browser.get(at(oak, "applications")).text

    assert "To review (2)" in page
    assert page.count("Duplicate?") == 1
    found = browser.get(at(oak, "applications"), {"q": "nunez"}).text
    assert "José" in found
    assert "Amara" not in found
    assert "Nobody found" in browser.get(at(oak, "applications"), {"q": "zebra"}).text
    assert browser.get(at(oak, "applications"), {"state": "draft"}).status_code == 404


def test_a_long_list_has_pages(oak):
    for number in range(51):
        oak.applied(f"Person {number}")
    page = oak.browser().get(at(oak, "applications"), {"page": "2"}).text

    assert "51 to 51 of 51" in page
    assert "Person 50" in page


def test_a_draft_is_nobodys_business(oak):
    row = oak.applied(state=State.DRAFT)

    assert oak.browser().get(at(oak, "application-review", row)).status_code == 404


def test_the_overview_shows_figures_to_stewards_only(oak):
    oak.applied("Amara Okonkwo")
    mine = oak.browser().get(at(oak, "overview")).text
    theirs = oak.browser(oak.seat("desk")).get(at(oak, "overview")).text

    assert "Applications to review" in mine
    assert "Amara Okonkwo" in mine
    assert "Amara Okonkwo" not in theirs
    assert "Applications" not in theirs


def test_the_preview_is_the_letter_that_goes_out(oak, mailoutbox):
    row, browser = oak.applied(), oak.browser()
    address = at(oak, "application-decline", row)
    shown = browser.post(address, {"action": "check", "reason": "We are full."}).text
    browser.post(address, {"action": "send", "reason": "We are full."})
    OutboxEntry.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    outbox.drain()

    (letter,) = [mail.body for mail in mailoutbox if row.email in mail.to]
    for sentence in (
        f"{oak.coop.name} has not accepted your application. The reason:",
        "We are full.",
        "Do you think this is a mistake? Reply to this email. You can apply again at any time.",
    ):
        assert sentence in letter
        assert sentence in shown


def test_a_letter_that_came_back_is_told(oak):
    row = oak.applied()
    for to, told in (("bo@oak.example.org", False), (row.email, True)):
        Letter.objects.create(kind="x", key=to, to=to, about=row.code, state=Letter.State.FAILED)
        page = oak.browser().get(at(oak, "application-review", row)).text

        assert ("A letter could not be delivered" in page) is told
