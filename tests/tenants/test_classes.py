"""Kinds of membership: what an owner settles, what their holders get of it, and how long they last."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from tenants import outbox, scope
from tenants.models import Cooperative, Event, Membership, MembershipClass
from tenants.offers import sentences
from tenants.services import clocks, members, renewing
from tenants.tasks import TURNS
from tests import build
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
SETTLED = {
    "name": "Consumer member",
    "kind": "consumer",
    "description": "You shop here.",
    "price": "£10 once",
    "eligibility": "Who lives in the valley.",
    "whom": "people",
    "minimum_age": "16",
    "open_to_applicants": "on",
    "minimum_shares": "2",
    "share_price": "50",
    "instalments": "5",
    "votes": "1",
    "term": "months",
    "term_months": "12",
    "renewal": "staff",
    "reminder_days": "30",
    "card_number": "on",
    "card_since": "on",
    "reciprocity_eligible": "on",
}


@pytest.fixture
def oak():
    made = office()
    Cooperative.objects.filter(pk=made.coop.pk).update(currency="GBP", languages=["en", "de"])
    made.coop.refresh_from_db()
    with made.within:
        yield made


def send(oak, path, **values):
    return oak.browser(oak.owner).post(oak.url(f"settings/classes/{path}"), values)


def kind(oak):
    return MembershipClass.objects.get(pk=oak.consumer.pk)


def test_a_kind_is_added_and_read_by_who_would_like_to_join_in_their_language(oak):
    told = {**SETTLED, "name": "Worker member", "kind": "worker", "name_de": "Mitarbeitende"}
    answer = send(oak, "add/", **told, description_de="Du arbeitest hier.")

    assert answer["Location"] == oak.url("settings/classes/")
    made = MembershipClass.objects.get(name="Worker member")
    assert (made.position, made.has_vote, made.translations) == (
        1,
        True,
        {"de": {"name": "Mitarbeitende", "description": "Du arbeitest hier."}},
    )
    page = oak.browser().get("/c/oak/").content.decode()
    for said in ("Worker member", "2 shares of 50 GBP each, in up to 5 instalments", "age of 16"):
        assert said in page
    with translation.override("de"):
        assert made.said("name") == "Mitarbeitende"
        assert made.said("price") == "£10 once"
    assert Event.objects.filter(name="MembershipClassChanged", by=oak.owner).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Enter a name."),
        ({"name": "Visitor"}, "There is a kind of this name already."),
        ({"share_price": ""}, "Enter the price of one share."),
        ({"whom": "organisations"}, "Organisations have no age."),
        ({"term_months": "0"}, "“Months” is at least 1."),
    ],
)
def test_a_mistake_is_said_and_nothing_is_lost(oak, wrong, sentence):
    build.membership_class(name="Visitor")
    answer = send(oak, f"{oak.consumer.code}/", **{**SETTLED, **wrong})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "Who lives in the valley." in page
    assert kind(oak).price == ""


def test_a_new_name_is_asked_for_once_more_and_everybody_gets_a_new_card(oak):
    first, second = oak.joined(), oak.joined("Bea Lind")
    members.end_membership(second, reason=Membership.EndReason.RESIGNED, by=oak.owner)
    third = oak.joined("Cy Ash")
    told = {**SETTLED, "name": "Household member"}
    asked = send(oak, f"{oak.consumer.code}/", **told)
    assert "Give 2 people a new card?" in asked.content.decode()
    assert kind(oak).name == "Consumer member"

    send(oak, f"{oak.consumer.code}/", **told, sure="1")
    outbox.drain()

    assert kind(oak).name == "Household member"
    changed = Event.objects.filter(name="MembershipChanged", data__cause__startswith="class:")
    assert {each.data["membership"] for each in changed} == {str(first.code), str(third.code)}


def test_what_no_card_says_is_changed_at_once_and_no_card_follows(oak):
    oak.joined()
    send(oak, f"{oak.consumer.code}/", **{**SETTLED, "votes": "0"})
    outbox.drain()

    assert (kind(oak).price, kind(oak).has_vote, kind(oak).votes) == ("£10 once", False, 1)
    assert not Event.objects.filter(name="CardContentChanged").exists()


def test_a_closed_kind_is_kept_by_who_has_it_and_had_by_nobody_new(oak):
    membership = oak.joined()
    page = oak.browser(oak.owner).get(oak.url(f"settings/classes/{oak.consumer.code}/close/"))
    assert "1 person has it and keeps it" in page.content.decode()

    send(oak, f"{oak.consumer.code}/close/")
    assert oak.browser().get("/c/oak/join/").status_code != 200
    membership.refresh_from_db()
    assert membership.standing == Membership.Standing.GOOD
    send(oak, f"{oak.consumer.code}/open/")
    assert (kind(oak).closed_at, kind(oak).open_to_applicants) == (None, False)


def test_the_kind_that_visitors_get_cannot_be_closed_and_keeps_its_votes(oak):
    visiting = build.membership_class(name="Visiting", visiting=True, has_vote=False)
    answer = oak.browser(oak.owner).post(
        oak.url(f"settings/classes/{visiting.code}/close/"), follow=True
    )
    send(oak, f"{visiting.code}/", name="Guest", kind="associate", votes="3")

    assert "cannot be closed" in answer.content.decode()
    visiting.refresh_from_db()
    assert (visiting.closed_at, visiting.name, visiting.has_vote) == (None, "Guest", False)


def test_a_kind_moves_up(oak):
    last = build.membership_class(name="Supporter", position=7)
    send(oak, f"{last.code}/move/")
    send(oak, f"{last.code}/move/")

    assert [each.name for each in MembershipClass.objects.all()] == ["Supporter", "Consumer member"]


def test_how_many_kinds_there_are_costs_no_more_questions(oak, django_assert_max_num_queries):
    owner = oak.browser(oak.owner)
    for number in range(40):
        build.membership_class(name=f"Kind {number}")
    with django_assert_max_num_queries(16):
        assert owner.get(oak.url("settings/classes/")).content.decode().count("Kind ") > 40


def of_term(oak, **values):
    MembershipClass.objects.filter(pk=oak.consumer.pk).update(**values)
    oak.consumer.refresh_from_db()
    return oak.joined()


def move_to(membership, day):
    Membership.objects.filter(pk=membership.pk).update(ends_on=day)


def turn():
    for each in TURNS:
        each()


def test_a_calendar_year_ends_with_december(oak):
    membership = of_term(oak, term="year")
    year = timezone.localdate().year
    assert membership.ends_on == date(year, 12, 31)
    members.renew_membership(membership, by=oak.owner)
    assert membership.ends_on == date(year + 1, 12, 31)


def test_without_an_end_the_last_day_moves_on_by_itself_and_a_new_card_follows(oak):
    membership = of_term(oak, term="open", term_months=6)
    assert "Without an end" in " ".join(sentences(oak.consumer, oak.coop))
    page = oak.browser().get(oak.url(f"members/{membership.member.code}/")).content.decode()
    assert "Without an end. The card is good until" in page
    members.suspend_membership(membership, reason="A question.", by=oak.steward)
    before = timezone.localdate() - timedelta(days=400)
    move_to(membership, before)
    turn()
    turn()

    membership.refresh_from_db()
    assert membership.standing == Membership.Standing.SUSPENDED
    assert membership.ends_on > timezone.localdate()
    moved = Event.objects.filter(name="MembershipChanged", data__cause__startswith="renewed:")
    assert moved.count() == 1


def test_a_planned_end_stands_whatever_the_rule_says(oak):
    membership = of_term(oak, term="open")
    today = timezone.localdate()
    members.end_membership(
        membership, reason=Membership.EndReason.RESIGNED, by=oak.steward, on=today
    )
    turn()
    membership.refresh_from_db()
    assert (membership.ends_on, membership.end_reason) == (today, "resigned")


def test_what_renews_itself_does_so_only_while_in_good_standing(oak):
    paid = of_term(oak, renewal="automatic")
    unpaid = oak.joined("Bea Lind")
    members.suspend_membership(unpaid, reason="Unpaid.", by=oak.steward)
    for each in (paid, unpaid):
        move_to(each, timezone.localdate() - timedelta(days=1))
    assert renewing.renew_by_rule() == 1
    assert clocks.end_due_memberships() == 1

    paid.refresh_from_db()
    unpaid.refresh_from_db()
    assert (paid.standing, unpaid.end_reason) == ("good", "lapsed")


def test_a_neighbours_kinds_are_nobodys_here(oak):
    elm = office("elm")
    with scope.within(elm.coop.pk):
        theirs = build.membership_class(name="Elm's")
    for path in ("", "close/", "open/", "move/"):
        assert send(oak, f"{theirs.code}/{path}", **SETTLED).status_code == 404
