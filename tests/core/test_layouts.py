"""Documents of a known structure are read by where things stand, and written by JCS from its shape."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings

from credentials.core import definition
from credentials.core.canonical import filled, jcs, kept, shapes, structure
from credentials.core.errors import CoreError
from tests.core.scene import World, green_valley
from tests.core.shaped import ALL, families, plain


@pytest.fixture(autouse=True)
def _forgotten():
    shapes.KEPT.forget()
    filled.KEPT.forget()


def told(canonicalize, document):
    try:
        return canonicalize(document)
    except CoreError as error:
        return error.code


@settings(max_examples=40)
@given(families())
def test_what_is_laid_out_alike_is_read_alike(family):
    key, values = structure.read(family[0])
    layout = structure.Layout(family[0])
    assert layout.read(family[0]) == tuple(values)
    for document in [*family, *ALL.values()]:
        other, found = structure.read(document)
        contexts = [[*one].index("@context") for one in (document, family[0]) if "@context" in one]
        alike = other == key and len({*contexts}) < 2

        assert layout.read(document) == (tuple(found) if alike else None)


def test_what_is_laid_out_otherwise_is_told_apart():
    pairs = [
        ({"a": [1], "b": [2, 3]}, {"a": [1, 2], "b": [3]}),
        ({"a": {"b": "x"}, "c": {}}, {"a": {}, "c": {"b": "x"}}),
        ({"a": ["x", "y"]}, {"a": "xy"}),
        ({"a": {"b": "x"}}, {"a": ["b"]}),
        ({"a": ["b"]}, {"a": {"b": "x"}}),
        ({"a": True}, {"a": 1}),
        ({"a": {"b": "x"}}, {"a": 5}),
        ({"a": {"b": "x"}}, {"a": None}),
    ]
    for one, other in pairs:
        assert structure.Layout(one).read(one) is not None
        assert structure.Layout(one).read(other) is None


@settings(max_examples=60)
@given(families())
def test_a_shape_is_written_by_jcs_as_any_other_document(family):
    for document in family:
        assert told(jcs.canonicalize, document) == told(jcs._written, document)
        if not isinstance(written := told(jcs.canonicalize, document), str):
            assert jcs.digest(document) == hashlib.sha256(written).digest()


@pytest.mark.parametrize("name", ["card", "card of few words", "accreditation", "proof"])
def test_what_is_issued_here_is_written_by_jcs_from_its_shape(name, monkeypatch):
    written = jcs.canonicalize(ALL[name])
    for _time in range(2):
        jcs.canonicalize(ALL[name])
    monkeypatch.setattr(jcs, "_written", None)

    assert jcs.canonicalize(json.loads(json.dumps(ALL[name]))) == written


def test_more_structures_than_are_laid_out_are_told_apart(monkeypatch):
    monkeypatch.setattr(kept, "MAX_LAYOUTS", 3)
    documents = [{**plain(), "description": ["x"] * count} for count in range(6)]
    expected = [[shapes.canonicalize(each) for _time in range(2)][-1] for each in documents]
    monkeypatch.setattr(shapes, "canonicalize_generally", None)

    for _turn in range(2):
        assert [shapes.canonicalize(document) for document in documents] == expected
    assert [len(found) for found in shapes.KEPT._layouts.values()] == [3]


def test_a_report_holds_the_document_that_was_given():
    home = green_valley()
    card = json.loads(json.dumps(home.card()))
    before = json.dumps(card)

    report = World(home).verify(card)

    assert report.ok
    assert report.document is card
    assert json.dumps(card) == before


def test_only_our_very_context_is_shared():
    card = json.loads(json.dumps(ALL["card"]))
    shared = definition.in_shared_words(card)
    assert shared == card
    assert shared["@context"][1] is definition.CONTEXT

    card["@context"][1]["@protected"] = 1
    assert definition.in_shared_words(card) is card
