"""Sixteen at once for everything that only one may get, on both set-ups; `make race` runs five thousand rounds of each."""

from __future__ import annotations

import os

import pytest

from tests.races.__main__ import NAMES, races

ROUNDS = int(os.environ.get("ROUNDS", "40"))
# The rest is less likely to be asked for by many at once, and has races of its own besides.
OFTEN = ("approval", "benefit", "shop_code", "guesses")
SELDOM = ("letter_code", "pairing_link", "live_code", "tries_an_hour")
TYPED = (
    "login_guesses",
    "login_sessions",
    "login_code",
    "mailbox_guesses",
    "app_guesses",
    "app_code",
    "recovery_code",
)


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.parametrize(
    ("names", "rounds"), [(OFTEN, ROUNDS), (SELDOM, ROUNDS // 4), (TYPED, ROUNDS // 8)]
)
def test_exactly_one_of_sixteen_gets_what_only_one_may_get(names, rounds):
    came = races(rounds, names)

    assert set(came) == {"sqlite-embedded", "postgres-redis"}
    for setup, results in came.items():
        assert set(results) == set(names)
        for name, each in results.items():
            assert each["wrong"] == [], (setup, name, each["wrong"][:5])
            assert each["rounds"] == rounds


def test_each_thing_is_raced_for():
    assert sorted(NAMES) == sorted((*OFTEN, *SELDOM))


@pytest.mark.postgres
@pytest.mark.redis
def test_a_race_ends_with_its_time_and_counts_what_was_run():
    came = races(100, ["live_code"], minutes=0.001)

    for results in came.values():
        assert results["live_code"]["wrong"] == []
        assert results["live_code"]["rounds"] < 100
