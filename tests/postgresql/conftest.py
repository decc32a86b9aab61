"""A database with all tables and the roles of a portal in earnest: empty for each module, filled once for all."""

from __future__ import annotations

import secrets
from uuid import UUID

import pytest

from tests.postgresql.two import cooperatives, filled_database
from tests.support.setups import database, servers_away


@pytest.fixture(scope="module")
def as_role():
    """Called with a role, it says where that role signs in."""
    if (away := servers_away()) is not None:
        pytest.skip(away)
    with database(f"portal_proof_{secrets.token_hex(4)}") as url:
        yield url


@pytest.fixture(scope="package")
def filled(tmp_path_factory):
    """The same, with a row of each of two co-ops in every table."""
    if (away := servers_away()) is not None:
        pytest.skip(away)
    with filled_database(tmp_path_factory.mktemp("filled")) as url:
        yield url


@pytest.fixture(scope="package")
def two(filled) -> tuple[UUID, UUID]:
    """The two co-ops."""
    return cooperatives(filled("platform"))
