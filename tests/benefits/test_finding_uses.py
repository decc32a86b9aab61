"""Uses are found along an index, not by reading them all: a co-op may have a million."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from benefits import counting, uses
from benefits.models import Desk, DeskCheck, Redemption
from benefits.views.desk import handed
from tests.benefits.giving import AGREEMENT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def within(elm):
    with elm.within:
        yield


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (uses.Filters(), "benefits_use_newest (cooperative_id=?)"),
        (
            uses.Filters(month=date(2026, 1, 1)),
            "benefits_use_newest (cooperative_id=? AND at>? AND at<?)",
        ),
        (uses.Filters(home="did:web:oak"), "benefits_use_home (cooperative_id=? AND issuer_did=?)"),
        (uses.Filters(state="undone"), "benefits_use_off (cooperative_id=?)"),
        (uses.Filters(state="void"), "benefits_use_off (cooperative_id=?)"),
    ],
)
def test_a_page_of_the_log_is_found_along_an_index(within, filters, index):
    plan = uses.narrowed(filters)[:50].explain()

    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_what_a_person_had_is_found_by_the_person(within):
    newest = Redemption.objects.filter(pseudonym="amara")[:20].explain()
    added_up = counting.uses_of("amara", AGREEMENT, "groceries").order_by("day").values("day")

    assert "benefits_use_person (cooperative_id=? AND pseudonym=?)" in newest
    assert "benefits_use_holder (cooperative_id=? AND pseudonym=?" in added_up.explain()


def test_what_was_given_on_a_check_is_found_by_its_time(within):
    check = DeskCheck(desk=Desk(place="Till"), at=timezone.now())

    assert "at>? AND at<?" in handed.given_on([check]).explain()
