from __future__ import annotations

import pytest

from tests.support.racing import run_races


@pytest.mark.postgres
def test_nobody_forks_or_changes_the_log_on_postgresql(tmp_path):
    assert "7 passed" in run_races("tests/tenants/audit_on_postgresql.py", tmp_path)
