"""Documents of several shapes, and others of the same shape with odd values in them."""

from __future__ import annotations

from copy import deepcopy

from hypothesis import strategies as st
from pyoxigraph import CanonicalizationAlgorithm, Dataset

from credentials.core.canonical import jsonld, rdfc, structure
from credentials.core.canonical.template import SAFE_IRI
from credentials.core.vocabulary import is_absolute
from tests.core.scene import green_valley, hillside
from tests.core.test_meaning import other_definition

HOME, OTHER = green_valley(), hillside()
V2 = "https://www.w3.org/ns/credentials/v2"
XSD = "http://www.w3.org/2001/XMLSchema#"


def club_card():
    """By somebody else, with lists, languages, words and two parts that look alike."""
    return {
        "@context": [V2, other_definition()],
        "id": "urn:uuid:1b7f9a52-7a0a-4b5e-9a5e-0d1f1c2a3b4c",
        "type": ["VerifiableCredential", "ClubCard"],
        "issuer": {"id": HOME.did, "description": "A club"},
        "level": "gold",
        "credentialSubject": [
            {"since": "2020-01-01", "sports": ["rowing", "chess"], "label": {"en": "Member"}},
            {"id": OTHER.did, "description": ["one", "two", {"@value": "drei", "@language": "de"}]},
        ],
        "evidence": [{"type": "ClubCard", "since": "2020"}, {"type": "ClubCard", "since": "2021"}],
        "relatedResource": {"id": "https://a.example/x?y=1#z", "digestSRI": "sha256-x"},
    }


def plain():
    return {
        "@context": [V2],
        "type": ["VerifiableCredential"],
        "issuer": HOME.did,
        "credentialSubject": {"id": OTHER.did, "name": "Amara", "description": ["a", "b"]},
    }


SKELETONS = {
    "card": HOME.unsigned_card,
    "card of few words": lambda: HOME.unsigned_card(
        programmes=(), member_since=None, number="", name="", covers=None, home_country="",
        home_region="", evidence=(), holder="did:key:z6Mk",
    ),
    "accreditation": lambda: {k: v for k, v in HOME.accredits(OTHER).items() if k != "proof"},
    "status list": lambda: {k: v for k, v in HOME.status_list("revocation").items() if k != "proof"},
    "presentation": lambda: HOME.answer(HOME.card(), OTHER.did),
    "proof": lambda: {**HOME.card()["proof"], "@context": HOME.card()["@context"]},
    "club": club_card,
    "plain": plain,
}  # fmt: skip
ALL = {name: make() for name, make in SKELETONS.items()}

TEXTS = st.one_of(
    st.text(max_size=8),
    st.text(alphabet='"\\\n\r\t\b\f\0\x1f\x7f\x85\u2028\ufeff\ue000\ufffd\ufffe\uffff\U0001f600\U0001fffe %s<>_:az.', max_size=6),
    st.sampled_from(
        ["", "a", "%s", "%", "_:a", "_:z .", "1.5", "true", "1", "en", "vouched", "consumer", "name",
         "\ud800", "2026-11-25T09:30:00Z", "2026-13-45", "urn:coopportal:value:3", "9007199254000003"]
    ),
)  # fmt: skip
IRIS = st.one_of(
    st.sampled_from([
        HOME.did, OTHER.did, "urn:uuid:6f6a9e9a-3c50-4c1c-9d58-0d1f1c2a3b4c", "https://a.example",
        "https://a.example/ä", "HTTPS://A.example", "http://a.example:80/../b", "mailto:a@b.example",
        "coop:consumer", "club:gold", "VerifiableCredential:x", "name:x", "_:b0", "c14n:x", "a:b",
        "https://a b", "https://a.example/%zz", "https://a.example/%41", "did:web:x\n", "urn:x:y\nurn:x:z",
        "https://[::1]/", "https://a.example/[x]", "//a.example", "/c", "#x", "?x", "data:,x", "https:",
        "did:x:", "https://a.example/x#y#z", "@id", "@type", "urn:coopportal:value:1", "https://%41.example",
    ]),
    st.from_regex(SAFE_IRI, fullmatch=True).filter(lambda iri: len(iri) < 200),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-9, 9), st.sampled_from([0, 2**53 - 1, -(2**53) + 1, 2**53, 10**21, 1.0, 0.1, 1e22])
)
ODD = st.one_of(
    NUMBERS, st.booleans(), st.none(), st.just([]), st.just({}), st.just(["a", "a"]), st.just([1, True]),
    st.just({"@value": "x", "@language": "EN"}), st.just({"@value": 5}), st.just({"id": HOME.did}),
    st.just({"@value": "x", "@type": XSD + "date"}), st.just({"@value": "1.0", "@type": XSD + "double"}),
    st.just([{"type": "ClubCard"}, {"type": "ClubCard"}]), st.just({"@list": ["a"]}), st.just([["a"]]),
)  # fmt: skip


def by_pyoxigraph(document):
    dataset = Dataset(rdfc.quads_of(jsonld.to_dataset(document)))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return b"".join(sorted(f"{quad} .\n".encode() for quad in dataset))


@st.composite
def changed(draw, document, *, odd):
    """The same document with some values changed; unless `odd`, texts by texts and numbers by numbers."""
    made = deepcopy(document)
    places = structure.leaves(made)
    for place in draw(st.sets(st.integers(0, len(places) - 1), max_size=6)):
        holder, name, _under = places[place]
        kind = type(holder[name])
        if odd and draw(st.booleans()):
            holder[name] = deepcopy(draw(ODD))
        elif kind is int:
            holder[name] = draw(st.integers(-(2**53), 2**53))
        elif kind is str:
            likely, other = (IRIS, TEXTS) if is_absolute(holder[name]) else (TEXTS, IRIS)
            holder[name] = draw(likely if draw(st.integers(0, 9)) else other)
    return made


@st.composite
def families(draw):
    """A document that may be odd, and some of its structure."""
    first = draw(changed(ALL[draw(st.sampled_from(sorted(ALL)))], odd=True))
    alike = [draw(changed(first, odd=False)) for _ in range(2)]
    # Equal values at once, so that subjects coincide and blank nodes look alike.
    twin = deepcopy(draw(st.sampled_from([first, *alike])))
    places = structure.leaves(twin)
    if places:
        one, other = (places[draw(st.integers(0, len(places) - 1))] for _ in range(2))
        if type(one[0][one[1]]) is type(other[0][other[1]]):
            one[0][one[1]] = other[0][other[1]]
    return [first, *alike, twin, first]
