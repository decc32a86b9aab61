from __future__ import annotations

import pytest

from tests.drill.__main__ import held
from tests.drill.searching import KINDS, LEAST, ON_SERVERS
from tests.support.setups import EMBEDDED, SETUPS

pytestmark = pytest.mark.flow
MEMBERS = 3


@pytest.mark.parametrize("setup", SETUPS)
def test_a_stolen_key_is_replaced_and_nothing_is_lost_and_no_key_stands_anywhere(setup):
    drill = held(setup, members=MEMBERS)

    assert drill.wrong == []
    assert drill.figures["signed_anew"] == drill.figures["holders_told"] == MEMBERS
    assert drill.figures["old_accepted"] == drill.figures["canary_hits"] == 0
    kinds = KINDS if setup == EMBEDDED else KINDS + ON_SERVERS
    assert drill.figures["places"] == drill.figures["planted"] == len(kinds)
    assert int(drill.figures["canaries"]) >= LEAST
