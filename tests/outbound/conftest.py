from __future__ import annotations

import pytest
from django.core.cache import cache, caches

from tests.benefits.scene import side
from tests.outbound.abroad import Abroad, oak_abroad, with_endpoint
from tests.outbound.far_side import Far
from tests.outbound.server import serving


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("tls")) as server:
        yield server


@pytest.fixture
def server(tls, settings):
    """A partner that the operator's map names, and a memory that begins empty."""
    settings.OUTBOUND = True
    settings.OUTBOUND_HOSTS = tls.map()
    cache.clear()  # how often a visitor may begin
    caches["outbound"].clear()
    tls.asked.clear()
    tls.greeted.clear()
    tls.answer(b'{"id": 1}')
    return tls


@pytest.fixture
def body(server):
    """A federation on the other portal."""
    coop = Abroad("federation", b"f" * 32, name="Federation of Co-ops")
    coop.publish(server)
    return coop


@pytest.fixture
def far(server, db):
    """Oak is on another portal, Elm here; nothing is agreed yet."""
    return Far(with_endpoint(oak_abroad(), server), side("elm", "Elm Books"))
