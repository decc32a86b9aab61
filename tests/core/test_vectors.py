"""Other people's published vectors, byte for byte."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from pyoxigraph import RdfFormat, parse

from credentials.core import encoding
from credentials.core.canonical import jcs, jsonld, rdfc
from credentials.core.data_integrity.proof import SUITES, Expected, add_proof, verify_proof
from credentials.core.did.key import resolve_key
from credentials.core.errors import CanonicalError, CoreError
from credentials.core.keys import Ed25519Signer, PublicKey

pytestmark = [
    pytest.mark.vectors,
    pytest.mark.skipif(not Path(settings.VECTORS_DIR).is_dir(), reason="VECTORS_DIR is absent"),
]
HERE = Path(settings.VECTORS_DIR)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def load(name: str):
    return json.loads((HERE / name).read_text("utf-8"))


EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


def load_inline(name: str):
    """The examples' context is not bundled; inline it changes no canonical form."""
    document = load(name)
    if "jcs" not in name:
        inline = load("contexts/credentials-examples-v2.jsonld")["@context"]
        document["@context"] = [inline if c == EXAMPLES else c for c in document["@context"]]
    return document


def seed() -> bytes:
    return encoding.multibase_decode(load("eddsa/keyPair.json")["privateKeyMultibase"])[2:]


@pytest.mark.parametrize(
    ("signed", "hashed"),
    [
        (
            "eddsa/eddsa-rdfc-2022/signedDataInt.json",
            "eddsa/eddsa-rdfc-2022/combinedHashDataInt.txt",
        ),
        ("eddsa/eddsa-jcs-2022/signedJCS.json", "eddsa/eddsa-jcs-2022/combinedHashJCS.txt"),
    ],
)
def test_eddsa_signs_as_published(signed, hashed):
    published = load_inline(signed)
    proof = published.pop("proof")
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    suite = SUITES[proof["cryptosuite"]]

    combined = suite.hash_data(published, options)

    assert combined.hex() == (HERE / hashed).read_text().strip()
    signature = Ed25519Signer(seed(), proof["verificationMethod"]).sign(combined)
    assert "z" + encoding.base58_encode(signature) == proof["proofValue"]


@pytest.mark.parametrize(
    "name",
    [
        "eddsa/eddsa-rdfc-2022/signedDataInt.json",
        "eddsa/eddsa-jcs-2022/signedJCS.json",
        "ecdsa/ecdsa-rdfc-2019-p256/signedECDSAP256.json",
    ],
)
def test_published_proofs_verify_and_altered_ones_do_not(name):
    signed = load_inline(name)
    expected = Expected(purpose=signed["proof"]["proofPurpose"])

    verify_proof(signed, resolve=resolve_key, now=NOW, expected=expected)

    signed["name"] = "Somebody else"
    with pytest.raises(CoreError) as refused:
        verify_proof(signed, resolve=resolve_key, now=NOW, expected=expected)
    assert refused.value.code == "bad_signature"


def test_published_document_has_the_published_canonical_form():
    expected = (HERE / "eddsa/eddsa-rdfc-2022/canonDocDataInt.txt").read_text("utf-8")

    canonical = rdfc.canonicalize(jsonld.to_dataset(load_inline("eddsa/unsigned.json"))).decode()

    assert canonical.strip() == expected.strip()


POISON = {"test074"}


def cases() -> list[str]:
    return sorted(p.name[:7] for p in HERE.glob("rdf-canon/rdfc10/test*-rdfc10.nq"))


@pytest.mark.parametrize("case", cases())
def test_rdf_canon_agrees_or_refuses(case):
    source = (HERE / f"rdf-canon/rdfc10/{case}-in.nq").read_bytes()
    quads = list(parse(source, format=RdfFormat.N_QUADS))
    if case == "test075":
        pytest.skip("made for SHA-384")

    if case in POISON:
        with pytest.raises(CanonicalError, match="too complex"):
            rdfc.canonicalize_quads(quads)
        return

    canonical = rdfc.canonicalize_quads(quads)

    assert canonical == (HERE / f"rdf-canon/rdfc10/{case}-rdfc10.nq").read_bytes()


@pytest.mark.parametrize(
    "path", sorted(HERE.glob("jcs-rfc8785/input/*.json")), ids=lambda p: p.stem
)
def test_jcs_writes_as_published(path):
    assert (HERE / "jcs-rfc8785/output" / path.name).read_bytes() == jcs.canonicalize(
        json.loads(path.read_text("utf-8"))
    )


def test_did_keys_of_our_kinds_are_read_back():
    dids = (HERE / "did-key/did-key-spec-dids.txt").read_text().split()
    ours = [did for did in dids if did.startswith(("did:key:z6Mk", "did:key:zDn"))]

    for did in ours:
        key = PublicKey.from_multikey(did.removeprefix("did:key:"))
        assert resolve_key(did)["id"] == "did:key:" + key.to_multikey()
        assert PublicKey.from_jwk(key.to_jwk()) == key
    assert len(ours) > 2


def test_signing_twice_gives_the_same_bytes():
    signer = Ed25519Signer(seed(), "did:example:a#key")
    document = load_inline("eddsa/unsigned.json")

    once = add_proof(document, signer, created=NOW)

    assert once == add_proof(document, signer, created=NOW)
    assert hashlib.sha256(jcs.canonicalize(once)).digest()
