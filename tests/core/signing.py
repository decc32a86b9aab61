"""Signers whose DID is their key, and cards with any number of proofs of theirs."""

from __future__ import annotations

from credentials.core.data_integrity.proof import add_proof, append_proof, verify_proofs
from credentials.core.did.key import did_key, resolve_key
from credentials.core.keys import Ed25519Signer, P256Signer
from tests.core.scene import NOW, green_valley

HOME = green_valley()
FIRST, SECOND, THIRD = (f"urn:uuid:00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))


def keyed(kind, secret):
    """A signer whose DID is its key."""
    did = did_key(kind(secret, "").public_key)
    return kind(secret, f"{did}#{did.removeprefix('did:key:')}")


ANNE, BOB = keyed(Ed25519Signer, b"a" * 32), keyed(P256Signer, b"b" * 32)


def suite(signer, kind="rdfc"):
    return {
        "Ed25519": f"eddsa-{kind}-2022",
        "P-256": f"ecdsa-{kind}-2019",
    }[signer.algorithm]


def signed(*links, kind="rdfc"):
    """A card with a proof per (signer, id, previous)."""
    document = HOME.unsigned_card()
    for place, (signer, name, previous) in enumerate(links):
        put = append_proof if place else add_proof
        more = {"previous": previous} if place else {}
        document = put(
            document,
            signer,
            created=NOW,
            cryptosuite=suite(signer, kind),
            proof_id=name,
            **more,
        )
    return document


def verified(document, **options):
    return verify_proofs(document, resolve=resolve_key, now=NOW, **options)
