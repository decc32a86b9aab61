"""The portal's own work: SIGKILL at every step, of children and whole workers, servers killed and emptied, mail away.

Afterwards I1 to I10 hold (`invariants.py`). The same harness on a plain `delay()` must report losses: one that cannot
lose proves nothing.
"""

from __future__ import annotations

import os

import pytest

from tests.kills import harness, servers, steps
from tests.kills.programme import nothing_of, report
from tests.support.setups import SERVERS, SETUPS

pytestmark = pytest.mark.flow
KILLS = int(os.environ.get("KILLS", "100"))


@pytest.mark.parametrize("setup", SETUPS)
def test_nothing_is_lost_doubled_or_wrong_whoever_is_killed(tmp_path, setup):
    if setup == SERVERS and (why := servers.why_not()) is not None:
        pytest.skip(why)
    left = harness.run(tmp_path, setup, KILLS)

    told = report(left)
    assert left.counted >= KILLS, told
    assert all(left.kills[step] >= most for step, most in steps.wanted(KILLS).items()), told
    assert left.claims_again > 0, "nothing that was claimed was taken up again"
    assert nothing_of(left) == [], told
    assert left.violations == 0, told
    assert left.servers.get("postgres_stopped", 1) > 0


def test_the_same_harness_reports_what_a_plain_delay_loses(tmp_path):
    left = harness.run(tmp_path, harness.NAIVE, KILLS)

    assert all(left.kills[step] >= most for step, most in steps.wanted(KILLS, naive=True).items())
    assert left.lost > 0, "the harness lost nothing where it must"
