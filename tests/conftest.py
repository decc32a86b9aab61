"""What every test folder shares."""

from __future__ import annotations

import os

import pytest

pytest_plugins = ["tests.requirements_plugin", "tests.sharing"]
# Playwright's loop runs in this thread; the rows are made by the same thread, one after another.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_configure(config):
    """Once, before the workers begin."""
    if not hasattr(config, "workerinput"):
        from coopportal.catalogues import compile_catalogues  # noqa: PLC0415 -- once the settings are there

        compile_catalogues()


@pytest.fixture(scope="session")
def browser():
    """One for all tests: a second one beside it finds the loop of the first and is refused."""
    from tests.support.browser import chromium  # noqa: PLC0415 -- it reads the plugin that is named above

    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup):
    """Emptying the database has Django enter all permissions again, which takes longer than most tests.

    Nobody asks for them here: what staff may do stands in their seats.
    """
    from django.contrib.contenttypes.management import create_contenttypes  # noqa: PLC0415 -- once the apps are read
    from django.db.models.signals import post_migrate  # noqa: PLC0415, TID251 -- beside it; nothing is told through it

    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
