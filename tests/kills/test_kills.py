"""The portal's own issuing: SIGKILL at every step, the broker emptied, the mail server away, clicks that come twice.

Afterwards each approval has exactly one current card with a position of its own, and at least one
mail. The same harness on a plain `delay()` must report losses: one that cannot lose proves nothing.
"""

from __future__ import annotations

import pytest

from tests.kills import harness, plain
from tests.support.setups import SETUPS, environment_of

pytestmark = pytest.mark.flow


@pytest.mark.parametrize("setup", SETUPS)
def test_no_approval_is_lost_or_doubled_by_kills(tmp_path, setup):
    with environment_of(setup) as environment:
        left = harness.run(
            tmp_path, steps=harness.STEPS, plain=False, environment=environment, calm=20
        )

    assert all(left.kills[step] >= harness.MOST for step in harness.STEPS), left
    assert left.deaths >= sum(left.kills.values()), left
    unfinished = sum(left.kills[step] for step in harness.UNFINISHED)
    assert left.repeated_claims >= unfinished, "a kill without claimed, unfinished work"
    assert left.approvals > 0
    assert (left.still_owed, left.dead) == (0, 0), left
    assert (left.without_credential, left.without_mail) == (0, 0), left
    assert (left.doubled, left.places_shared) == (0, 0), left
    assert left.mails - left.message_ids <= left.kills[f"{harness.POST}:sent"], left


def test_the_same_harness_reports_what_a_plain_delay_loses(tmp_path):
    left = harness.run(tmp_path, steps=plain.STEPS, plain=True, environment={}, calm=5)

    assert all(left.kills[step] >= harness.MOST for step in plain.STEPS), left
    assert left.lost > 0, "the harness lost nothing where it must"
