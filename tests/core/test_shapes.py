"""Compiled shapes say what the general way says: the same bytes, or the same refusal."""

from __future__ import annotations

import json
from copy import deepcopy
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.core.canonical import compiler, shapes, structure
from credentials.core.canonical.contexts import _PINNED, _terms_of_theirs, bundled_context
from credentials.core.canonical.template import SAFE_IRI
from credentials.core.errors import CoreError
from credentials.core.vocabulary import is_absolute
from tests.core.scene import NOW, World, green_valley, hillside
from tests.core.test_meaning import other_definition

HOME, OTHER = green_valley(), hillside()
V2 = "https://www.w3.org/ns/credentials/v2"
XSD = "http://www.w3.org/2001/XMLSchema#"


@pytest.fixture(autouse=True)
def _forgotten():
    shapes.forget()


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


def told(canonicalize, document):
    try:
        return canonicalize(document)
    except CoreError as error:
        return error.code


@settings(max_examples=60)
@given(families())
def test_a_shape_says_what_the_general_way_says(family):
    for document in family:
        before = deepcopy(document)
        generally = told(shapes.canonicalize_generally, document)

        assert told(shapes.canonicalize, document) == generally
        assert document == before


@settings(max_examples=300)
@given(st.data())
def test_every_value_of_a_card_is_filled_in_as_the_general_way_does(data):
    card = ALL["card"]
    shapes.canonicalize(card)
    document = data.draw(changed(card, odd=False))

    assert told(shapes.canonicalize, document) == told(shapes.canonicalize_generally, document)


@pytest.fixture
def never_generally(monkeypatch):
    """From now on only what is compiled has a canonical form."""

    def stop():
        def refuse(document):
            raise AssertionError(f"went the general way: {document}")

        monkeypatch.setattr(shapes, "canonicalize_generally", refuse)

    return stop


@pytest.mark.parametrize("name", ["card", "card of few words", "accreditation", "status list", "proof", "club", "plain"])  # fmt: skip
def test_what_is_issued_here_is_compiled(name, never_generally):
    document = json.loads(json.dumps(ALL[name]))
    canonical = shapes.canonicalize(document)
    never_generally()

    assert shapes.canonicalize(json.loads(json.dumps(document))) == canonical


def test_a_card_of_anybody_is_filled_in(never_generally):
    World(HOME).verify(HOME.card())
    world, card = World(OTHER), OTHER.card()
    never_generally()

    other = OTHER.card(
        name='"Ünal"\\\n\x7f\U0001f600', number="7", covers=(1, 4), urn="urn:uuid:" + "1" * 8
        + "-0000-4000-8000-000000000000", programmes=("https://other.example/a?b=%41#c",),
    )  # fmt: skip

    assert other["proof"]["proofValue"] != card["proof"]["proofValue"]
    assert world.verify(other).ok
    assert not world.verify({**other, "validUntil": card["validFrom"]}).ok


def test_twice_the_same_is_said_once_and_look_alikes_are_left_to_the_engine():
    made = plain()
    shapes.canonicalize(made)
    made["credentialSubject"]["description"] = ["a", "a"]
    card = HOME.unsigned_card()
    shapes.canonicalize(card)
    card["evidence"][1] = dict(card["evidence"][0])
    shapes.canonicalize(card)

    for document in (made, card):
        assert shapes.canonicalize(document) == shapes.canonicalize_generally(document)
    assert shapes.canonicalize(made).count(b'"a"') == 1


def test_no_word_of_a_context_that_may_be_used_begins_a_plain_iri():
    """Else the same address would mean another one in the scope of that word."""
    names = {
        name
        for url in _PINNED
        for name, _term in _terms_of_theirs(bundled_context(url)["@context"])
    }

    assert "issuer" in names
    assert not {name for name in names if name in {"http", "https", "did", "urn"} or ":" in name}


@settings(max_examples=300)
@given(st.from_regex(SAFE_IRI, fullmatch=True))
def test_a_plain_iri_is_an_iri(iri):
    assert is_absolute(iri)
    made = {**plain(), "issuer": iri}

    assert f"<{iri}>".encode() in shapes.canonicalize_generally(made)


def test_a_long_text_that_is_nearly_an_iri_is_looked_at_once():
    for text in ("urn:uuid:" + "a" * 100_000 + "é", "did:web:" + "%41" * 30_000 + "<"):
        assert not SAFE_IRI.fullmatch(text)


def test_memory_is_bounded_whatever_comes(monkeypatch):
    monkeypatch.setattr(shapes, "MAX_SHAPES", 5)
    for count in range(12):
        shapes.canonicalize({**plain(), "description": ["x"] * count})
        shapes.canonicalize(
            {**plain(), "name": {"@value": "x", "@language": ["de", "en"][count % 2]}}
        )

    assert len(shapes._ORDER) == 5
    assert sum(len(known.templates) for known in shapes._KNOWN.values()) == 5

    shapes.forget()
    shapes.canonicalize({**plain(), "type": ["VerifiableCredential", "https://a.example/" + "a" * shapes.MAX_LETTERS]})  # fmt: skip
    assert not shapes._KNOWN


def test_threads_learn_together():
    cards = [
        HOME.unsigned_card(programmes=(f"https://a.example/{n}",) * (n % 5)) for n in range(40)
    ]
    expected = [shapes.canonicalize_generally(card) for card in cards]
    shapes.forget()
    found = []

    def work():
        found.append([shapes.canonicalize(card) for card in cards])

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [expected] * 4


def test_a_template_that_would_say_something_else_is_not_used(monkeypatch):
    made = HOME.unsigned_card()
    monkeypatch.setattr(shapes, "compile_template", lambda *given: (_other(), given[2]))

    assert shapes.canonicalize(made) == shapes.canonicalize_generally(made)
    assert shapes.canonicalize(made) == shapes.canonicalize_generally(made)


def _other():
    document = plain()
    values = structure.read(document)[1]
    return compiler.compile_template(document, values, compiler.constants_of(document, values))[0]


def test_issuing_at_another_time_by_another_fills_in_the_proof(never_generally):
    HOME.card()
    made = OTHER.unsigned_card()
    never_generally()

    assert OTHER.signed(made, created=NOW.replace(year=2027))["proof"]["created"].startswith("2027")
