from __future__ import annotations

import pytest

from tests.credentials import scene


@pytest.fixture
def oak():
    return scene.opened("oak", name="Oak Street Food Co-op")


@pytest.fixture
def elm():
    return scene.opened("elm", name="Elm Lane")


@pytest.fixture
def no_keys(settings, tmp_path):
    """A portal whose keys folder is empty."""
    settings.KEYS_FOLDER = tmp_path / "keys"
    return settings.KEYS_FOLDER
