"""A byte is changed: the document is refused, or says the very same (its RDF, its proof, its signature)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pyoxigraph import CanonicalizationAlgorithm, Dataset

from credentials.core import compact, jws
from credentials.core.at_hand import AtHand
from credentials.core.canonical import jsonld, rdfc, shapes
from credentials.core.data_integrity.proof import add_proof, verify_proof
from credentials.core.encoding import base58_decode, parse_json
from credentials.core.verification import GENERAL, RECOGNITION
from tests.core.fuzzing import FEWER, FUZZ, IS_LONG, NASTY, tried
from tests.core.scene import NOW, World, green_valley
from tests.core.signing import ANNE, BOB, suite
from tests.core.test_compact import ADDRESS
from tests.core.test_compact import signed as signed_half

HOME = green_valley()
WORLD, AT_HAND = World(HOME), AtHand()
CARD = HOME.card()
WRITTEN = json.dumps(CARD, ensure_ascii=False).encode()


def graph_of(document):
    return shapes.canonicalize_generally(document)


def says(document):
    """What a signed document says, who signed it, and how."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    proof = document["proof"]
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    config = {**options, "@context": bare["@context"]}
    return graph_of(bare), graph_of(config), base58_decode(proof["proofValue"][1:])


def changed(data, place, mask):
    return data[:place] + bytes([data[place] ^ mask]) + data[place + 1 :]


def check_change(place, mask):
    document = tried(parse_json, changed(WRITTEN, place, mask))
    if document is None:
        return
    for policy in (GENERAL, RECOGNITION):
        if WORLD.verify(document, policy=policy).ok:
            assert says(document) == says(CARD)


@pytest.mark.clause("VC-DI verify-proof")
@FUZZ
@given(place=some.integers(0, len(WRITTEN) - 1), mask=some.integers(1, 255))
def test_a_card_with_another_byte_is_refused_or_says_the_same(place, mask):
    check_change(place, mask)


if IS_LONG:

    @pytest.mark.parametrize("mask", [1, 2, 32, 128])
    def test_every_byte_of_a_card(mask):
        for place in range(len(WRITTEN)):
            check_change(place, mask)


def test_a_change_that_says_the_same_is_found():
    """The control: spaces and the order of types are no part of the RDF; a letter of a name is."""
    spaced = WRITTEN.replace(b'": ', b'":\t')
    assert spaced != WRITTEN
    assert WORLD.verify(parse_json(spaced), policy=RECOGNITION).ok
    assert says(parse_json(spaced)) == says(CARD)
    named = parse_json(WRITTEN.replace(b"Amara", b"Amary"))
    assert says(named) != says(CARD)
    assert not WORLD.verify(named).ok


SIGNED = {
    name: json.dumps(add_proof(HOME.unsigned_card(), by, created=NOW, cryptosuite=name)).encode()
    for by, kind in ((ANNE, "rdfc"), (BOB, "rdfc"), (ANNE, "jcs"), (BOB, "jcs"))
    for name in [suite(by, kind)]
}


@FEWER
@given(name=some.sampled_from(sorted(SIGNED)), data=some.data(), mask=some.integers(1, 255))
def test_a_byte_changed_under_any_suite_is_refused_or_says_the_same(name, data, mask):
    written = SIGNED[name]
    place = data.draw(some.integers(0, len(written) - 1))
    document = tried(parse_json, changed(written, place, mask))
    if not isinstance(document, dict):
        return
    if tried(verify_proof, document, resolve=AT_HAND.resolve, now=NOW) is None:
        return
    original = parse_json(written)
    assert base58_decode(document["proof"]["proofValue"][1:]) == base58_decode(
        original["proof"]["proofValue"][1:]
    )
    bare, before = ({k: v for k, v in one.items() if k != "proof"} for one in (document, original))
    if "jcs" in name:
        assert document == original
    else:
        assert graph_of(bare) == graph_of(before)


HALF = signed_half()
STATEMENT = jws.sign(
    {"iss": HOME.did, "iat": 1, "text": "x" * 40}, HOME.signer, typ="x+jwt"
).encode()


@FUZZ
@given(data=some.data(), mask=some.integers(1, 255))
def test_no_byte_of_a_code_or_a_statement_can_be_changed(data, mask):
    half = changed(HALF, data.draw(some.integers(0, len(HALF) - 1)), mask)
    assert (
        tried(compact.verify_compact, half, address=ADDRESS, resolve=WORLD.resolve, now=NOW) is None
    )

    text = changed(STATEMENT, data.draw(some.integers(0, len(STATEMENT) - 1)), mask).decode(
        "latin-1"
    )
    assert (
        tried(jws.verify, text, typ="x+jwt", signer=HOME.did, resolve=WORLD.resolve, now=NOW)
        is None
    )


TEXTS = some.sampled_from([each for each in NASTY if len(each) < 1000]) | some.text(
    some.characters(exclude_categories=["Cs"]), max_size=30
)
IRIS = some.sampled_from(
    ["urn:uuid:1", "https://a.example/#x", "did:web:a.example", "tag:a,2026:é"]
)
NS = "https://club.example/ns#"
CONTEXT = {
    "@protected": True,
    "label": NS + "label",
    "home": {"@id": NS + "home", "@type": "@id"},
    "since": {"@id": NS + "since", "@type": "http://www.w3.org/2001/XMLSchema#date"},
    "sports": {"@id": NS + "sports", "@container": "@list"},
    "party": NS + "party",
    "count": NS + "count",
}
VALUES = some.fixed_dictionaries(
    {},
    optional={
        "label": TEXTS | some.lists(TEXTS, max_size=4),
        "home": IRIS,
        "since": TEXTS,
        "sports": some.lists(TEXTS, max_size=4),
        "count": some.integers(-(2**53) + 1, 2**53 - 1) | some.booleans(),
        "name": TEXTS.map(lambda text: {"@value": text, "@language": "de"}),
    },
)
SUBJECTS = some.builds(
    lambda top, parts: {**top, "party": parts} if parts else top,
    VALUES,
    some.lists(VALUES.filter(bool), max_size=4),
).filter(bool)


@pytest.mark.clause("RDFC canonical-quads")
@FUZZ
@given(subjects=some.lists(SUBJECTS, min_size=1, max_size=3), name=TEXTS)
def test_canonical_bytes_are_those_of_the_reference_engine(subjects, name):
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2", CONTEXT],
        "type": ["VerifiableCredential"],
        "issuer": "did:web:a.example",
        "name": name,
        "credentialSubject": subjects,
    }
    written = tried(shapes.canonicalize, document)
    if written is None:
        return
    reference = Dataset(rdfc.quads_of(jsonld.to_dataset(document)))
    reference.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)

    assert written == b"".join(sorted(f"{quad} .\n".encode() for quad in reference))
    assert written == graph_of(document)
