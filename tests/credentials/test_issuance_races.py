from __future__ import annotations

import pytest

from tests.support.racing import run_races


@pytest.mark.postgres
def test_issuing_races_end_well_on_postgresql(tmp_path):
    assert "7 passed" in run_races("tests/credentials/races.py", tmp_path)
