from __future__ import annotations

import os

import pytest

from tests.support.browser import chromium

# Playwright's loop runs in this thread; the rows are made by the same thread, one after another.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def browser():
    with chromium() as opened:
        yield opened
