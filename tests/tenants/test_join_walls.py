from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tenants import outbox
from tenants.models import Application, FieldAnswer, FormField
from tests.tenants import joining
from tests.tenants.office import office
from tests.tenants.walking import (
    DETAILS,
    JOIN,
    begin,
    lead_to,
    post,
    send,
    to_check,
    to_verify,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    cache.clear()


@pytest.fixture
def elm():
    made = office("elm", "Elm Lane")
    with made.within:
        joining.bylaws()
        yield made


@pytest.fixture
def browser(elm):
    return Client()


def told(browser, elm, email):
    """What the pages say from the declaration on, without what was typed and what is random."""
    begin(browser, elm)
    post(browser, "details/", **{**DETAILS, "email": email})
    pages = [send(browser), browser.get(f"{JOIN}verify/")]
    outbox.drain()
    pages += [post(browser, "verify/", code="000000") for _ in range(6)]
    pages += [browser.get(f"{JOIN}done/")]
    return [
        (
            page.status_code,
            page.headers.get("Location"),
            re.sub(r'value="\w{64}"', "", page.content.decode()).replace(email, "EMAIL"),
        )
        for page in pages
    ]


def test_no_page_tells_who_is_a_member_or_has_applied(elm, mailoutbox):
    elm.joined(email="member@example.org")
    elm.applied(email="applicant@example.org")

    new = told(Client(), elm, "stranger@example.org")
    assert told(Client(), elm, "member@example.org") == new
    assert told(Client(), elm, "applicant@example.org") == new
    assert [mail.subject.removeprefix("Elm Lane: ") for mail in mailoutbox[-3:]] == [
        "Your code to send your application",
        "You are a member already",
        "You have applied already",
    ]


def test_one_browser_knows_nothing_of_another(elm, browser, mailoutbox):
    to_verify(browser, elm)
    stranger = Client()
    asked = FormField.objects.create(kind="text", label="Which street?")
    FieldAnswer.objects.create(
        field=asked, application=Application.objects.get(), value="Amara Street", said="Street"
    )
    for step in ("class/", "details/", "questions/", "check/", "verify/", "done/"):
        page = stranger.get(f"{JOIN}{step}", follow=True).content.decode()
        assert "Amara" not in page
        assert "amara" not in page
    lead_to(post(stranger, "verify/", code=joining.code_in(mailoutbox[-1])), "")
    lead_to(post(stranger, "discard/"), "")
    assert Application.objects.get().state == Application.State.DRAFT


def test_a_shared_computer_can_be_left_clean(elm, browser):
    to_check(browser, elm)
    answer = browser.post(f"{JOIN}discard/", follow=True)

    assert "Nothing was sent" in answer.content.decode()
    assert not Application.objects.exists()
    assert "Amara" not in browser.get(f"{JOIN}details/", follow=True).content.decode()


def test_a_draft_that_ran_out_is_not_gone_on_with(elm, browser):
    to_check(browser, elm)
    Application.objects.update(draft_expires_at=timezone.now() - timedelta(seconds=1))

    lead_to(browser.get(f"{JOIN}check/"), "")


def test_a_program_that_fills_in_everything_is_stopped_and_a_person_is_not(elm, browser):
    begin(browser, elm)
    answer = post(browser, "details/", **DETAILS, url="https://spam.example")

    assert answer.status_code == 422
    assert "spam.example" not in answer.content.decode().replace(DETAILS["message"], "")
    assert DETAILS["name"] in answer.content.decode()
    assert Application.objects.get().name == ""
    lead_to(post(browser, "details/", **DETAILS, url=""), "check/")


def test_one_address_on_the_network_cannot_begin_without_end(elm):
    answers = [begin(Client(), elm).status_code for _ in range(22)]

    assert answers.count(302) == 20
    assert answers[-1] == 429


def test_codes_cannot_be_tried_without_end_from_one_place(elm, browser):
    to_verify(browser, elm)
    answers = [post(browser, "verify/", code="1").status_code for _ in range(21)]

    assert set(answers[:20]) == {422}
    assert answers[-1] == 429


@pytest.mark.parametrize("step", ["", "class/", "details/", "questions/", "check/", "verify/"])
def test_a_co_op_that_takes_nobody_says_so(elm, browser, step):
    joining.suspend(elm.coop)
    answer = browser.get(JOIN + step, follow=True)

    assert answer.status_code == 409
    assert "does not take applications" in answer.content.decode()


def test_pages_of_an_application_are_kept_by_no_cache(elm, browser):
    to_check(browser, elm)

    assert "no-store" in browser.get(f"{JOIN}check/")["Cache-Control"]
