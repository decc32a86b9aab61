"""The published schemas say to a stranger's validator what they say to ours."""

from __future__ import annotations

import pytest

from credentials.core import definition, schema
from credentials.core.bundle import published_document
from tests.definition.checking import VECTORS
from tests.support.schemas import validator

SCHEMAS = {
    kind: published_document(f"{kind}.schema.json") for kind in ("membership", "accreditation")
}
MEANT = [each for each in VECTORS["vectors"] if each["kind"] in SCHEMAS]
# What a schema cannot say, and the steps of the definition say in words.
BEYOND_A_SCHEMA = {
    "two-revocations",
    "two-names-for-one",
    "ends-before-it-begins",
    "wrong-schema-digest",
    "accreditation-of-itself",
    "accreditation-vouched-once",
    "accreditation-without-evidence",
    "accreditation-too-long",
}


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_is_one(kind):
    validator(SCHEMAS[kind]).check_schema(SCHEMAS[kind])


@pytest.mark.parametrize("vector", MEANT, ids=lambda vector: vector["name"])
def test_both_validators_say_the_same(vector):
    document = published_document(vector["file"])
    wanted = SCHEMAS[vector["kind"]]

    assert validator(wanted).is_valid(document) == schema.matches(document, wanted)


def test_every_example_is_valid_and_a_bad_form_is_not():
    valid = {
        each["name"]
        for each in MEANT
        if validator(SCHEMAS[each["kind"]]).is_valid(published_document(each["file"]))
    }
    good = {each["name"] for each in MEANT if each["accepted"]}
    bad = {each["name"] for each in MEANT if each.get("because") == "form"}

    assert good <= valid
    assert bad & valid == BEYOND_A_SCHEMA


def test_the_reference_is_to_the_schema_itself():
    for kind, reference in (
        ("membership", definition.SCHEMA_REFERENCE),
        ("accreditation", definition.ACCREDITATION_SCHEMA_REFERENCE),
    ):
        assert reference["id"] == SCHEMAS[kind]["$id"]
