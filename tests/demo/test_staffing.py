"""Who acts at an invented co-op: the first of its people who may."""

from __future__ import annotations

import pytest
from django.utils import timezone

from coopportal.demo.staffing import seat
from tenants import scope
from tenants.models import Staff
from tests import build
from tests.benefits import scene

Role = Staff.Role
pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_seat_that_may_acts_and_one_that_was_removed_does_not():
    coop = build.cooperative("oak")
    with scope.within(coop.pk):
        seats = [
            Staff.objects.create(user=scene.person(f"{name}@example.org"), roles=[role])
            for name, role in (("a", Role.DESK), ("b", Role.REPORTS), ("c", Role.OWNER))
        ]
        assert [seat(role) for role in (Role.DESK, Role.REPORTS, Role.MEMBERSHIP)] == seats

        Staff.objects.filter(pk=seats[1].pk).update(removed_at=timezone.now())
        assert seat(Role.REPORTS) == seats[2]
