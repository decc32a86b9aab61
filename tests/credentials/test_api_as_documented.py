"""The lines with curl in the documentation, run by a shell that knows everything but curl, and asked here."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from credentials.core.vocabulary import CREDENTIALS_V2
from tests.architecture.tree import ROOT
from tests.credentials import holdout, scene
from tests.credentials.programs import owner_of, token_of

pytestmark = pytest.mark.django_db(transaction=True)
CURL = 'curl() { printf "%s\\0" "$@"; }\n'


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def lines_of(page: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return [block for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) if "curl " in block]


def asked(block: str, folder: Path, **environment: str):
    told = subprocess.run(
        ["/bin/bash", "-c", CURL + block],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    *given, address, _end = told.stdout.split("\0")
    named = [given[place : place + 2] for place in range(0, len(given), 2)]
    headers = dict(line.split(": ") for option, line in named if option == "-H")
    [body] = [value for option, value in named if option == "-d"]
    assert address.startswith("http://localhost:8000/")
    return Client().post(
        address.removeprefix("http://localhost:8000"),
        body,
        content_type=headers.pop("Content-Type"),
        headers=headers,
    )


def test_checking(tmp_path):
    coop = scene.opened("green-valley", name="Green Valley Food Co-op")
    card = holdout.good_file(coop).text
    shown = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [json.loads(card)],
    }
    (tmp_path / "green-valley-card.json").write_text(card, encoding="utf-8")
    (tmp_path / "shown.json").write_text(json.dumps(shown), encoding="utf-8")
    one, several = lines_of("verifying.md")
    unsigned = asked(several, tmp_path)

    assert asked(one, tmp_path).json()["verdict"] == "good"
    assert unsigned.status_code == 422  # nobody signed it for the challenge
    assert unsigned.json()["credentials"][0]["verified"]


def test_issuing_and_revoking(oak, tmp_path):
    issue, revoke = lines_of("issuing-by-programs.md")
    token = token_of(oak, owner_of(oak))
    issued = asked(issue, tmp_path, TOKEN=token)
    document = issued.json()["verifiableCredential"]
    revoked = asked(revoke, tmp_path, TOKEN=token, ID=document["id"])
    (tmp_path / "green-valley-card.json").write_text(json.dumps(document), encoding="utf-8")
    checked = asked(lines_of("verifying.md")[0], tmp_path)

    assert issued.status_code == 201
    assert revoked.status_code == 200
    assert checked.status_code == 422
    assert "ended" in {each["code"] for each in checked.json()["checks"]}
