from __future__ import annotations

import pytest

from tenants import outbox
from tests.benefits import scene, visiting
from tests.support.kept import kept


@pytest.fixture
def oak():
    return scene.side("oak", "Oak Street")


@pytest.fixture
def elm():
    return scene.side("elm", "Elm Lane")


@pytest.fixture
@kept
def home(oak, elm):
    scene.agreed(oak, elm)
    outbox.drain()
    return visiting.Home(oak)


@pytest.fixture
def alice():
    return scene.person("alice@example.org", "Alice Ashe")
