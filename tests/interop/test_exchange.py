"""Both ways, in every cryptosuite: each side accepts what the other signed, and nothing that was changed."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from credentials.core.data_integrity.proof import SUITES, add_proof
from credentials.core.did.key import did_key, resolve_key
from credentials.core.errors import StatusError
from credentials.core.keys import Ed25519Signer, P256Signer
from credentials.core.shown import verify_shown
from credentials.core.verification import verify_credential
from credentials.core.vocabulary import CREDENTIALS_V2
from tests.interop import node
from tests.interop.mutations import mutated

pytestmark = pytest.mark.node
EACH_WAY = 500
# Strangers compare contexts by identity under these suites, so that they refuse any that stands inline.
NO_INLINE = "-jcs-"


def now():
    """At each call: a run that began minutes ago would take what strangers sign for a thing of the future."""
    return datetime.now(UTC)  # noqa: TID251 -- strangers have no other clock


def signer_of(suite):
    kind = P256Signer if SUITES[suite].algorithm == "P-256" else Ed25519Signer
    key = kind(b"\x01" * 32, "").public_key
    return did_key(key), kind(b"\x01" * 32, f"{did_key(key)}#{key.to_multikey()}")


def ours(suite):
    did, signer = signer_of(suite)
    terms = [] if NO_INLINE in suite else [{"Course": "https://oak.example/terms#Course"}]
    unsigned = {
        "@context": [CREDENTIALS_V2, *terms],
        "id": "urn:uuid:58b1f0c6-7a55-4b0e-a0a0-6a3c0f1c2d10",
        "type": ["VerifiableCredential", *(["Course"] if terms else [])],
        "issuer": {"id": did, "name": "Oak Street Food Co-op"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:1",
            "name": "Amara Okafor",
            "description": "was there",
        },
    }
    return add_proof(unsigned, signer, created=now(), cryptosuite=suite)


def shares():
    """How many of the changed documents each suite gets: together as many as are wanted."""
    share, rest = divmod(EACH_WAY, len(SUITES))
    return {suite: share + (place < rest) for place, suite in enumerate(SUITES)}


def changed(documents):
    return [
        (suite, document)
        for suite, share in shares().items()
        for document in mutated(documents[suite], share, seed=20261126)
    ]


def unpublished(_url):
    raise StatusError("no_list", "There is no such list.")


def accepted_here(document):
    return verify_credential(document, now=now(), resolve=resolve_key, fetch_status=unpublished).ok


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    node.ready()
    empty = tmp_path_factory.mktemp("none") / "none.pem"
    empty.touch()
    return empty


@pytest.fixture(scope="module")
def said(authority, tmp_path_factory):
    """What strangers say of ours, whole and changed, in one go."""
    file = tmp_path_factory.mktemp("ours") / "lines"
    whole = {suite: ours(suite) for suite in SUITES}
    lines = [*whole.items(), *changed(whole)]
    written = [json.dumps({"suite": suite, "document": document}) for suite, document in lines]
    file.write_text("\n".join(written), encoding="utf-8")
    told = node.run("exchange.mjs", "verify", str(file), authority=authority).splitlines()
    answers = [json.loads(line) for line in told]
    assert len(answers) == len(lines) == EACH_WAY + len(SUITES)
    return answers[: len(SUITES)], list(
        zip(lines[len(SUITES) :], answers[len(SUITES) :], strict=True)
    )


@pytest.fixture(scope="module")
def theirs(authority):
    told = node.run("exchange.mjs", "issue", authority=authority).splitlines()
    return {one["suite"]: one for one in map(json.loads, told)}


def test_they_accept_ours(said):
    whole, _changed = said

    assert {one["suite"]: one["vc"]["accepted"] for one in whole} == dict.fromkeys(SUITES, True)
    assert [one["core"]["accepted"] for one in whole if one["core"]] == [True]


def test_they_refuse_ours_once_changed(said):
    _whole, changed_ones = said
    taken = [
        (line, told)
        for line, told in changed_ones
        if told["vc"]["accepted"] or (told["core"] and told["core"]["accepted"])
    ]

    assert taken == []


@pytest.mark.parametrize("suite", SUITES)
def test_we_accept_theirs(theirs, suite):
    one = theirs[suite]
    shown = verify_shown(
        one["presentation"],
        now=now(),
        resolve=resolve_key,
        fetch_status=unpublished,
        challenge="c1",
        domain="shop.example",
    )

    assert accepted_here(one["credential"])
    assert shown.ok, shown
    assert shown.holder == one["credential"]["issuer"]["id"]


def test_we_refuse_theirs_once_changed(theirs):
    documents = {suite: one["credential"] for suite, one in theirs.items()}
    lines = changed(documents)

    assert len(lines) == EACH_WAY
    assert [line for line in lines if accepted_here(line[1])] == []
