"""Issuers that sign for anybody are behind one command, and nowhere else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from coopportal.services.conforming import publish_conform_issuers
from tests.architecture.tree import ROOT
from tests.walls.pages import routes

KNOWN = """
import django, sys
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(sorted(name for name in sys.modules if name.startswith("coopportal.conform")))
"""


def python(code, **environment):
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "coopportal.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_no_other_portal_has_their_routes(db):
    answer = Client().post(
        "/conform/eddsa-rdfc-2022/credentials/issue", "{}", content_type="application/json"
    )

    assert answer.status_code == 404
    assert not [route.pattern for route in routes() if "conform" in route.pattern]


def test_no_other_portal_even_loads_them(tmp_path):
    told = python(KNOWN, DATA=str(tmp_path))

    assert told.stdout.strip() == "[]", told.stderr


def test_no_other_portal_publishes_their_keys(db):
    with pytest.raises(ImproperlyConfigured):
        publish_conform_issuers()


def test_production_does_not_start_with_them(tmp_path):
    told = python(
        "import django; django.setup()",
        DJANGO_SETTINGS_MODULE="coopportal.conform.settings",
        PRODUCTION="yes",
        DATA=str(tmp_path),
        SECRET_KEY="k" * 60,
        CANONICAL_ORIGIN="https://portal.example",
    )

    assert told.returncode != 0
    assert "not in production" in told.stderr
