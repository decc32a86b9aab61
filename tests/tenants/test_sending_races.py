from __future__ import annotations

import pytest

from tests.support.racing import run_races


@pytest.mark.postgres
def test_an_hour_holds_on_postgresql(tmp_path):
    assert "1 passed" in run_races("tests/tenants/sending_races.py", tmp_path)
