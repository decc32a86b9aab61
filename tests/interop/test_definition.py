"""A stranger's libraries go through the published vectors, with nothing but the published files."""

from __future__ import annotations

import json

import pytest

from credentials.core.bundle import published_document
from tests.definition.checking import CHECKS, VECTORS, WORLD
from tests.definition.files import FOLDER
from tests.interop import node
from tests.interop.mutations import mutated

pytestmark = pytest.mark.node
EACH_WAY = 84
# What any verifier of credentials refuses; the other steps are the definition's own.
GENERAL = {"signature", "issuer", "revocation", "suspension"}


@pytest.fixture(scope="module")
def said():
    node.ready()
    lines = node.run("vectors.mjs", str(FOLDER), authority=FOLDER / "bundle.json").splitlines()
    return {told["name"]: told for told in map(json.loads, lines)}


def test_a_stranger_accepts_what_is_to_be_accepted(said):
    good = [each["name"] for each in VECTORS["vectors"] if each["accepted"]]

    assert len(good) > 9
    assert {name: said[name]["error"] for name in good if not said[name]["accepted"]} == {}


def test_a_stranger_refuses_what_is_forged_or_taken_back(said):
    bad = [each["name"] for each in VECTORS["vectors"] if each.get("because") in GENERAL]

    assert len(bad) > 12
    assert [name for name in bad if said[name]["accepted"]] == []


@pytest.fixture(scope="module")
def again():
    """The examples, signed by strangers."""
    node.ready()
    lines = node.run("resign.mjs", str(FOLDER), authority=FOLDER / "bundle.json").splitlines()
    return {told["name"]: told["signed"] for told in map(json.loads, lines)}


def changed(cards):
    """Cards with a status, as many of each, every one other than it was signed."""
    share = EACH_WAY // len(cards)
    return [
        document
        for card in cards
        for document in mutated(card, share, seed=20261126)
        if card["credentialStatus"]
    ]


CARDS = [each for each in VECTORS["vectors"] if each["kind"] == "membership" and each["accepted"]]


def test_a_stranger_refuses_our_cards_once_changed(tmp_path):
    node.ready()
    whole = [published_document(each["file"]) for each in CARDS]
    documents = [*whole, *changed(whole)]
    for number, document in enumerate(documents):
        (tmp_path / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")
    listed = [{"name": number, "file": f"{number}.json"} for number in range(len(documents))]
    vectors = {"now": VECTORS["now"], "world": "world.json", "vectors": listed}
    (tmp_path / "vectors.json").write_text(json.dumps(vectors), encoding="utf-8")
    (tmp_path / "world.json").write_text(json.dumps(WORLD), encoding="utf-8")
    told = node.run("vectors.mjs", str(tmp_path), authority=FOLDER / "bundle.json").splitlines()
    taken = [each["name"] for each in map(json.loads, told) if each["accepted"]]

    assert len(told) == len(whole) + EACH_WAY
    assert taken == list(range(len(whole)))


def test_we_refuse_cards_that_a_stranger_signed_once_changed(again):
    def accepted(card):
        return all(check.outcome.value == "passed" for check in CHECKS["membership"](card))

    whole = [again[each["name"]] for each in CARDS]
    documents = changed(whole)

    assert all(map(accepted, whole))
    assert len(documents) == EACH_WAY
    assert [document for document in documents if accepted(document)] == []


def test_a_stranger_signs_the_examples_to_the_same_character(again):
    """From the published words and keys alone, so that the steps of issuing are all there."""
    examples = [each for each in VECTORS["vectors"] if each["accepted"]]

    assert len(again) == len(examples)
    for each in examples:
        assert again[each["name"]] == published_document(each["file"])
