from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from tenants import outbox
from tenants.models import Application
from tenants.secrets import application_token
from tenants.services import thread
from tenants.services.decisions import decline_application
from tenants.services.forgetting import delete_old_applications
from tests.tenants import joining
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)

State = Application.State


@pytest.fixture
def elm():
    made = office("elm", "Elm Lane")
    with made.within:
        joining.bylaws()
        yield made


@pytest.fixture
def row(elm, mailoutbox):
    return joining.applied(mailoutbox)


def address(row, action=""):
    return f"/a/{application_token(row.code)}/{action}"


def page(row):
    answer = Client().get(address(row))
    assert answer.status_code == 200
    return answer.content.decode()


def long_ago(row, **values):
    Application.objects.filter(pk=row.pk).update(
        decided_at=timezone.now() - timedelta(hours=2), **values
    )


def test_it_stands_where_it_stands_and_says_by_when(elm, row):
    html = page(row)

    assert "Elm Lane is reading it and will answer by" in html
    assert html.index("Application sent") < html.index("Decision") < html.index("Card by email")
    assert "Withdraw my application" in html


def test_the_link_is_needed_and_tells_search_engines_nothing(elm, row):
    wrong = application_token(row.code)[:-1] + "x"

    assert Client().get(f"/a/{wrong}/").status_code == 404
    assert Client().get(f"/a/{row.code}/").status_code == 404
    answer = Client().get(address(row))
    Application.objects.update(code=uuid4())
    assert Client().get(address(row)).status_code == 404, "it leads to nothing that is there"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "no-store" in answer["Cache-Control"]


def test_a_thread_goes_both_ways_on_the_page(elm, row, mailoutbox):
    thread.write_to_applicant(row, text="Which street, wallaby?", by=elm.steward)
    outbox.drain()

    told = mailoutbox[-1]
    assert told.subject == "Elm Lane: We have a question about your application"
    assert "Which street, wallaby?" in told.body
    link = joining.link_in(told)
    html = Client().get(link).content.decode()
    assert "Which street, wallaby?" in html
    assert "The decision waits for your answer" in html
    # As a word: the form's token is drawn, and one in sixty has these letters.
    assert not re.search(rf"\b{elm.steward.user.name}\b", html)
    empty = Client().post(link, {"answer": " "})
    assert empty.status_code == 422
    assert "Write your answer." in empty.content.decode()
    sent = Client().post(link, {"answer": "Elm Lane 3, quokka"})
    assert sent["Location"] == link
    row.refresh_from_db()
    assert row.state == State.SUBMITTED

    thread.write_to_applicant(row, text="Thank you!", asks=False, by=elm.steward)
    outbox.drain()
    Client().post(link, {"answer": "One more thing"})
    row.refresh_from_db()
    assert row.state == State.SUBMITTED
    again = page(row)
    assert again.index("wallaby") < again.index("quokka") < again.index("Thank you!")
    assert "One more thing" in again
    assert not [mail for mail in mailoutbox if "quokka" in str(mail.message())]


def test_a_flood_is_refused_and_loses_nothing(elm, row):
    link = address(row)
    for number in range(thread.APPLICANT_A_DAY):
        assert Client().post(link, {"answer": f"No. {number}"}).status_code == 302
    refused = Client().post(link, {"answer": "And another wombat"})

    assert refused.status_code == 422
    assert "And another wombat" in refused.text
    assert row.messages.count() == thread.APPLICANT_A_DAY


def test_nothing_is_written_to_a_decided_application(elm, row):
    decline_application(row, reason="Far away.", by=elm.steward)
    Client().post(address(row), {"answer": "Hello"})

    assert not row.messages.exists()


def test_a_decision_shows_when_it_cannot_be_taken_back(elm, row):
    decline_application(row, reason="You live too far away.", by=elm.steward)
    assert "is reading it" in page(row)
    assert "too far away" not in page(row)

    long_ago(row)
    html = page(row)
    assert "Elm Lane has not accepted it" in html
    assert "You live too far away." in html
    row.refresh_from_db()
    assert f"is deleted on {row.delete_on:%-d %b %Y}" in html
    assert "Withdraw my application" not in html


def test_accepted_leads_to_the_cards(elm, row):
    elm.approve(row, undo=timedelta())
    long_ago(row)
    html = page(row)

    assert "You are a member of Elm Lane" in html
    assert 'href="/me/"' in html


def test_withdrawing_is_asked_once_more_and_done_once(elm, row):
    link = address(row, "withdraw/")
    asked = Client().get(link).content.decode()
    row.refresh_from_db()
    assert "Withdraw your application?" in asked
    assert row.state == State.SUBMITTED

    assert Client().post(link)["Location"] == address(row)
    assert Client().post(link)["Location"] == address(row)
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    assert "You have withdrawn it" in page(row)


def test_what_was_deleted_is_gone(elm, row):
    Client().post(address(row, "withdraw/"))
    outbox.drain()
    long_ago(row, delete_on=timezone.localdate())
    delete_old_applications()

    answer = Client().get(address(row))
    assert answer.status_code == 410
    assert "what it told us is deleted" in answer.content.decode()
    assert Client().post(address(row, "withdraw/")).status_code == 302


def test_a_draft_is_gone_on_with_only_by_a_click(elm, mailoutbox):
    row = joining.asked()
    link = joining.link_in(mailoutbox[-1])
    browser = Client()
    html = browser.get(link).content.decode()
    assert "It is not sent yet" in html
    assert "amara" not in html.lower()
    assert browser.get("/c/elm/join/check/")["Location"] == "/c/elm/join/"

    assert browser.post(f"{link}continue/")["Location"] == "/c/elm/join/verify/"
    assert browser.get("/c/elm/join/check/").status_code == 200
    Application.objects.filter(pk=row.pk).update(draft_expires_at=timezone.now())
    assert browser.get(link).status_code == 410
    assert Client().post(f"{link}continue/")["Location"] == link


def test_it_goes_on_where_it_stopped(elm):
    early = joining.draft(name="", email="")
    late = joining.draft(email="other@example.org")

    for row, step in ((early, "details"), (late, "check")):
        answer = Client().post(address(row, "continue/"))
        assert answer["Location"] == f"/c/elm/join/{step}/"


def test_a_click_from_elsewhere_withdraws_nothing(elm, row):
    browser = Client(enforce_csrf_checks=True)

    assert browser.post(address(row, "withdraw/")).status_code == 403
    row.refresh_from_db()
    assert row.state == State.SUBMITTED
