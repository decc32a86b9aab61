"""What every test folder shares."""

from __future__ import annotations

import os

import pytest

pytest_plugins = ["tests.requirements_plugin"]
# Playwright's loop runs in this thread; the rows are made by the same thread, one after another.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def browser():
    """One for all tests: a second one beside it finds the loop of the first and is refused."""
    from tests.support.browser import chromium  # noqa: PLC0415 -- it reads the plugin that is named above

    with chromium() as opened:
        yield opened
