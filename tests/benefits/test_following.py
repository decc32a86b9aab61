from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefits.eligibility import Standing
from benefits.following import Cause, Held, Move, Step, next_move

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
GRACE = timedelta(hours=24)
DAY = timedelta(days=1)


def held(**values):
    values.setdefault("paused", False)
    values.setdefault("home_valid_until", NOW + 300 * DAY)
    values.setdefault("ends_on", (NOW + 60 * DAY).date())
    values.setdefault("checked_at", NOW - timedelta(minutes=15))
    return Held(**values)


def look(row, seen):
    return next_move(row, seen, now=NOW, today=NOW.date(), grace=GRACE)


@pytest.mark.parametrize(
    ("row", "seen", "move"),
    [
        (held(), Standing.GOOD, None),
        (held(), Standing.SUSPENDED, Move(Step.PAUSE, Cause.HOME_SUSPENDED)),
        (held(paused=True), Standing.SUSPENDED, None),
        (held(paused=True), Standing.GOOD, Move(Step.RESUME, Cause.RESTORED)),
        (held(), Standing.ENDED, Move(Step.END, Cause.HOME_ENDED)),
        (held(paused=True), Standing.ENDED, Move(Step.END, Cause.HOME_ENDED)),
        (held(), Standing.UNKNOWN, None),
        (held(checked_at=NOW - GRACE), Standing.UNKNOWN, None),
        (
            held(checked_at=NOW - GRACE - timedelta(seconds=1)),
            Standing.UNKNOWN,
            Move(Step.PAUSE, Cause.HOME_UNREACHABLE),
        ),
        (held(paused=True, checked_at=NOW - 9 * DAY), Standing.UNKNOWN, None),
        (held(home_valid_until=NOW - DAY), Standing.GOOD, Move(Step.END, Cause.HOME_EXPIRED)),
        (held(home_valid_until=NOW - DAY), Standing.UNKNOWN, Move(Step.END, Cause.HOME_EXPIRED)),
        (held(ends_on=NOW.date()), Standing.GOOD, None),
        (held(ends_on=(NOW - DAY).date()), Standing.GOOD, Move(Step.END, Cause.DAYS_OVER)),
        (
            held(agreement_over_on=(NOW - DAY).date()),
            Standing.GOOD,
            Move(Step.END, Cause.AGREEMENT_OVER),
        ),
        (held(agreement_over_on=NOW.date()), Standing.GOOD, None),
    ],
)
def test_what_we_saw_becomes_at_most_one_step(row, seen, move):
    assert look(row, seen) == move


@given(st.sampled_from(Standing), st.booleans(), st.integers(0, 400))
def test_only_good_news_ever_resumes(seen, paused, hours):
    move = look(held(paused=paused, checked_at=NOW - timedelta(hours=hours)), seen)

    assert (move is not None and move.step is Step.RESUME) == (seen is Standing.GOOD and paused)
