"""A request leaves its language behind; the next test begins in English again."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation


@pytest.fixture(autouse=True)
def _english_again():
    yield
    translation.activate(settings.LANGUAGE_CODE)
