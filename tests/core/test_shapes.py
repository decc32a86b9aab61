"""Compiled shapes say what the general way says: the same bytes, or the same refusal."""

from __future__ import annotations

import json
from copy import deepcopy
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.core.canonical import (
    compiler,
    filled,
    kept,
    meanings,
    safe,
    shapes,
    structure,
)
from credentials.core.canonical.contexts import _PINNED, _terms_of_theirs, bundled_context
from credentials.core.canonical.jsonld import check_document
from credentials.core.canonical.template import SAFE_IRI
from credentials.core.data_integrity import hashing
from credentials.core.errors import CoreError
from credentials.core.vocabulary import is_absolute
from tests.core.scene import NOW, World
from tests.core.shaped import ALL, HOME, OTHER, by_pyoxigraph, changed, families, plain


@pytest.fixture(autouse=True)
def _forgotten(monkeypatch):
    """Nothing is known yet, not even what travels with the package: that is for test_meanings."""
    monkeypatch.setattr(meanings, "_kinds", dict)
    shapes.KEPT.forget()
    safe.KEPT.forget()
    filled.KEPT.forget()
    hashing._LAST.clear()


def learn(document):
    """What comes a second time is compiled."""
    shapes.canonicalize(document)
    return shapes.canonicalize(document)


def told(canonicalize, document):
    try:
        return canonicalize(document)
    except CoreError as error:
        return error.code


@settings(max_examples=30)
@given(families())
def test_a_shape_says_what_the_general_way_says(family):
    for document in family:
        before = deepcopy(document)
        generally = told(shapes.canonicalize_generally, document)

        assert told(shapes.canonicalize, document) == generally
        assert document == before


@settings(max_examples=150)
@given(st.data())
def test_every_value_of_a_card_is_filled_in_as_the_general_way_does(data):
    card = ALL["card"]
    learn(card)
    document = data.draw(changed(card, odd=False))

    canonical = told(shapes.canonicalize, document)

    assert canonical == told(shapes.canonicalize_generally, document)
    assert isinstance(canonical, str) or canonical == by_pyoxigraph(document)


@settings(max_examples=40)
@given(families())
def test_a_shape_that_was_looked_at_is_never_one_that_the_safe_mode_refuses(family):
    for document in family:
        refused = told(check_document, document)
        checked = told(safe.check_safely, document)

        assert isinstance(refused, str) is isinstance(checked, str)
        assert not (safe.is_known_safe(document) and isinstance(refused, str))


def test_a_card_is_looked_at_once_whatever_its_proof_repeats():
    by_jcs = HOME.signed(HOME.unsigned_card(), cryptosuite="eddsa-jcs-2022")
    for card in (HOME.card(), by_jcs):
        assert World(HOME).verify(card).ok
        other = {**json.loads(json.dumps(card)), "id": "urn:uuid:" + "2" * 32}
        assert safe.is_known_safe(other)
        assert not safe.is_known_safe({**other, "id": "\ud800"})
        assert not safe.is_known_safe({**other, "proof": {**other["proof"], "jwk": {}}})
        named = {**other["credentialSubject"], "membershipClassName": {"@value": "x", "@language": "x y"}}  # fmt: skip
        assert not safe.is_known_safe({**other, "credentialSubject": named})


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
    canonical = learn(document)
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
    learn(made)
    made["credentialSubject"]["description"] = ["a", "a"]
    card = HOME.unsigned_card()
    learn(card)
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


@settings(max_examples=150)
@given(st.from_regex(SAFE_IRI, fullmatch=True))
def test_a_plain_iri_is_an_iri(iri):
    assert is_absolute(iri)
    made = {**plain(), "issuer": iri}

    assert f"<{iri}>".encode() in shapes.canonicalize_generally(made)


def test_a_long_text_that_is_nearly_an_iri_is_looked_at_once():
    for text in ("urn:uuid:" + "a" * 100_000 + "é", "did:web:" + "%41" * 30_000 + "<"):
        assert not SAFE_IRI.fullmatch(text)


def test_memory_is_bounded_whatever_comes(monkeypatch):
    monkeypatch.setattr(kept, "MAX_SHAPES", 5)
    for count in range(12):
        named = {"@value": "x", "@language": ["de", "en"][count % 2]}
        for document in ({**plain(), "description": ["x"] * count}, {**plain(), "name": named}):
            learn(document)
            safe.check_safely(document)

    assert [len(shapes.KEPT), len(safe.KEPT)] == [5, 5]
    assert sum(len(each.known) for each in shapes.KEPT._structures.values()) == 5
    assert len(shapes.KEPT._layouts) <= 5

    shapes.KEPT.forget()
    long = "https://a.example/" + "a" * kept.MAX_LETTERS
    learn({**plain(), "type": ["VerifiableCredential", long]})
    assert len(shapes.KEPT) == 0


@pytest.mark.parametrize("name", ["card", "club"])
def test_a_context_that_only_reads_like_a_known_one_is_another(name):
    document = json.loads(json.dumps(ALL[name]))
    first, inline = document["@context"]
    learn(document)
    safe.check_safely(document)
    others = [
        "urn:coopportal:definition:v0.1",
        "v0.1",
        json.dumps(inline),
        [inline],
        [json.dumps(inline)],
        {**inline, "@protected": 1},
        {**inline, "@version": True},
        [first, inline],
        None,
        1,
    ]

    for other in others:
        changed = {**document, "@context": [first, other]}
        refused = told(shapes.canonicalize_generally, changed)
        assert isinstance(refused, str)
        assert told(shapes.canonicalize, changed) == refused
        assert not safe.is_known_safe(changed)


def test_nothing_that_may_be_held_out_raises():
    deep = []
    for _ in range(5000):
        deep = [deep]
    proof = {**HOME.card()["proof"], "cryptosuite": "eddsa-jcs-2022"}
    for context in (deep, [deep], ["\ud800"], {"a": deep}, [{"a": "\ud800"}], [{"a": 2**60}]):
        for other in (context, HOME.card()["@context"]):
            document = {**HOME.card(), "@context": context, "proof": {**proof, "@context": other}}
            assert not safe.is_known_safe(document)
            assert not World(HOME).verify(document).ok


def test_what_only_passes_for_an_object_is_not_kept():
    class Odd(dict):
        pass

    safe.check_safely({**plain(), "issuer": Odd(id=HOME.did)})

    assert len(safe.KEPT) == 0


def test_what_comes_once_is_not_kept():
    shapes.canonicalize(plain())
    assert len(shapes.KEPT) == 0

    shapes.canonicalize({**plain(), "issuer": OTHER.did})
    assert len(shapes.KEPT) == 1


def test_threads_learn_together():
    cards = [
        HOME.unsigned_card(programmes=(f"https://a.example/{n}",) * (n % 5)) for n in range(40)
    ]
    expected = [shapes.canonicalize_generally(card) for card in cards]
    shapes.KEPT.forget()
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

    for _time in range(3):
        assert shapes.canonicalize(made) == shapes.canonicalize_generally(made)


def _other():
    document = plain()
    values = structure.read(document)[1]
    fixed = compiler.constants_of(document, values)
    return compiler.compile_template(document, values, fixed, shapes._state_generally)[0]


def test_issuing_at_another_time_by_another_fills_in_the_proof(never_generally):
    for moment in (NOW, NOW.replace(year=2025)):
        HOME.signed(HOME.unsigned_card(), created=moment)
    made = OTHER.unsigned_card()
    never_generally()

    assert OTHER.signed(made, created=NOW.replace(year=2027))["proof"]["created"].startswith("2027")
