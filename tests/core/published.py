"""Other people's published vectors: where they are, and their contexts, which are not bundled here."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings

from credentials.core.canonical import jcs, jsonld, rdfc
from credentials.core.data_integrity.proof import Expected, verify_proofs
from credentials.core.did.key import resolve_key
from credentials.core.encoding import multibase_decode
from credentials.core.errors import CoreError
from credentials.core.keys import Ed25519Signer, P256Signer
from tests.core.scene import NOW

HERE = Path(settings.VECTORS_DIR)
FOLDERS = (
    "eddsa", "ecdsa", "rdf-canon", "bitstring-status-list", "did-key", "jcs-rfc8785", "contexts",
)  # fmt: skip
CONTEXTS = {
    "https://www.w3.org/ns/credentials/examples/v2": "contexts/credentials-examples-v2.jsonld",
    "https://w3id.org/citizenship/v4rc1": "contexts/citizenship-v4rc1.jsonld",
}


def text(name):
    return (HERE / name).read_text("utf-8")


def load(name):
    return json.loads(text(name))


def files():
    """Every file of these folders, from where they are kept."""
    return sorted(
        path.relative_to(HERE).as_posix()
        for folder in FOLDERS
        for path in (HERE / folder).rglob("*")
        if path.is_file()
    )


def unsigned(document):
    return {name: value for name, value in document.items() if name != "proof"}


def options_of(proof):
    return {name: value for name, value in proof.items() if name != "proofValue"}


def canonical(document, cryptosuite):
    if "-jcs-" in cryptosuite:
        return jcs.canonicalize(document)
    return rdfc.canonicalize(jsonld.to_dataset(document))


def signer(pair, method):
    """The signer of a published pair of keys."""
    secret = multibase_decode(pair.get("privateKeyMultibase") or pair["secretKeyMultibase"])[2:]
    is_ed25519 = pair["publicKeyMultibase"].startswith("z6Mk")
    return (Ed25519Signer if is_ed25519 else P256Signer)(secret, method)


def refusal(document):
    """Why a published document is not verified; empty where it is."""
    proof = document["proof"]
    last = proof[-1] if isinstance(proof, list) else proof
    expected = Expected(purpose=last["proofPurpose"])
    try:
        outcomes = verify_proofs(document, resolve=resolve_key, now=NOW, expected=expected)
    except CoreError as error:
        return error.code
    return next((outcome.error.code for outcome in outcomes if outcome.error), "")
