"""Other people's published vectors, byte for byte: each file is run, or is named with the reason why not.

One test per file. What a file must agree with follows from where it lies and what it is called.
"""

from __future__ import annotations

import hashlib
from fnmatch import fnmatch

import pytest
from pyoxigraph import RdfFormat, parse

from credentials.core import encoding, status
from credentials.core.canonical import contexts, jcs, rdfc, safe, shapes
from credentials.core.canonical.counted import Canonicalizer
from credentials.core.did.key import resolve_key
from credentials.core.errors import CanonicalError, InvalidKeyError
from credentials.core.keys import PublicKey
from tests.core.published import (
    CONTEXTS,
    HERE,
    files,
    load,
    refusal,
    text,
)
from tests.core.published_proofs import check_chain, check_pair, check_step, check_unsigned

pytestmark = [
    pytest.mark.vectors,
    pytest.mark.skipif(not HERE.is_dir(), reason="VECTORS_DIR is absent"),
]


@pytest.fixture(autouse=True)
def _with_their_contexts(monkeypatch):
    """As if the contexts of the examples were bundled; what was worked out with them is forgotten."""
    bundled = contexts.bundled_context
    monkeypatch.setattr(
        contexts,
        "bundled_context",
        lambda url: load(CONTEXTS[url]) if url in CONTEXTS else bundled(url),
    )
    shapes.forget()
    safe.KEPT.forget()
    yield
    shapes.forget()
    safe.KEPT.forget()


def quads(name):
    return list(parse(text(name).encode(), format=RdfFormat.N_QUADS))


def check_graph(name):
    result = name.replace("-in.nq", "-rdfc10.nq")
    if "test074" in name:
        with pytest.raises(CanonicalError, match="too complex"):
            rdfc.canonicalize_quads(quads(name))
        return
    assert rdfc.canonicalize_quads(quads(name)).decode() == text(result)


def check_canonical_graph(name):
    assert rdfc.canonicalize_quads(quads(name)).decode() == text(name)


def check_labels(name):
    labels = Canonicalizer(quads(name.replace("-rdfc10map.json", "-in.nq"))).labels()

    assert labels == {f"_:{own}": f"_:{canonical}" for own, canonical in load(name).items()}


def check_manifest(name):
    """The list of their tests is the list of the files that are run."""
    listed = load("rdf-canon/manifest.jsonld")["entries"]
    named = {
        "rdf-canon/" + entry[part]
        for entry in listed
        for part in ("action", "result")
        if part in entry
    }
    assert named == {each for each in files() if each.startswith("rdf-canon/rdfc10/")}
    codes = {entry["id"][1:8] for entry in listed}
    assert codes == {
        line.partition(",")[0] for line in text("rdf-canon/manifest.csv").split("\n")[1:] if line
    }
    assert name.startswith("rdf-canon/manifest.")  # fmt: skip


def check_bits(name):
    for vector in load(name)["vectors"]:
        bits = status.decode(vector["encodedList"])
        length = vector.get("length") or vector["decoded_length_bytes"] * 8
        assert len(bits) * 8 == length
        chosen = {*vector["set"], *range(0, length, 997)}
        assert {place for place in chosen if status.is_set(bits, place)} == set(vector["set"])
        assert status.decode(status.encode(vector["set"], length)) == bits


def check_keys(name):
    """Those of our two kinds are read back; the others are refused by name."""
    read = 0
    for did in text(name).split():
        if did.startswith(("did:key:z6Mk", "did:key:zDn")):
            key = PublicKey.from_multikey(did.removeprefix("did:key:"))
            assert resolve_key(did)["id"] == "did:key:" + key.to_multikey()
            assert PublicKey.from_jwk(key.to_jwk()) == key
            read += 1
        else:
            with pytest.raises(InvalidKeyError) as refused:
                resolve_key(did)
            assert refused.value.code == "unknown_key_type"
    assert read == 3


def check_jcs(name):
    stem = name.rpartition("/")[2].rpartition(".")[0]
    written = jcs.canonicalize(encoding.parse_json(text(f"jcs-rfc8785/input/{stem}.json")))
    expected = {
        "output": text(f"jcs-rfc8785/output/{stem}.json").encode(),
        "outhex": bytes.fromhex(text(f"jcs-rfc8785/outhex/{stem}.txt")),
    }
    assert written == expected.get(name.split("/")[1], written)
    assert set(expected.values()) == {written}


def check_context(name):
    """A bundled one is theirs, byte for byte. The others serve the examples, and are put in here."""
    if name in CONTEXTS.values():
        assert load(name)["@context"]
        return
    digest = hashlib.sha256((HERE / name).read_bytes()).hexdigest()
    assert digest in {pinned for _, pinned in contexts._PINNED.values()}


RUN = {
    "eddsa/eddsa-*-2022/*": check_step,
    "ecdsa/ecdsa-*-p256/*": check_step,
    "eddsa/proof-set-chain/*": check_chain,
    "eddsa/keyPair.json": check_pair,
    "ecdsa/p256KeyPair.json": check_pair,
    "*/unsigned.json": check_unsigned,
    "*/employmentAuth.json": check_unsigned,
    "rdf-canon/manifest.*": check_manifest,
    "rdf-canon/rdfc10/*-in.nq": check_graph,
    "rdf-canon/rdfc10/*-rdfc10.nq": check_canonical_graph,
    "rdf-canon/rdfc10/*-rdfc10map.json": check_labels,
    "bitstring-status-list/*": check_bits,
    "did-key/*": check_keys,
    "jcs-rfc8785/*": check_jcs,
    "contexts/*": check_context,
}  # fmt: skip
_P384 = "P-384 is not known here: keys are Ed25519 and P-256, hashes SHA-256 alone (record 15)"
_SELECTIVE = "selective disclosure is not known here: a card is shown whole (record 15)"
NOT_RUN = {
    "eddsa/Ed25519Signature2020/*": "a kind of proof from before Data Integrity 1.0",
    "ecdsa/*-p384/*": _P384,
    "ecdsa/p384KeyPair.json": _P384,
    "ecdsa/ecdsa-sd-2023/*": _SELECTIVE,
    "ecdsa/employMandatory.json": _SELECTIVE,
    "ecdsa/employSelective.json": _SELECTIVE,
    "ecdsa/prCred*.json": _SELECTIVE,
    "rdf-canon/rdfc10/test075-*": "made for SHA-384, which is not known here",
    "rdf-canon/LICENCE.md": "a licence",
    "contexts/credentials-undefined-terms-v2.jsonld": "defines every word, so that none is ever missed",
    "contexts/ob-v3p0-context-3.0.3.json": "Open Badges are not read here",
    "contexts/cid-v1_did-v1.1.jsonld": "a draft; documents of DIDs carry did/v1",
}  # fmt: skip


def first_of(table, name):
    return next((found for pattern, found in table.items() if fnmatch(name, pattern)), None)


NAMES = files() if HERE.is_dir() else []
EXECUTED = [name for name in NAMES if not first_of(NOT_RUN, name) and first_of(RUN, name)]


@pytest.mark.clause(
    "VC-DI add-proof-set-chain",
    "EDDSA eddsa-rdfc-2022",
    "EDDSA eddsa-jcs-2022",
    "ECDSA ecdsa-rdfc-2019",
    "ECDSA ecdsa-jcs-2019",
    "RDFC canon-algorithm",
    "RDFC canonical-quads",
    "JCS section-3.2",
    "BSL bitstring-expansion-algorithm",
    "DID-KEY",
    "CID Multikey",
)
@pytest.mark.parametrize("name", EXECUTED)
def test_a_published_file_agrees(name):
    first_of(RUN, name)(name)


def test_no_file_is_forgotten():
    assert [name for name in NAMES if name not in EXECUTED and not first_of(NOT_RUN, name)] == []
    assert [pattern for pattern in NOT_RUN if not any(fnmatch(n, pattern) for n in NAMES)] == []
    assert [pattern for pattern in RUN if not any(fnmatch(n, pattern) for n in EXECUTED)] == []
    assert len(EXECUTED) > 200


def test_a_new_file_would_be_noticed():
    new = "eddsa/eddsa-rdfc-2030/signed.json"

    assert first_of(NOT_RUN, new) is None
    assert first_of(RUN, new) is None


REFUSED = {
    "eddsa/Ed25519Signature2020/signedEdSig.json": "unknown_proof_type",
    "ecdsa/ecdsa-rdfc-2019-p384/signedECDSAP384.json": "unknown_key_type",
    "ecdsa/ecdsa-rdfc-2019-p384/employ/signedECDSAP384.json": "unknown_key_type",
    "ecdsa/ecdsa-jcs-2019-p384/signedJCSECDSAP384.json": "unknown_key_type",
    "ecdsa/ecdsa-sd-2023/employ/addSignedSDBase.json": "unknown_cryptosuite",
    "ecdsa/ecdsa-sd-2023/employ/derivedRevealDocument.json": "unknown_cryptosuite",
    "ecdsa/ecdsa-sd-2023/prc/addSignedSDBase.json": "unknown_cryptosuite",
    "ecdsa/ecdsa-sd-2023/prc/derivedRevealDocument.json": "unknown_cryptosuite",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_known_here_is_refused_by_name(name):
    assert refusal(load(name)) == REFUSED[name]


def test_every_signed_document_that_is_not_run_is_refused():
    signed = {
        name for name in NAMES if first_of(NOT_RUN, name) and "igned" in name.rpartition("/")[2]
    }

    assert {name for name in signed if "proof" in load(name)} <= REFUSED.keys()  # fmt: skip
