"""Clauses of the specifications: which module keeps each, and which are not supported and why.

A test says `@pytest.mark.clause("VC-DI verify-proof")` which clauses it shows to hold: the specification and the anchor
of its section. `scripts/conformance.py` writes both into `docs/conformance.md`.
"""

from __future__ import annotations

SPECIFICATIONS = {
    "VC-DI": ("Data Integrity 1.0", "https://www.w3.org/TR/vc-data-integrity/"),
    "EDDSA": ("EdDSA Cryptosuites 1.0", "https://www.w3.org/TR/vc-di-eddsa/"),
    "ECDSA": ("ECDSA Cryptosuites 1.0", "https://www.w3.org/TR/vc-di-ecdsa/"),
    "RDFC": ("RDF Dataset Canonicalization 1.0", "https://www.w3.org/TR/rdf-canon/"),
    "JSON-LD": ("JSON-LD 1.1 Processing", "https://www.w3.org/TR/json-ld11-api/"),
    "VCDM": ("Verifiable Credentials Data Model 2.0", "https://www.w3.org/TR/vc-data-model-2.0/"),
    "BSL": ("Bitstring Status List 1.0", "https://www.w3.org/TR/vc-bitstring-status-list/"),
    "CID": ("Controlled Identifiers 1.0", "https://www.w3.org/TR/cid-1.0/"),
    "DID": ("Decentralized Identifiers 1.0", "https://www.w3.org/TR/did-core/"),
    "DID-KEY": ("did:key", "https://w3c-ccg.github.io/did-key-spec/"),
    "DID-WEB": ("did:web", "https://w3c-ccg.github.io/did-method-web/"),
    "JCS": ("JSON Canonicalization Scheme", "https://www.rfc-editor.org/rfc/rfc8785"),
    "JSON": ("JSON", "https://www.rfc-editor.org/rfc/rfc8259"),
    "I-JSON": ("I-JSON", "https://www.rfc-editor.org/rfc/rfc7493"),
    "JWS": ("JSON Web Signature", "https://www.rfc-editor.org/rfc/rfc7515"),
    "COSE": ("COSE", "https://www.rfc-editor.org/rfc/rfc9052"),
}

_PROOFS, _DID = "data_integrity/proof.py", "did/document.py"
CLAUSES = {
    "VC-DI proofs": ("A proof: type, purpose, times, domain, challenge", "data_integrity/options.py"),
    "VC-DI proof-sets": ("Proof sets", "data_integrity/chain.py"),
    "VC-DI proof-chains": ("Proof chains", "data_integrity/chain.py"),
    "VC-DI proof-purposes": ("Proof purposes", "data_integrity/options.py"),
    "VC-DI validating-contexts": ("Validating contexts", "canonical/contexts.py"),
    "VC-DI add-proof": ("Add a proof", _PROOFS),
    "VC-DI add-proof-set-chain": ("Add to a set or chain", _PROOFS),
    "VC-DI verify-proof": ("Verify a proof", _PROOFS),
    "VC-DI verify-proof-sets-and-chains": ("Verify sets and chains", _PROOFS),
    "EDDSA eddsa-rdfc-2022": ("eddsa-rdfc-2022", "data_integrity/eddsa_rdfc_2022.py"),
    "EDDSA eddsa-jcs-2022": ("eddsa-jcs-2022", "data_integrity/eddsa_jcs_2022.py"),
    "ECDSA ecdsa-rdfc-2019": ("ecdsa-rdfc-2019, P-256", "data_integrity/ecdsa_rdfc_2019.py"),
    "ECDSA ecdsa-jcs-2019": ("ecdsa-jcs-2019, P-256", "data_integrity/ecdsa_jcs_2019.py"),
    "RDFC canon-algorithm": ("The algorithm, SHA-256", "canonical/counted.py"),
    "RDFC canonical-quads": ("Canonical N-Quads", "canonical/rdfc.py"),
    "RDFC dataset-poisoning": ("Poisoned graphs are given up", "canonical/counted.py"),
    "JSON-LD security": ("Nothing is fetched, dropped or resolved unasked", "canonical/jsonld.py"),
    "VCDM contexts": ("Contexts", "canonical/contexts.py"),
    "VCDM identifiers": ("Identifiers", "credential.py"),
    "VCDM issuer": ("The issuer signs", "checks.py"),
    "VCDM validity-period": ("Dates", "checks.py"),
    "VCDM status": ("Status", "lists.py"),
    "VCDM verifiable-presentations": ("Presentations", "presentation.py"),
    "VCDM presentations-including-holder-claims": ("What a holder says of itself", "shown.py"),
    "VCDM representing-time": ("Times", "times.py"),
    "VCDM verification": ("Verification", "verification.py"),
    "VCDM problem-details": ("Refusals without foreign bytes", "errors.py"),
    "BSL bitstringstatuslistentry": ("An entry", "status.py"),
    "BSL bitstringstatuslistcredential": ("A list", "status.py"),
    "BSL bitstring-generation-algorithm": ("Packing, leftmost bit first", "status.py"),
    "BSL bitstring-expansion-algorithm": ("Unpacking, bounded", "status.py"),
    "BSL validate-algorithm": ("Validating", "lists.py"),
    "CID verification-methods": ("Keys, controllers, revoked and expired ones", _DID),
    "CID Multikey": ("Multikey", "keys.py"),
    "CID JsonWebKey": ("JsonWebKey", "keys.py"),
    "CID multibase-0": ("Multibase z and u", "encoding.py"),
    "DID core-properties": ("DID documents", _DID),
    "DID-KEY": ("Ed25519 and P-256", "did/key.py"),
    "DID-WEB": ("To an address and back", "did/web.py"),
    "JCS section-3.2": ("The one way to write a value", "canonical/jcs.py"),
    "JSON section-4": ("Names once, strictly read", "encoding.py"),
    "I-JSON section-2.2": ("Numbers that everybody reads alike", "encoding.py"),
    "JWS section-5.2": ("Signed statements, closed headers", "jws.py"),
    "COSE section-4.4": ("The signed half of a printed code", "compact.py"),
}  # fmt: skip

UNSUPPORTED = {
    "ECDSA ecdsa-rdfc-2019": ("P-384 with SHA-384", "unknown_key_type", "nobody here signs with it; a second hash in every suite"),
    "ECDSA ecdsa-sd-2023": ("Selective disclosure", "unknown_cryptosuite", "a card says little enough to be shown whole"),
    "RDFC canon-algorithm": ("SHA-384", "", "as P-384"),
    "VC-DI proofs": ("Kinds of proof from before 1.0, such as Ed25519Signature2020", "unknown_proof_type", "replaced by the suites above"),
    "VC-DI contexts-and-vocabularies": ("Contexts that would have to be fetched", "unknown_context", "what a document says must not depend on a host"),
    "EDDSA eddsa-jcs-2022": ("Contexts added behind those that were signed", "context_mismatch", "a reader would read what nobody signed"),
    "VCDM integrity-of-related-resources": ("Fetching and comparing `relatedResource`", "", "nothing is fetched for what a document names"),
    "VCDM data-schemas": ("Fetching `credentialSchema`", "", "our own schemas are bundled and checked; others are not known"),
    "BSL bitstringstatuslistentry": ("`statusSize` above 1, and so messages", "bad_status_entry", "a membership ends or is suspended; nothing else is asked"),
    "CID multibase-0": ("Other bases", "bad_multibase", "two are enough for keys and lists"),
    "DID did-resolution": ("Methods other than key and web", "unknown_did_method", "one more host or ledger to trust"),
    "JWS section-4.1": ("`jwk`, `jku`, `x5c`, `crit` and unsigned headers", "bad_statement", "no header may bring a key or ask for more"),
}  # fmt: skip


def link(name):
    """A clause as a link to its section."""
    spec, _, anchor = name.partition(" ")
    title, url = SPECIFICATIONS[spec]
    return title, f"{url}#{anchor}" if anchor else url
