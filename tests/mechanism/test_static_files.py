"""What is copied to be served: all that pages load, and nothing large that none does."""

from __future__ import annotations

import re

from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.test import Client


def copied():
    """The names, as collectstatic finds them."""
    patterns = apps.get_app_config("staticfiles").ignore_patterns
    return {path for finder in get_finders() for path, _storage in finder.list(patterns)}


def test_nothing_is_copied_that_no_page_loads():
    names = copied()

    assert not [name for name in names if "redoc" in name or name.startswith("rest_framework")]


def test_what_the_description_of_the_api_loads_is_copied():
    page = Client().get("/api/docs/").content.decode()
    loaded = set(re.findall(r'"/static/([^"]+)"', page))

    assert len(loaded) >= 4
    assert loaded <= copied()
