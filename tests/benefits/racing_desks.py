"""Sixteen desks at once: never more than was agreed, never twice. Run by test_races.py on both databases."""

from __future__ import annotations

import pytest
from django.db import connection

from benefits.eligibility import Measure, Period, often
from benefits.models import Counter, Redemption
from benefits.services.giving import undo_giving
from tests.benefits.giving import give
from tests.benefits.terms_of_all import benefit
from tests.support.racing import keep_in_a_file, race

DESKS = 16


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory):
    keep_in_a_file(tmp_path_factory.mktemp("races"))


pytestmark = pytest.mark.django_db(transaction=True)


def outcome(given) -> str:
    return "replayed" if given.replayed else str(given.verdict.outcome)


def test_a_budget_is_never_overspent(elm):
    terms = benefit(often.Budget(5, Period.MONTH))

    came = race(lambda number: outcome(give(elm, terms, f"holder {number}")), DESKS)

    assert came == {"allow": 5, "refuse": DESKS - 5}
    with elm.within:
        assert Redemption.objects.count() == 5
        assert Counter.objects.get(period="month").times == 5


def test_a_budget_of_value_is_never_overspent(elm):
    terms = benefit(often.Budget(100, Period.YEAR, Measure.VALUE))

    came = race(lambda number: outcome(give(elm, terms, f"holder {number}", amount=30)), DESKS)

    assert came == {"allow": 3, "refuse": DESKS - 3}
    with elm.within:
        assert Counter.objects.get(period="year").value == 90


def test_one_holder_at_many_desks_has_it_once(elm):
    terms = benefit(often.Quota(1, Period.DAY), often.Budget(200, Period.MONTH))

    came = race(lambda _number: outcome(give(elm, terms)), DESKS)

    assert came == {"allow": 1, "refuse": DESKS - 1}


def test_one_key_sent_many_times_gives_once_and_is_taken_back_once(elm):
    terms = benefit(often.Quota(3, Period.DAY), often.Budget(200, Period.MONTH))

    came = race(lambda _number: outcome(give(elm, terms, key="scan-1")), DESKS)
    assert came == {"allow": 1, "replayed": DESKS - 1}

    with elm.within:
        code = Redemption.objects.get().code

    def undo(_number):
        with elm.within:
            undo_giving(code)

    assert race(undo, DESKS) == {"done": DESKS}
    with elm.within:
        assert {row.times for row in Counter.objects.all()} == {0}
    assert connection.vendor in {"sqlite", "postgresql"}
