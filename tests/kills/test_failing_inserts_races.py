from __future__ import annotations

import pytest

from tests.support.racing import run_races

MODULE = "tests/kills/failing_inserts.py"


def test_an_insert_that_fails_is_made_up_for_on_sqlite(tmp_path):
    assert "5 passed" in run_races(MODULE, tmp_path, postgres=False)


@pytest.mark.postgres
def test_an_insert_that_fails_is_made_up_for_on_postgresql(tmp_path):
    assert "5 passed" in run_races(MODULE, tmp_path)
