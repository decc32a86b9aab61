"""Schemathesis asks the running portal everything that its description allows, and much that it does not.

No answer is an error of the server, and every answer is one that the description names. The portal runs with the
settings of `make conform-serve`, in which asking often is allowed; FUZZ says how many requests each address gets.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.portal import running
from tests.support.setups import EMBEDDED

pytestmark = pytest.mark.flow
EXAMPLES = os.environ.get("FUZZ", "40")
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
)
CONFIGURATION = """
[parameters]
"path.cooperative" = "oak"
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    folder = tmp_path_factory.mktemp("portal")
    settings = {"DJANGO_SETTINGS_MODULE": "coopportal.conform.settings"}
    with running(folder, EMBEDDED, **settings) as portal:
        portal.act("open", slug="oak", name="Oak", prefix="OAK", steward="bo@oak.example.org")
        yield portal


def fuzz(portal, folder, *more):
    (folder / "schemathesis.toml").write_text(CONFIGURATION, encoding="utf-8")
    return subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--no-color", "run"),
            f"{portal.origin}/api/schema/?format=json",
            *("--checks", ",".join(CHECKS), "--max-examples", EXAMPLES, "--seed", "20261126"),
            *("--phases", "examples,coverage,fuzzing", "--generation-database", "none"),
            *more,
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


@pytest.mark.parametrize("kind", ["issuing", "shop", "nobody"])
def test_no_request_breaks_it(portal, tmp_path, kind):
    known = kind != "nobody"
    token = portal.act("program", slug="oak", kind=kind)["token"] if known else "coop_guessed"
    told = fuzz(portal, tmp_path, "--header", f"Authorization: Bearer {token}")

    assert told.returncode == 0, told.stdout[-12000:] + told.stderr[-2000:]
