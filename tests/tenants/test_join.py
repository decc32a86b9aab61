from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tenants import outbox
from tenants.models import Application, Bylaws, Member, MembershipClass
from tenants.services import decisions
from tenants.services.texts import publish_bylaws, publish_privacy_notice
from tests.tenants import joining
from tests.tenants.office import office
from tests.tenants.walking import (
    DETAILS,
    JOIN,
    begin,
    lead_to,
    post,
    problems,
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


def test_the_whole_way_takes_five_clicks(elm, browser, mailoutbox):
    assert JOIN in browser.get("/c/elm/").content.decode()  # 1: Join
    assert browser.get(JOIN).status_code == 200
    lead_to(begin(browser, elm), "details/")  # 2
    lead_to(post(browser, "details/", **DETAILS), "check/")  # 3
    page = browser.get(f"{JOIN}check/").content.decode()
    assert all(
        told in page
        for told in (DETAILS["name"], DETAILS["email"], "GV1 2AB", "Amara O.", "Wombat")
    )
    lead_to(send(browser), "verify/")  # 4
    assert Application.objects.get().state == Application.State.DRAFT
    outbox.drain()
    lead_to(post(browser, "verify/", code=joining.code_in(mailoutbox[-1])), "done/")  # 5
    done = browser.get(f"{JOIN}done/").content.decode()

    row = Application.objects.get()
    assert (row.state, row.share_name, row.bylaws.version) == ("submitted", True, 1)
    outbox.drain()
    received = [mail for mail in mailoutbox if mail.to == [row.email]][-1]
    assert joining.link_in(received) in done


def test_the_rules_can_be_read_before_anything_is_asked(elm, browser):
    assert "/c/elm/bylaws/" in browser.get(JOIN).content.decode()
    to_check(browser, elm)
    page = browser.get(f"{JOIN}check/").content.decode()

    assert page.index("/c/elm/bylaws/1/") < page.index('name="accept"')


def test_a_kind_must_be_chosen(elm, browser):
    joining.of_class(name="Worker")

    assert problems(post(browser, ""))[0][1] == "Choose how you would like to join."
    assert problems(post(browser, "", membership_class="nonsense"))
    assert not Application.objects.exists()


def test_a_kind_can_be_chosen_on_the_co_ops_page(elm, browser):
    worker = joining.of_class(name="Worker")
    link = f"{JOIN}?class={worker.code}"

    assert link in browser.get("/c/elm/").content.decode()
    chosen = re.search(r'value="([\w-]+)"[^>]*checked', browser.get(link).content.decode())
    assert chosen[1] == str(worker.code)


def test_a_wrong_answer_is_named_and_nothing_typed_is_lost(elm, browser):
    begin(browser, elm)
    answer = post(browser, "details/", **{**DETAILS, "email": "amara@", "name": ""})

    assert problems(answer) == [
        ("id_name", "Enter your full name."),
        ("id_email", "Enter an email address in the correct format, like name@example.org."),
    ]
    html = answer.content.decode()
    assert all(typed in html for typed in ("amara@", "GV1 2AB", "Wombat-canary"))
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize("name", ["Win http://spam.example", "<b>Amara</b>"])
def test_a_name_is_no_advertisement(elm, browser, name):
    begin(browser, elm)

    assert problems(post(browser, "details/", **{**DETAILS, "name": name}))[0][0] == "id_name"


@pytest.mark.parametrize("name", ["Y", "محمد العربي", "Nguyễn Thị Hà", "李" * 200])
def test_names_are_as_people_have_them(elm, browser, name):
    begin(browser, elm)

    lead_to(post(browser, "details/", **{**DETAILS, "name": name}), "check/")
    assert Application.objects.get().name == name


def test_the_bylaws_and_the_name_on_the_card_need_an_answer(elm, browser):
    to_check(browser, elm)
    answer = post(browser, "check/", version=1)

    assert [field for field, _text in problems(answer)] == ["id_share_name_0", "id_accept"]
    assert Application.objects.get().confirm_sends == 0


def test_nobody_accepts_another_version_than_the_one_shown(elm, browser):
    to_check(browser, elm)
    publish_bylaws("Our rules", "One member, one vote, no returns.")
    answer = send(browser, version=1)

    assert "changed just now" in problems(answer)[0][1]
    assert 'name="version" value="2"' in answer.content.decode()
    lead_to(send(browser), "verify/")
    assert Application.objects.get().bylaws.version == 2


def test_the_privacy_notice_is_shown_and_the_application_names_its_version(elm, browser):
    publish_privacy_notice("Privacy", "We keep your name.")
    to_check(browser, elm)
    assert "/c/elm/privacy/1/" in browser.get(f"{JOIN}check/").content.decode()
    publish_privacy_notice("Privacy", "We keep your name for a year.")
    answer = send(browser, notice=1)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The privacy notice has changed just now" in page
    assert "/c/elm/privacy/2/" in page
    lead_to(send(browser, notice=2), "verify/")
    assert Application.objects.get().privacy_notice.version == 2


def test_who_must_be_of_an_age_says_so(elm, browser):
    MembershipClass.objects.filter(pk=elm.consumer.pk).update(minimum_age=16)
    to_check(browser, elm)
    assert "I am at least 16 years old" in browser.get(f"{JOIN}check/").content.decode()

    assert [field for field, _text in problems(send(browser))] == ["id_of_age"]
    lead_to(send(browser, of_age="on"), "verify/")
    assert Application.objects.get().declared_age == 16


def test_an_organisation_joins_by_its_name_and_becomes_one_on_the_register(
    elm, browser, mailoutbox
):
    MembershipClass.objects.filter(pk=elm.consumer.pk).update(whom="organisations")
    begin(browser, elm)
    assert "Name of the organisation" in browser.get(f"{JOIN}details/").content.decode()
    to_verify(browser, elm, name="Hill Farm Ltd")
    post(browser, "verify/", code=joining.code_in(mailoutbox[-1]))

    decisions.approve_application(Application.objects.get(), by=elm.steward)

    member = Member.objects.get()
    assert (member.name, member.kind) == ("Hill Farm Ltd", Member.Kind.ORGANISATION)


def test_a_co_op_without_bylaws_asks_for_none(elm, browser):
    Bylaws.objects.all().delete()
    to_check(browser, elm)

    assert 'name="accept"' not in browser.get(f"{JOIN}check/").content.decode()
    lead_to(post(browser, "check/", share_name="no"), "verify/")
    assert not Application.objects.get().share_name


def test_a_wrong_code_is_said_and_the_fifth_is_the_last(elm, browser, mailoutbox):
    to_verify(browser, elm)
    code = joining.code_in(mailoutbox[-1])
    for _ in range(5):
        answer = post(browser, "verify/", code="12x")
        assert problems(answer) == [
            ("id_code", "That code is not right, or it is too old. Ask for a new one.")
        ]
    assert "tried too often" in problems(post(browser, "verify/", code=code))[0][1]
    assert problems(post(browser, "verify/"))[0][1] == "Enter the code from the email."


def test_a_new_code_can_be_had_after_half_a_minute(elm, browser, mailoutbox):
    to_verify(browser, elm)
    early = browser.post(f"{JOIN}verify/resend/", follow=True).content.decode()
    Application.objects.update(confirm_sent_at=timezone.now() - timedelta(seconds=31))
    late = browser.post(f"{JOIN}verify/resend/", follow=True).content.decode()
    outbox.drain()

    assert "Wait half a minute" in early
    assert "A new email is on its way" in late
    assert len(mailoutbox) == 2


def test_the_back_button_and_a_second_click_do_no_harm(elm, browser, mailoutbox):
    lead_to(begin(browser, elm), "details/")
    lead_to(begin(browser, elm), "details/")
    assert Application.objects.count() == 1
    to_verify(browser, elm)
    assert DETAILS["email"] in browser.get(f"{JOIN}details/").content.decode()
    lead_to(send(browser), "verify/")
    outbox.drain()
    assert len(mailoutbox) == 1
    code = joining.code_in(mailoutbox[-1])
    lead_to(post(browser, "verify/", code=code), "done/")
    lead_to(post(browser, "verify/", code=code), "done/")
    for step in ("details/", "check/", "verify/", "class/"):
        lead_to(browser.get(f"{JOIN}{step}"), "done/")
    assert "You have applied on this device" in browser.get(JOIN).content.decode()


def test_each_page_leads_to_what_is_missing(elm, browser):
    for step in ("class/", "details/", "check/", "verify/"):
        lead_to(browser.get(f"{JOIN}{step}"), "")
    begin(browser, elm)
    lead_to(browser.get(f"{JOIN}check/"), "details/")
    lead_to(browser.get(f"{JOIN}verify/"), "check/")
    post(browser, "details/", **DETAILS)
    lead_to(begin(browser, elm), "check/")
    lead_to(browser.get(f"{JOIN}done/"), "verify/")


def test_who_is_signed_in_need_not_type_what_we_know(elm):
    browser = elm.browser()
    begin(browser, elm)

    assert "bo@elm.example.org" in browser.get(f"{JOIN}details/").content.decode()
