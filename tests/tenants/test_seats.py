from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tenants import scope
from tenants.models import Member, Seat, Staff, User
from tenants.services.seats import claim_seats, seat_digest, seat_members, seat_staff
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elm():
    return build.cooperative("elm")


@pytest.fixture
def oak():
    return build.cooperative("oak")


@pytest.fixture
def amara():
    user = User.objects.create(email="amara@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def member(coop, email="Amara@example.org", user=None, number="1"):
    with scope.within(coop.pk):
        row = Member.objects.create(
            number=number, name="Amara", email=email, email_key=email.lower(), user=user
        )
        seat_members([row])
    return row


def test_a_member_without_a_login_has_a_seat_that_knows_no_address(elm):
    member(elm)

    seat = Seat.objects.get()
    assert (seat.user, seat.email_digest) == (None, seat_digest("amara@EXAMPLE.org "))
    assert "amara" not in seat.email_digest


def test_many_are_seated_once_and_in_no_more_statements(elm, amara, django_assert_max_num_queries):
    with scope.within(elm.pk):
        rows = [Member(number="0", name="Amara", email=amara.email, user=amara)]
        rows += [
            Member(number=f"{each + 1}", name="Bo", email=f"bo{each % 30}@example.org")
            for each in range(40)
        ]
        Seat.objects.create(kind=Seat.Kind.APPLICANT, user=amara, cooperative=elm)
        seat_members([*rows[5:9]])

        with django_assert_max_num_queries(6):
            seat_members(rows)
        seat_members(rows)

    assert Seat.objects.count() == 31, "one for each address"
    assert [seat.kind for seat in Seat.objects.filter(user=amara)] == ["member"]


def test_seats_are_claimed_at_every_co_op_once(elm, oak, amara):
    rows = [member(elm), member(oak)]

    assert claim_seats(amara) == 2
    assert claim_seats(amara) == 0
    assert set(Seat.objects.values_list("user", "cooperative")) == {
        (amara.pk, elm.pk),
        (amara.pk, oak.pk),
    }
    for coop, row in zip((elm, oak), rows, strict=True):
        with scope.within(coop.pk):
            row.refresh_from_db()
        assert row.user == amara


def test_an_address_that_is_not_confirmed_claims_nothing(elm, amara):
    EmailAddress.objects.update(verified=False)
    member(elm)

    assert claim_seats(amara) == 0
    assert Seat.objects.get().user is None


def test_a_stranger_claims_nothing(elm, amara):
    member(elm, email="somebody.else@example.org")

    assert claim_seats(amara) == 0


def test_a_claim_leaves_the_register_of_others_alone(elm, amara):
    other = User.objects.create(email="other@example.org")
    taken = member(elm, email="other@example.org", user=other)
    free = member(elm, number="2")

    claim_seats(amara)

    with scope.within(elm.pk):
        taken.refresh_from_db()
        free.refresh_from_db()
    assert (taken.user, free.user) == (other, amara)


def test_an_address_of_two_people_says_of_neither_that_it_is_them(elm, amara):
    first, second = member(elm), member(elm, number="2")

    assert claim_seats(amara) == 0
    with scope.within(elm.pk):
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.user, second.user) == (None, None)

        Member.objects.filter(pk=second.pk).update(email="", email_key="")
    assert claim_seats(amara) == 1, "once it is one person's, it leads to them"


def test_who_joined_no_longer_waits_as_an_applicant(elm, amara):
    Seat.objects.create(kind=Seat.Kind.APPLICANT, user=amara, cooperative=elm)
    member(elm, user=amara)

    assert Seat.objects.get().kind == Seat.Kind.MEMBER


def test_staff_have_a_seat_once(elm, amara):
    with scope.within(elm.pk):
        staff = Staff.objects.create(user=amara, roles=[Staff.Role.DESK])
        seat_staff(staff)
        seat_staff(staff)

    assert Seat.objects.get().kind == Seat.Kind.STAFF


def test_signing_in_by_any_way_claims_the_seats(elm, amara):
    member(elm)

    Client().force_login(amara)

    assert Seat.objects.get().user == amara
