"""What every test folder shares."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# How fast values are drawn is the machine's; and what judges a change draws the same ones each time.
settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "1",
)
settings.load_profile("house")

pytest_plugins = ["tests.requirements_plugin", "tests.sharing"]
# Playwright's loop runs in this thread; the rows are made by the same thread, one after another.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def pytest_configure(config):
    """In each worker; the catalogues once, before they begin."""
    from tests.support.proven import stand_in  # noqa: PLC0415 -- once the settings are there

    stand_in()
    if not hasattr(config, "workerinput"):
        from coopportal.catalogues import compile_catalogues  # noqa: PLC0415 -- once the settings are there

        compile_catalogues()


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    made = yield
    if fixturedef.argname == "monkeypatch":
        from tests.support.kept import watch  # noqa: PLC0415 -- once the settings are there

        watch(made)
    return made


@pytest.fixture(scope="session")
def browser():
    """One for all tests: a second one beside it finds the loop of the first and is refused."""
    from tests.support.browser import chromium  # noqa: PLC0415 -- it reads the plugin that is named above

    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Emptying the database has Django enter all permissions again, which takes longer than most tests.

    Nobody asks for them here: what staff may do stands in their seats. And what is only ever added to is emptied too,
    so the triggers that keep it go; tests/tenants/test_audit.py puts them back.
    """
    from django.apps import apps  # noqa: PLC0415 -- once they are read
    from django.contrib.contenttypes.management import create_contenttypes  # noqa: PLC0415 -- once the apps are read
    from django.db import connection  # noqa: PLC0415 -- as above
    from django.db.models.signals import post_migrate  # noqa: PLC0415, TID251 -- beside it; nothing is told through it

    from tenants import append_only  # noqa: PLC0415 -- as above

    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    ours = apps.get_app_config("tenants")
    post_migrate.disconnect(sender=ours, dispatch_uid="tenants.append_only")
    with django_db_blocker.unblock():
        append_only.remove(connection)
