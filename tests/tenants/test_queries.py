from __future__ import annotations

import pytest

from tenants import queries
from tenants.models import Application, Membership
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


def test_counts_leave_drafts_out(oak):
    oak.applied("Ann")
    oak.applied("Ben", state=Application.State.DRAFT)
    oak.applied("Cy", state=Application.State.WITHDRAWN)

    assert queries.applications_by_state() == {"submitted": 1, "withdrawn": 1}
    assert queries.applications_to_review() == 1
