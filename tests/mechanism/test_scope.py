from __future__ import annotations

import threading
from uuid import uuid4

import pytest
from django.db import transaction

from tenants import scope
from tenants.errors import OutsideCooperativeError


def test_current_outside_a_cooperative_is_an_error():
    with pytest.raises(OutsideCooperativeError):
        scope.current()


def test_within_enters_and_leaves():
    first, second = uuid4(), uuid4()

    with scope.within(first):
        with scope.within(second):
            assert scope.current().cooperative_id == second
        assert scope.current().cooperative_id == first

    assert scope.peek() is None


def test_within_refuses_anything_but_an_id():
    with pytest.raises(OutsideCooperativeError), scope.within(None):  # type: ignore[arg-type]  # -- what is refused here
        pass


def test_nowhere_hides_the_cooperative_for_a_block():
    here = uuid4()

    with scope.within(here):
        with scope.nowhere(), pytest.raises(OutsideCooperativeError):
            scope.current()
        assert scope.current().cooperative_id == here


def test_a_new_thread_is_nowhere():
    seen = []

    with scope.within(uuid4()):
        thread = threading.Thread(target=lambda: seen.append(scope.peek()))
        thread.start()
        thread.join()

    assert seen == [None]


@pytest.mark.django_db(transaction=True)
def test_within_refuses_a_second_cooperative_in_the_first_ones_transaction():
    first, second = uuid4(), uuid4()

    with scope.within(first), transaction.atomic():
        with pytest.raises(OutsideCooperativeError), scope.within(second):
            pass
        with scope.within(first):
            assert scope.current().cooperative_id == first


@pytest.mark.django_db(transaction=True)
def test_within_allows_one_cooperative_after_another():
    for each in (uuid4(), uuid4()):
        with scope.within(each), transaction.atomic():
            assert scope.current().cooperative_id == each
