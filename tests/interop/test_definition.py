"""A stranger's libraries go through the published vectors, with nothing but the published files."""

from __future__ import annotations

import json

import pytest

from credentials.core.bundle import published_document
from tests.definition.checking import VECTORS
from tests.definition.files import FOLDER
from tests.interop import node

pytestmark = pytest.mark.node
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


def test_a_stranger_signs_the_examples_to_the_same_character():
    """From the published words and keys alone, so that the steps of issuing are all there."""
    node.ready()
    lines = node.run("resign.mjs", str(FOLDER), authority=FOLDER / "bundle.json").splitlines()
    again = {told["name"]: told["signed"] for told in map(json.loads, lines)}
    examples = [each for each in VECTORS["vectors"] if each["accepted"]]

    assert len(again) == len(examples)
    for each in examples:
        assert again[each["name"]] == published_document(each["file"])
