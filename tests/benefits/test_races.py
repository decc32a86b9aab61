from __future__ import annotations

import pytest

from tests.support.racing import run_races


@pytest.mark.postgres
def test_the_races_end_well_on_postgresql(tmp_path):
    assert "11 passed" in run_races("tests/benefits/races.py", tmp_path)


@pytest.mark.postgres
def test_racing_desks_never_give_more_than_was_agreed_on_postgresql(tmp_path):
    assert "4 passed" in run_races("tests/benefits/racing_desks.py", tmp_path)


def test_racing_desks_never_give_more_than_was_agreed_on_sqlite(tmp_path):
    assert "4 passed" in run_races("tests/benefits/racing_desks.py", tmp_path, postgres=False)
