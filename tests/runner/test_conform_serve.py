"""`make conform-serve`, as somebody meets it who points a suite at it: https, issuers, strangers who verify."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.interop import node
from tests.support.sink import free_port

pytestmark = pytest.mark.node
PLAIN = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d",
    "type": ["VerifiableCredential"],
    "credentialSubject": {"name": "Example"},
}


@pytest.fixture(scope="module")
def served():
    """What it prints, and its authority; ended as Ctrl-C ends it."""
    node.ready()
    process = subprocess.Popen(
        [sys.executable, "scripts/conform_serve.py"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(free_port())},
        stdout=subprocess.PIPE,
        text=True,
    )
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ready"):
            break
    text = "".join(lines)
    authority = Path(text.rpartition("its authority in ")[2].partition(".pem")[0] + ".pem")
    yield json.loads(text[text.index("{") : text.rindex("}") + 1]), authority
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert not authority.exists()


def ask(served, endpoint, body):
    request = urllib.request.Request(
        endpoint, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    trusted = ssl.create_default_context(cafile=str(served[1]))
    with urllib.request.urlopen(request, context=trusted, timeout=20) as answer:
        return answer.status, json.load(answer)


def test_every_issuer_under_both_names_is_believed_by_strangers(served, tmp_path):
    described, authority = served
    [verifier], [holder] = described["verifiers"], described["vpVerifiers"]
    lines = []
    for issuer in described["issuers"]:
        for did in filter(None, (issuer["id"], issuer["did:web"])):
            status, told = ask(served, issuer["endpoint"], {"credential": {**PLAIN, "issuer": did}})
            document = told["verifiableCredential"]
            assert (status, document["issuer"]) == (201, did)
            assert ask(served, verifier["endpoint"], told)[0] == 200
            lines.append({"suite": document["proof"]["cryptosuite"], "document": document})
    shown = {
        "@context": PLAIN["@context"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [line["document"] for line in lines[:2]],
    }
    file = tmp_path / "lines"
    file.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    said = node.run("exchange.mjs", "verify", str(file), authority=authority).splitlines()

    assert ask(served, holder["endpoint"], {"verifiablePresentation": shown})[0] == 200
    assert [json.loads(each)["vc"]["accepted"] for each in said] == [True] * len(lines), said
    assert len(lines) == 9
