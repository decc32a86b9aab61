"""What was published stays as it is: no file of a version is changed, added or taken away."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from credentials.core import definition, schema, trust_list
from credentials.core.bundle import BUNDLE, published_document, published_files
from credentials.core.errors import CanonicalError
from credentials.core.keys import PublicKey
from tests.definition.checking import VECTORS, WORLD, not_passed
from tests.definition.files import FOLDER, made

PINNED = Path(__file__).parent / "pinned"


def digests_of(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def pinned(version: str) -> dict[str, str]:
    lines = (PINNED / f"{version}.sha256").read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


@pytest.mark.parametrize("version", definition.VERSIONS)
def test_a_version_has_exactly_the_files_that_were_published(version):
    found = digests_of(FOLDER.parent / version)

    assert len(found) > 3
    assert found == pinned(version)


def test_every_version_is_pinned():
    folders = {path.name for path in FOLDER.parent.iterdir()}

    assert folders == {path.stem for path in PINNED.glob("*.sha256")} == set(definition.VERSIONS)


def test_the_bundle_lists_every_file_with_its_bytes():
    listed = published_files()

    assert {name: file.digest for name, file in listed.items()} == digests_of(FOLDER)
    assert all(len(file.data) == file.size for file in listed.values())
    assert BUNDLE not in {each["name"] for each in published_document(BUNDLE)["files"]}


def test_a_file_that_is_not_published_is_not_read():
    with pytest.raises(CanonicalError) as refusal:
        published_document("../../definition.py")

    assert refusal.value.code == "unknown_file"


def test_the_same_files_are_made_again():
    again = made()

    assert {name for name, data in again.items() if (FOLDER / name).read_bytes() != data} == set()
    assert len(again) > 60


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda vector: vector["name"])
def test_a_vector_gets_its_verdict(vector):
    wrong = not_passed(vector)

    assert (wrong == set()) == vector["accepted"]
    assert vector["accepted"] or vector["because"] in wrong


def test_the_examples_keys_are_those_of_their_documents():
    published = {
        method["publicKeyMultibase"]
        for document in WORLD["didDocuments"].values()
        for method in document["verificationMethod"]
        if method["type"] == "Multikey"
    }
    keys = published_document("examples/keys.json")["keys"]

    assert {key["publicKeyMultibase"] for key in keys} == published
    assert all(PublicKey.from_multikey(key["publicKeyMultibase"]) for key in keys)


def is_word(name: str) -> bool:
    """No keyword, and not the prefix."""
    return not name.startswith("@") and name != "coop"


def words_of(context: dict[str, object]) -> set[str]:
    """Every word that a context defines, in the contexts of its terms too."""
    words = set()
    for name, term in context.items():
        if not is_word(name):
            continue
        words.add(name)
        if isinstance(term, dict) and isinstance(term.get("@context"), dict):
            words |= words_of(term["@context"])
    return words


def properties_of(part: object) -> set[str]:
    """Every property that a schema names."""
    if isinstance(part, list):
        return set().union(*map(properties_of, part))
    if not isinstance(part, dict):
        return set()
    own = set(part["properties"]) if isinstance(part.get("properties"), dict) else set()
    return own.union(*map(properties_of, part.values()))


def test_the_vocabulary_explains_every_word_and_no_other():
    terms = published_document("vocabulary.json")["terms"]
    named = [each["name"] for each in terms]
    schemas = [
        published_document(f"{kind}.schema.json") for kind in ("membership", "accreditation")
    ]
    # What the W3C's specifications say of the entries of a status list is not said again.
    theirs = {"statusPurpose", "statusListIndex", "statusListCredential", "@value", "@language"}

    words = words_of(definition.CONTEXT) | words_of(trust_list.CONTEXT)
    properties = set().union(*map(properties_of, schemas)) - theirs
    assert sorted(named) == sorted(words | properties)


def test_every_entry_of_the_vocabulary_is_whole():
    terms = published_document("vocabulary.json")["terms"]

    holes = [
        each["name"]
        for each in terms
        if not all(each[part] for part in ("iri", "in", "meaning", "why", "example", "rule"))
        or (each["kind"] == "term" and not (each["value"] and each["required"]))
        or (each["kind"] == "value" and set(each["labels"]) != {"en", "de", "fr", "es"})
    ]
    assert holes == []


def test_the_vocabulary_gives_each_word_the_meaning_that_the_context_gives_it():
    iris = {each["name"]: each["iri"] for each in published_document("vocabulary.json")["terms"]}
    context = {**definition.CONTEXT, **trust_list.CONTEXT}

    def meaning(term: object) -> str:
        named = term["@id"] if isinstance(term, dict) else term
        return str(named).replace("coop:", definition.NAMESPACE)

    wrong = {
        name: iris[name]
        for name, term in context.items()
        if is_word(name) and iris[name] != meaning(term)
    }
    assert wrong == {}


def test_the_schemas_use_nothing_that_would_be_passed_over():
    for kind in ("membership", "accreditation"):
        whole = published_document(f"{kind}.schema.json")
        assert whole["$id"] == f"{definition.BASE}{definition.VERSION}/{kind}.schema.json"
        conditions = [json.dumps(part) for part in whole["$defs"].values()]
        assert all(not schema.matches(object(), json.loads(part), whole) for part in conditions)


def test_the_draft_meant_the_same():
    draft, frozen = (pinned(version) for version in definition.VERSIONS)

    assert draft["context.jsonld"] == frozen["context.jsonld"]
    assert definition.version_of(definition.context_of("v0.1-draft")) == definition.VERSION
