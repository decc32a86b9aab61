"""A demonstration small enough to be built in a test, and a data folder that says it is one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.utils import timezone

from coopportal.demo import cast
from coopportal.demo.building import build
from tests.support.kept import kept

WANTED = (
    cast.GREEN_VALLEY,
    cast.HILLSIDE,
    cast.NORTHLIGHT,
    cast.OAK_STREET,
    "old-mill",
    cast.COMMONLANDS,
)
HOUSES = tuple(replace(one, members=4) for one in cast.HOUSES if one.slug in WANTED)
NOW = timezone.now()


def build_small():
    said = []
    build(now=NOW, say=said.append, houses=HOUSES)
    return said


built_once = kept(build_small)


@pytest.fixture(scope="module")
def built(django_db_setup, django_db_blocker):
    """Built once for the tests of all modules that only look; each of them takes back what it does."""
    with django_db_blocker.unblock():
        call_command("flush", interactive=False, verbosity=0)
        yield built_once()
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA = tmp_path
    settings.DEMO = True
    settings.DEV_MAIL_FOLDER = tmp_path / "mail"
    settings.EMAIL_BACKEND = "coopportal.devmail.FileBackend"
    (tmp_path / "demo").write_text("complete", encoding="utf-8")


@pytest.fixture
def demo(built, db, folder):
    return built
