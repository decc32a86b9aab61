"""What a transaction was told is not believed after a savepoint was gone back to."""

from __future__ import annotations

import pytest

from tenants import scope
from tests.postgresql.sight import signed_in

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


def seen(connection):
    with connection.cursor() as cursor:
        cursor.execute("SELECT cooperative_id FROM tenants_member")
        return [here for (here,) in cursor.fetchall()]


def test_who_asks_for_nobody_after_a_savepoint_is_not_shown_whom_it_was_told_of_before(
    filled, two, django_db_blocker
):
    oak, elm = two
    with django_db_blocker.unblock(), signed_in(filled("app")) as connection:
        connection.set_autocommit(False)
        with scope.within(oak):
            assert seen(connection) == [oak]
            connection.savepoint_rollback(connection.savepoint())
        assert seen(connection) == []

        savepoint = connection.savepoint()
        with scope.within(elm):
            assert seen(connection) == [elm]
            connection.savepoint_rollback(savepoint)
            assert seen(connection) == [elm]
        connection.rollback()
