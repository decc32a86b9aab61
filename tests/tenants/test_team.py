from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from tenants.errors import ChangedMeanwhileError, LastOwnerError, NoRoleError
from tenants.models import Event, Seat, Staff, User
from tenants.services import team
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
Role = Staff.Role


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def facts():
    return list(Event.objects.order_by("id").values_list("name", flat=True))


def test_somebody_new_gets_a_login_a_seat_and_roles(oak):
    staff = team.add_staff(" New@Example.org", ["desk", "membership"], by=oak.owner)

    assert staff.user.email == "new@example.org"
    assert not staff.user.has_usable_password()
    assert staff.roles == ["membership", "desk"]
    assert not EmailAddress.objects.get(user=staff.user).verified
    assert Seat.objects.get(user=staff.user).kind == Seat.Kind.STAFF
    assert facts() == ["StaffInvited"]


def test_a_known_login_is_not_made_twice(oak):
    user = User.objects.create(email="old@example.org")
    EmailAddress.objects.create(user=user, email="second@example.org", verified=True)

    assert team.add_staff("second@example.org", [Role.DESK], by=oak.owner).user == user
    with pytest.raises(ChangedMeanwhileError):
        team.add_staff(user, [Role.OWNER], by=oak.owner)

    assert Staff.objects.get(user=user).roles == ["desk"]


def test_roles_are_changed_and_never_empty(oak):
    team.change_roles(oak.steward, [Role.REPORTS], by=oak.owner)
    assert oak.steward.roles == ["reports"]

    with pytest.raises(NoRoleError):
        team.change_roles(oak.steward, [], by=oak.owner)
    with pytest.raises(NoRoleError):
        team.add_staff("a@example.org", [], by=oak.owner)
    with pytest.raises(ValueError, match="captain"):
        team.change_roles(oak.steward, ["captain"], by=oak.owner)
    assert facts() == ["StaffChanged"]


def test_the_last_owner_stays(oak):
    with pytest.raises(LastOwnerError):
        team.remove_staff(oak.owner, by=oak.owner)
    with pytest.raises(LastOwnerError):
        team.change_roles(oak.owner, [Role.DESK], by=oak.owner)

    team.change_roles(oak.steward, [Role.OWNER], by=oak.owner)
    team.remove_staff(oak.owner, by=oak.owner)

    assert [each.user.email for each in Staff.objects.filter(removed_at=None)] == [
        "bo@oak.example.org"
    ]


def test_who_is_removed_has_no_seat_and_may_come_back(oak):
    staff = team.add_staff("new@example.org", [Role.DESK], by=oak.owner)
    team.remove_staff(staff, by=oak.owner)
    assert not staff.may(Role.DESK)
    assert not Seat.objects.filter(user=staff.user).exists()
    for act in (
        lambda: team.remove_staff(staff, by=oak.owner),
        lambda: team.change_roles(staff, [Role.OWNER], by=oak.owner),
    ):
        with pytest.raises(ChangedMeanwhileError):
            act()

    again = team.add_staff("new@example.org", [Role.REPORTS], by=oak.owner)

    assert (again.pk, again.roles) == (staff.pk, ["reports"])
    assert Seat.objects.filter(user=staff.user).exists()
