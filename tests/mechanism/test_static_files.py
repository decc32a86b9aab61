"""What is copied to be served: all that pages load, and nothing large that none does."""

from __future__ import annotations

import re

from django.test import Client

from coopportal.management.commands import prepare


def copied(settings, tmp_path):
    """The names, once a data folder is prepared."""
    settings.DATA, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    assert prepare.Command()._collect_static()
    files = (each for each in settings.STATIC_ROOT.rglob("*") if each.is_file())
    return {str(each.relative_to(settings.STATIC_ROOT)) for each in files}


def test_all_that_the_description_of_the_api_loads_is_copied_and_what_no_page_loads_is_not(
    settings, tmp_path
):
    names = copied(settings, tmp_path)
    page = Client().get("/api/docs/").content.decode()
    loaded = set(re.findall(r'"/static/([^"]+)"', page))

    assert len(loaded) >= 4
    assert loaded <= names
    assert not [name for name in names if "redoc" in name or name.startswith("rest_framework")]


def test_a_second_time_nothing_is_copied(settings, tmp_path):
    copied(settings, tmp_path)

    assert not prepare.Command()._collect_static()
