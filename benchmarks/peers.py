"""What others do with the same documents: PyLD alone in this process, `@digitalbazaar/vc` in Node.js."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from datetime import datetime
from typing import Any, Final

from pyld import jsonld

from credentials.core.canonical.contexts import bundled_context
from credentials.core.encoding import base58_encode
from credentials.core.keys import Ed25519Signer
from credentials.core.times import write_time
from credentials.core.types import Document
from tests.interop.node import HERE, ready

NODE: Final = "@digitalbazaar/vc"
_SECRET: Final = b"\x80\x26"  # multicodec ed25519-priv


def normalize(document: Document) -> bytes:
    """As people write it: expansion and canonical form by PyLD, contexts at hand."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    return str(jsonld.normalize(document, options)).encode()


def hash_by_pyld(document: Document, options: Document) -> bytes:
    parts = ({**options, "@context": document["@context"]}, document)
    return b"".join(hashlib.sha256(normalize(part)).digest() for part in parts)


def sign_by_pyld(document: Document, signer: Ed25519Signer, created: datetime) -> Document:
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": write_time(created),
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    signature = signer.sign(hash_by_pyld(document, options))
    return {**document, "proof": {**options, "proofValue": "z" + base58_encode(signature)}}


def _load(url: str, _options: Document) -> Document:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "tag": "static",
        "document": bundled_context(url),
    }


def node(documents: list[dict[str, Any]], resolved: dict[str, Document]) -> dict[str, Any] | None:
    """Seconds of CPU for each document that Node.js issues and verifies; None where there is none.

    Each document comes with its key, its moment and what ours signed: both must say the same.
    """
    return by_node("bench.mjs", {"documents": documents, "resolved": resolved})


def by_node(script: str, given: Any) -> Any | None:
    """What a script of `tests/interop` prints for what it is given; None where there is no Node.js."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return None
    ready()
    told = subprocess.run(
        ["node", script],
        cwd=HERE,
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise SystemExit(told.stderr[-2000:])
    return json.loads(told.stdout)


def secret_multikey(seed: bytes) -> str:
    return "z" + base58_encode(_SECRET + seed)
