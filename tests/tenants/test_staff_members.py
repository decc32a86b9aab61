"""Looking after members at their pages: mistakes lose nothing, a second click changes nothing more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tenants.models import Event, Member, Membership
from tenants.services import members
from tenants.services.tags import add_tag
from tenants.services.tags import tag as give_tag
from tests.credentials import holding
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
Standing = Membership.Standing


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


@pytest.fixture
def amara(oak):
    return oak.joined("Amara Okonkwo")


def at(oak, route, row=None):
    return reverse(f"tenants:{route}", args=[oak.coop.slug, *([row.code] if row else [])])


def press(oak, route, membership, browser=None, **data):
    return (browser or oak.browser()).post(at(oak, route, membership), data, follow=True)


def test_the_register_is_searched_and_filtered(oak, amara):
    bea = oak.joined("Bea Lind")
    members.suspend_membership(bea, reason="Owes.", by=oak.steward)
    browser = oak.browser()
    page = browser.get(at(oak, "members")).text

    assert "2 people on your register." in page
    assert "Suspended (1)" in page
    suspended = browser.get(at(oak, "members"), {"standing": "suspended"}).text
    assert "Bea Lind" in suspended
    assert "Amara" not in suspended
    by_number = browser.get(at(oak, "members"), {"q": amara.member.number}).text
    assert "Amara" in by_number
    assert "Bea Lind" not in by_number
    assert "Nobody found" in browser.get(at(oak, "members"), {"q": "zebra"}).text
    assert browser.get(at(oak, "members"), {"standing": "odd"}).status_code == 404


def test_a_long_register_has_pages(oak):
    for number in range(51):
        oak.joined(f"Person {number}", f"{number}@example.org")

    assert "51 to 51 of 51" in oak.browser().get(at(oak, "members"), {"page": "2"}).text


def test_the_list_is_as_long_as_what_is_asked_for(oak):
    """Its length is counted, or known from the tabs where nothing narrows it but a standing."""
    rows = [oak.joined(f"Person {each}", f"{each}@example.org") for each in "wxyz"]
    members.suspend_membership(rows[0], reason="Owes.", by=oak.steward)
    Member.objects.filter(pk=rows[1].member_id).update(email="", email_key="")
    joined = timezone.localdate() - timedelta(9)
    Member.objects.filter(pk=rows[2].member_id).update(joined_on=joined)
    tag = add_tag("Choir", by=oak.steward)
    give_tag(rows[3].member, tag, by=oak.steward)
    browser = oak.browser()
    for asked, expected in (
        ({}, 4),
        ({"standing": "good"}, 3),
        ({"standing": "suspended"}, 1),
        ({"standing": "ended"}, 0),
        ({"sort": "name"}, 4),
        ({"rows": "25"}, 4),
        ({"q": "Person w"}, 1),
        ({"no_email": "on"}, 1),
        ({"since": "2001-01-01"}, 4),
        ({"since": f"{timezone.localdate()}"}, 3),
        ({"until": f"{joined}"}, 1),
        ({"tag": f"{tag.code}"}, 1),
        ({"standing": "suspended", "tag": f"{tag.code}"}, 0),
        ({"kind": f"{oak.consumer.code}"}, 4),
    ):
        page = browser.get(at(oak, "members"), asked).context["page"]
        assert page.paginator.count == expected, asked
        assert len(page.object_list) == expected, asked


def test_the_list_asks_as_often_for_many_as_for_one(oak, amara):
    def asked(**query):
        browser = oak.browser()
        browser.get(at(oak, "members"), query)
        seen = []

        def note(execute, sql, params, many, context):
            seen.append(sql)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(note):
            assert browser.get(at(oak, "members"), query).status_code == 200
        return len(seen)

    kinds = ({}, {"q": "person"}, {"standing": "good"})
    Member.objects.filter(pk=amara.member_id).update(name="Person", name_key="person")
    one = [asked(**query) for query in kinds]
    for number in range(20):
        oak.joined(f"Person {number}", f"{number}@example.org")

    assert [asked(**query) for query in kinds] == one
    assert max(one) <= 28


def test_suspending_needs_a_reason_and_restoring_ends_it(oak, amara):
    empty = press(oak, "membership-suspend", amara, reason=" ")
    assert empty.status_code == 422
    assert "Give a reason in a sentence." in empty.text
    done = press(oak, "membership-suspend", amara, reason="The share was not paid.")

    assert "Suspended. The card says so within a minute." in done.text
    assert "The share was not paid." in done.text
    assert 'Suspended</p><p class="muted small">' in done.text
    twice = press(oak, "membership-suspend", amara, reason="Other.")
    assert "This membership is suspended already." in twice.text
    amara.refresh_from_db()
    assert amara.standing_reason == "The share was not paid."
    press(oak, "membership-restore", amara)
    twice = press(oak, "membership-restore", amara)

    assert "This membership is in good standing already." in twice.text
    amara.refresh_from_db()
    assert (amara.standing, amara.standing_reason) == (Standing.GOOD, "")


def test_ending_keeps_what_was_chosen_when_the_day_is_wrong(oak, amara):
    beyond = (amara.ends_on + timedelta(1)).isoformat()
    refused = press(oak, "membership-end", amara, reason="resigned", when="later", day=beyond)

    assert refused.status_code == 422
    assert f'value="{beyond}"' in refused.text
    assert "the membership ends then anyway" in refused.text
    for wrong in ("", "yesterday", (timezone.localdate() - timedelta(2)).isoformat()):
        answer = press(oak, "membership-end", amara, reason="resigned", when="later", day=wrong)
        assert answer.status_code == 422, wrong
    assert press(oak, "membership-end", amara).status_code == 422
    amara.refresh_from_db()
    assert (amara.standing, amara.end_reason) == (Standing.GOOD, "")


def test_it_ends_at_once_or_after_a_day(oak, amara):
    day = timezone.localdate() + timedelta(20)
    planned = press(
        oak, "membership-end", amara, reason="resigned", when="later", day=day.isoformat()
    )

    assert "It will end after" in planned.text
    assert "Will end because" in planned.text
    amara.refresh_from_db()
    assert (amara.standing, amara.ends_on) == (Standing.GOOD, day)
    ended = press(oak, "membership-end", amara, reason="died", when="now", day="nonsense")
    assert ended.status_code == 422
    ended = press(oak, "membership-end", amara, reason="died", when="now")
    assert "The membership has ended." in ended.text
    twice = press(oak, "membership-end", amara, reason="died", when="now")

    assert "This membership has ended. Nothing was changed." in twice.text
    assert Event.objects.filter(name="MembershipEnded").count() == 1


def test_a_second_click_does_not_renew_again(oak, amara):
    seen = amara.ends_on.isoformat()
    done = press(oak, "membership-renew", amara, seen=seen)
    assert "Renewed. A new card is on its way." in done.text
    assert "Renewed until" in done.text
    twice = press(oak, "membership-renew", amara, seen=seen)

    assert "Renewed already: the last day is" in twice.text
    assert Event.objects.filter(name="MembershipChanged").count() == 1


def test_one_page_asks_for_one_new_card(oak, amara):
    browser = oak.browser()
    key = browser.get(at(oak, "membership-card", amara)).context["hidden"]["key"]
    for _click in range(2):
        answer = press(oak, "membership-card", amara, browser, key=key)

    assert "A new card is on its way. It takes the place of the old one." in answer.text
    causes = [event.data["cause"] for event in Event.objects.filter(name="MembershipChanged")]
    assert causes == [f"replaced:{key}"]
    assert press(oak, "membership-card", amara, key="nonsense").status_code == 200


def test_a_visit_follows_its_home(oak, amara):
    kind = amara.membership_class
    type(kind).objects.filter(pk=kind.pk).update(visiting=True)
    for route in ("suspend", "end", "renew", "restore"):
        answer = press(oak, f"membership-{route}", amara, reason="resigned", when="now")

        assert "This is a visit. It follows the home co-op." in answer.text
    amara.refresh_from_db()
    assert amara.standing == Standing.GOOD


def test_the_card_of_a_member_is_told(oak, amara):
    assert "Card code" not in oak.browser().get(at(oak, "member", amara.member)).text
    valley = holding.opened()
    card = holding.card(valley, holding.person())
    with valley.within:
        page = valley.browser().get(at(valley, "member", card.membership.member)).text

    assert f"{card.card_code[:4]} {card.card_code[4:]}" in page
    assert "Checked" in page
    assert "Not mailed" not in page
