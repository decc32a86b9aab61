from __future__ import annotations

import pytest

from tests.drill.__main__ import held
from tests.support.setups import EMBEDDED

pytestmark = pytest.mark.flow


def test_a_stolen_key_is_replaced_and_nothing_is_lost():
    """With PostgreSQL, its roles and Redis: `python -m tests.drill --servers`."""
    drill = held(EMBEDDED, members=4)

    assert drill.wrong == []
    assert drill.figures["signed_anew"] == drill.figures["holders_told"] == 4
    assert drill.figures["old_accepted"] == drill.figures["canary_hits"] == 0
