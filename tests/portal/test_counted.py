"""SQLite plans by what it has counted: of a large co-op it reads the rows that are asked for, not all of them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection

from coopportal import tasks
from tenants.models import Membership
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
SIZE = 3000


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL counts by itself")
def test_thirty_of_many_are_found_by_their_codes_once_rows_are_counted():
    made = office()
    with made.within:
        like = made.joined()
        Membership.objects.bulk_create(
            Membership(
                member_id=like.member_id,
                membership_class_id=like.membership_class_id,
                standing="ended",
                ends_on=like.ends_on,
            )
            for _number in range(SIZE)
        )
        asked = Membership.objects.filter(code__in=[uuid4() for _number in range(30)])
        before = asked.explain()
        tasks.daily()
        connection.close()  # what was counted is read with the tables' definitions
        after = asked.explain()

    assert "(code=?)" not in before
    assert "(code=?)" in after
