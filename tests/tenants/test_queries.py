from __future__ import annotations

import pytest
from django.db import connection

from tenants import queries
from tenants.models import Application, Member, Membership
from tenants.services import members, merging
from tests import build
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def reasons(application):
    return [each.reasons for each in queries.possible_duplicates(application)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"name": "José Núñez", "email": "other@x.org"}, ("name",)),
        ({"name": "Somebody Else", "email": "JOSE@x.org "}, ("email",)),
        ({"name": "Somebody Else", "email": "s@x.org", "phone": "(020) 7946-0958"}, ("phone",)),
        ({"name": "Nunez Jose", "email": "n@x.org"}, ("near_name",)),
        ({"name": "Jose Nunes", "email": "n@x.org"}, ("near_name",)),
        ({"name": "Jose Nunez", "email": "jose@x.org"}, ("email", "name")),
    ],
)
def test_a_possible_duplicate_is_found_and_says_why(oak, values, expected):
    member = oak.joined("Jose Nunez", "jose@x.org", phone="+44 20 7946 0958").member

    application = oak.applied(**values)

    found = queries.possible_duplicates(application)
    assert [(each.member, each.reasons) for each in found] == [(member, expected)]
    strong = "near_name" not in expected
    assert queries.with_duplicates([application]) == ({application.pk} if strong else set())


def test_who_is_alike_in_little_is_no_duplicate(oak):
    oak.joined("Maria Garcia", "maria@x.org", phone="12")

    for name in ("Marta Gomez", "Ma", "Garcia Lorca", "M"):
        application = oak.applied(name, f"{name[:2]}{len(name)}@y.org", phone="12")
        assert reasons(application) == []


def test_two_who_ask_at_once_are_shown_to_each_other(oak):
    first = oak.applied("Ann Lee", "ann@x.org")
    second = oak.applied("Ann Lee", "lee@x.org")
    oak.applied("Ann Lee", "draft@x.org", state=Application.State.DRAFT)

    assert [each.application for each in queries.possible_duplicates(first)] == [second]
    assert queries.with_duplicates([first, second]) == {first.pk, second.pk}


def test_an_applicants_own_application_is_no_duplicate_of_the_member_it_made(oak):
    application = oak.applied()
    oak.approve(application)
    application.refresh_from_db()

    assert reasons(application) == []


@pytest.mark.parametrize(
    "search", ["lukasz", "ŁUKASZ", "zolc", "zolc lukasz", "lz@x", "  lukasz  "]
)
def test_search_knows_neither_accents_nor_case(oak, search):
    oak.applied("Łukasz Żółć", "lz@x.org")
    oak.applied("Ann Lee")
    oak.joined("Łukasz Żółć", "lz@x.org")

    assert [row.email for row in queries.applications("submitted", search)] == ["lz@x.org"]
    assert [row.email for row in queries.members(search)] == ["lz@x.org"]


def test_members_are_found_by_number_and_standing(oak):
    first, second, third = (oak.joined(f"Person {number}") for number in "abc")
    Membership.objects.filter(pk=second.pk).update(standing="suspended")
    Membership.objects.filter(pk=third.pk).update(standing="ended")

    assert list(queries.members("000002")) == [second.member]
    assert list(queries.members("oa-000002")) == [second.member]
    for membership, standing in ((first, "good"), (second, "suspended"), (third, "ended")):
        assert list(queries.members("", standing)) == [membership.member]
    assert queries.members_by_standing() == {"": 3, "good": 1, "suspended": 1, "ended": 1}


def counted_one_by_one():
    """The tabs as the rows themselves say."""
    people = Member.objects.filter(merged_into=None).prefetch_related("memberships")
    held = [{row.standing for row in each.memberships.all()} for each in people]
    return {
        "": len(held),
        "good": sum("good" in each for each in held),
        "suspended": sum("suspended" in each for each in held),
        "ended": sum(not each & {"good", "suspended"} for each in held),
    }


def test_counts_are_right_after_each_kind_of_change(oak, django_assert_num_queries):
    ann, ben, cem = (oak.joined(name) for name in ("Ann Lee", "Ben Ito", "Cem Kaya"))
    dee = oak.joined("Dee Orr").member
    worker = build.membership_class(kind="worker", name="Worker member")
    also = Membership.objects.create(
        member=ann.member, membership_class=worker, ends_on=ann.ends_on
    )
    neighbour = office("elm", "Elm Lane")
    neighbour.joined("Eve Poe")

    def counts(**expected):
        with django_assert_num_queries(3 if expected["suspended"] else 2):
            found = queries.members_by_standing()
        assert found == {"": 4, **expected}
        assert counted_one_by_one() == found
        assert queries.members_in_good_standing() == found["good"]
        for standing, n in found.items():
            assert queries.members("", standing).count() == n

    counts(good=4, suspended=0, ended=0)
    members.suspend_membership(also, reason="Owes.", by=oak.steward)
    counts(good=4, suspended=1, ended=0)
    members.suspend_membership(ann, reason="Owes.", by=oak.steward)
    members.suspend_membership(ben, reason="Owes.", by=oak.steward)
    counts(good=2, suspended=2, ended=0)
    members.restore_membership(ben, by=oak.steward)
    counts(good=3, suspended=1, ended=0)
    members.end_membership(cem, reason=Membership.EndReason.RESIGNED, by=oak.steward)
    counts(good=2, suspended=1, ended=1)
    seen = merging.fingerprint(dee, cem.member)
    merging.merge(dee, cem.member, from_gone={}, seen=seen, by=oak.steward)
    assert queries.members_by_standing() == {"": 3, "good": 2, "suspended": 1, "ended": 0}
    assert counted_one_by_one() == queries.members_by_standing()
    assert queries.members_in_good_standing() == 2
    assert queries.has_members()


def test_a_co_op_that_begins_has_no_members(oak):
    office("elm", "Elm Lane").joined()

    assert not queries.has_members()
    assert queries.members_in_good_standing() == 0
    assert queries.members_by_standing() == {"": 0, "good": 0, "suspended": 0, "ended": 0}


@pytest.mark.parametrize("search", ["ukas", "X.ORG", "a-00000", "2222 99", "0171-2222"])
def test_what_is_searched_for_may_stand_in_the_middle(oak, search):
    found = oak.joined("Łukasz Żółć", "lz@x.org", phone="0171 / 2222-99").member
    oak.joined("Ann Lee", "ann@y.net", phone="0171 33333")
    if search == "a-00000":
        found = Member.objects.get(name="Ann Lee")
        Member.objects.exclude(pk=found.pk).update(number="X1")

    assert list(queries.members(search)) == [found]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan is SQLite's")
@pytest.mark.parametrize("search", ["", "lukasz", "0171 55 19"])
def test_counting_reads_an_index_and_not_the_register(oak, search):
    """Twenty thousand whole rows are read for many times what their names, numbers and addresses are."""
    plan = queries.members(search).order_by().values("pk").explain()

    assert "tenants_member USING COVERING INDEX tenants_member_search" in plan
    assert "USING INDEX" not in plan


def test_counts_leave_drafts_out(oak):
    oak.applied("Ann")
    oak.applied("Ben", state=Application.State.DRAFT)
    oak.applied("Cy", state=Application.State.WITHDRAWN)

    assert queries.applications_by_state() == {"submitted": 1, "withdrawn": 1}
    assert queries.applications_to_review() == 1
