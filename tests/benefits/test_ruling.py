"""Which version rules is a function of the versions and the day, and of nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from benefits.models import AgreementVersion
from benefits.sides import latest_agreed, ruling

FIRST = date(2026, 1, 1)
days = st.integers(0, 400).map(lambda number: FIRST + timedelta(number))


@st.composite
def histories(draw):
    """Versions as they come about: numbered, each agreed from some day on, or never."""
    effective = draw(st.lists(st.none() | days, min_size=1, max_size=8))
    versions = [
        AgreementVersion(number=number, effective_on=day)
        for number, day in enumerate(effective, start=1)
    ]
    return draw(st.permutations(versions))


@given(histories(), days)
def test_the_newest_that_has_begun_rules_and_before_that_the_first(versions, day):
    agreed = sorted((each for each in versions if each.effective_on), key=lambda each: each.number)
    begun = [each for each in agreed if each.effective_on <= day]

    found = ruling(versions, day)

    assert found is (begun[-1] if begun else agreed[0] if agreed else None)


@given(histories(), days)
def test_what_is_only_proposed_changes_nothing(versions, day):
    proposed = AgreementVersion(number=99, effective_on=None)

    assert ruling([proposed, *versions], day) is ruling(versions, day)
    assert latest_agreed([proposed, *versions]) is latest_agreed(versions)


@given(histories(), days, st.integers(1, 400))
def test_what_is_agreed_today_never_changes_a_day_before_it_begins(versions, day, later):
    coming = AgreementVersion(number=99, effective_on=day + timedelta(later))
    before = ruling(versions, day)

    assert before is None or ruling([coming, *versions], day) is before


@given(histories(), days, days)
def test_a_later_day_never_brings_an_older_version_back(versions, one, other):
    early, late = ruling(versions, min(one, other)), ruling(versions, max(one, other))

    assert early is None or late.number >= early.number
