from __future__ import annotations

import pytest

from tests.support.racing import run_races

RACES = "tests/tenants/office_races.py"


@pytest.mark.postgres
def test_two_of_a_team_on_postgresql(tmp_path):
    assert "6 passed" in run_races(RACES, tmp_path)


def test_two_of_a_team_on_sqlite(tmp_path):
    assert "6 passed" in run_races(RACES, tmp_path, postgres=False)
