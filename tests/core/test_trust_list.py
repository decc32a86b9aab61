"""Long trust lists: in parts that stay as they are while others change, each read within bounds."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from credentials.core.bundle import published_document
from credentials.core.canonical.jsonld import check_document
from credentials.core.errors import CredentialError
from credentials.core.trust_list import (
    MOST,
    MOST_PARTS,
    Entry,
    build_part,
    build_trust_list,
    parts_of,
    read_part,
    read_trust_list,
    split,
)
from tests.core.scene import NOW
from tests.support.schemas import validator

URL = "https://portal.example/c/commons/trust-list.json"
BELOW = "https://portal.example/c/commons/trust-list/parts/"
BODY = "did:web:portal.example:c:commons"
SCHEMA = json.loads(
    Path(__file__)
    .parents[2]
    .joinpath("docs/schemas/trust-list.schema.json")
    .read_text(encoding="utf-8")
)
SIGNED = {
    "id": "did:web:portal.example:c:coop-0",
    "legalName": "Co-op 0",
    "eligibilityCategory": "COOP",
    "assuranceLevel": "vouched",
    "accreditedSince": "2026-01-01",
    "accreditedUntil": "2026-12-31",
    "standing": "inForce",
}
WEEK = {"valid_from": NOW, "valid_until": NOW + timedelta(7)}


def entry(number: int) -> Entry:
    did = f"did:web:portal.example:c:coop-{number}"
    return Entry(
        did, f"Co-op {number}", "COOP", "primary", "vouched", "2026-01-01", "2026-12-31", "inForce"
    )


def entries(count):
    return [entry(number) for number in range(count)]


def built(**said):
    return build_trust_list(url=URL, issuer=BODY, issuer_name="Commons", number=1, **WEEK, **said)


def part(*listed):
    address = f"{BELOW}a.json"
    return build_part(
        url=address, whole=URL, issuer=BODY, issuer_name="Commons", entries=listed, **WEEK
    )


def test_the_schema_beside_the_definition_takes_what_is_written():
    theirs = validator(SCHEMA)
    theirs.check_schema(SCHEMA)
    long = [f"{BELOW}{name}.json" for name in "abc"]

    for document in (built(), built(entries=entries(MOST)), built(parts=long), part(entry(1))):
        assert theirs.is_valid(document), list(theirs.iter_errors(document))
    assert theirs.is_valid(published_document("examples/trust-list.json"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "List"},
        {"listNumber": "7"},
        {"partOf": URL},
        {"parts": ["parts/a.json"]},
        {"accredited": [{}]},
        {"accredited": [{**SIGNED, "standing": "fine"}]},
        {"accredited": [{**SIGNED, "eligibilityCategory": "COOPS"}]},
        {"accredited": [{**SIGNED, "id": "https://coop.example"}]},
        {"accredited": [{**SIGNED, "accreditedUntil": "soon"}]},
        {"accredited": [SIGNED] * (MOST + 1)},
    ],
)
def test_the_schema_refuses_what_nobody_writes(wrong):
    document = built(entries=[entry(0)])
    document["credentialSubject"] |= wrong

    assert not validator(SCHEMA).is_valid(document)


@pytest.mark.parametrize("count", [0, 1, MOST, MOST + 1, 700, 7000])
def test_a_list_is_split_into_parts_that_can_be_read(count):
    parts = split(reversed(entries(count)))

    assert sorted(one.did for each in parts for one in each) == sorted(
        one.did for one in entries(count)
    )
    assert all(0 < len(each) <= MOST for each in parts)
    assert (len(parts) > 1) is (count > MOST)
    assert len(parts) <= MOST_PARTS
    for each in parts[:3]:
        check_document(part(*each))


def test_who_comes_or_goes_changes_one_part_alone():
    before, after = (set(split(entries(count))) for count in (1000, 1001))

    assert len(before - after) == len(after - before) == 1


def test_a_list_names_its_parts_below_itself():
    addresses = [f"{BELOW}{number}.json" for number in range(MOST_PARTS)]
    document = built(parts=addresses)

    check_document(document)
    assert read_trust_list(document, url=URL, issuer=BODY, now=NOW) == ()
    assert parts_of(document, url=URL) == tuple(addresses)
    assert parts_of(built(entries=entries(2)), url=URL) == ()


@pytest.mark.parametrize(
    "parts",
    [
        ["https://evil.example/c/commons/trust-list/parts/a.json"],
        ["https://portal.example/c/other/trust-list/parts/a.json"],
        [f"{BELOW}../../../other/a.json"],
        [f"{BELOW}%2e%2e/a.json"],
        [f"{BELOW}a.json?b"],
        [f"{BELOW}a.json"] * 2,
        [f"{BELOW}{number}.json" for number in range(MOST_PARTS + 1)],
        [{"id": f"{BELOW}a.json"}],
        f"{BELOW}a.json",
    ],
    ids=range(9),
)
def test_parts_elsewhere_and_too_many_parts_are_not_asked_for(parts):
    document = built(parts=[f"{BELOW}a.json"])
    document["credentialSubject"]["parts"] = parts

    with pytest.raises(CredentialError):
        parts_of(document, url=URL)


def test_a_part_is_read_as_part_of_its_own_list():
    document = part(entry(1), entry(2))
    known = {"url": f"{BELOW}a.json", "issuer": BODY, "now": NOW}

    assert [one.name for one in read_part(document, whole=URL, **known)] == ["Co-op 1", "Co-op 2"]
    with pytest.raises(CredentialError):
        read_part(document, whole=URL.replace("commons", "other"), **known)
    with pytest.raises(CredentialError):
        read_part(built(entries=[entry(1)]), whole=URL, **known)
