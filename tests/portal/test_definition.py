"""The definition as each portal publishes it: the files to the byte, and the pages about them."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from django.test import Client
from django.urls import reverse

from coopportal.definition import contents
from coopportal.definition.changelog import CHANGELOG
from credentials.core import definition
from credentials.core.bundle import published_document, published_files
from tests.definition.files import FOLDER

BUNDLE = "/definition/v0.1/bundle.json"


def got(address, **headers):
    return Client().get(address, headers=headers)


def test_a_stranger_gets_everything_from_the_bundle():
    """From one address, with the digests that stand there."""
    bundle = got(BUNDLE).json()

    assert len(bundle["files"]) > 60
    for listed in bundle["files"]:
        answer = got(BUNDLE.replace("bundle.json", listed["name"]))
        digest = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
        assert answer.content == (FOLDER / listed["name"]).read_bytes()
        assert f"sha256-{digest}" == listed["digestSRI"]
        assert len(answer.content) == listed["bytes"]
        assert answer["Content-Type"] == listed["mediaType"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("context.jsonld", "application/ld+json"),
        ("trust-list.context.jsonld", "application/ld+json"),
        ("membership.schema.json", "application/schema+json"),
        ("accreditation.schema.json", "application/schema+json"),
        ("vocabulary.json", "application/json"),
        ("bundle.json", "application/json"),
        ("vectors/tampered-class.json", "application/json"),
    ],
)
def test_a_file_says_what_it_is_to_everybody_for_long(name, kind):
    answer = got(f"/definition/v0.1/{name}")

    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in answer.get("Vary", "")
    assert answer.cookies == {}


def test_who_has_a_file_is_told_so():
    etag = got(BUNDLE)["ETag"]
    again = got(BUNDLE, **{"If-None-Match": etag})

    assert etag == f'"{definition.BUNDLE_DIGEST}"'
    assert (again.status_code, again.content) == (304, b"")
    assert again["Access-Control-Allow-Origin"] == "*"
    assert Client().head(BUNDLE)["ETag"] == etag


@pytest.mark.parametrize(
    "address",
    [
        "/definition/v0.1/",
        "/definition/v0.1/vectors/",
        "/definition/v0.1/nothing.json",
        "/definition/v0.1/../definition.py",
        "/definition/v0.1/%2e%2e/v0.1-draft/context.jsonld",
        "/definition/v0.2/bundle.json",
    ],
)
def test_nothing_else_is_published(address):
    assert got(address).status_code == 404


def test_nobody_writes_a_file():
    assert Client().post(BUNDLE, {}).status_code == 405


def test_the_page_leads_to_every_part(db):
    page = got("/definition/").text

    for name in contents.MAIN:
        assert reverse("definition-file", args=[name]) in page
        assert published_files()[name].digest in page
    for route in ("definition-terms", "definition-implement", "definition-vectors"):
        assert reverse(route) in page
    assert "Version v0.1, frozen" in page
    assert "26 Nov 2026" in page
    assert [entry.version for entry in CHANGELOG] == ["v0.1", "v0.1-draft"]


@pytest.mark.parametrize("address", ["/", "/verify/", "/privacy/", "/directory/"])
def test_every_foot_leads_to_the_definition(db, address):
    assert 'href="/definition/"' in got(address).text


def test_the_terms_are_those_of_the_vocabulary_each_once(db):
    page = got("/definition/terms/").text
    terms = published_document("vocabulary.json")["terms"]

    assert len(terms) == sum(len(group.terms) for group in contents.groups())
    assert [each["name"] for each in terms if f'id="term-{each["name"]}"' not in page] == []


def test_a_term_is_found_by_its_label_in_another_language(db):
    found = got("/definition/terms/?q=verbraucher").text

    assert 'id="term-consumer"' in found
    assert 'lang="de"' in found
    assert 'id="term-worker"' not in found


def test_a_term_stands_with_the_document_it_belongs_to():
    placed = {term["name"]: group.slug for group in contents.groups() for term in group.terms}

    assert placed["issuer"] == "every"
    assert placed["membershipClass"] == placed["adults"] == placed["image"] == "membership"
    assert placed["legalName"] == placed["latitude"] == placed["voucher"] == "accreditation"
    assert placed["listNumber"] == placed["standing"] == "trust-list"
    assert placed["consumer"] == "values"
    assert placed["CooperativeTrustList"] == "types"


def test_the_steps_give_the_digests_of_this_version(db):
    page = got("/definition/implement/").text
    inline = published_document("context.jsonld")["@context"]
    written = json.dumps(inline, sort_keys=True, separators=(",", ":")).encode()

    assert hashlib.sha256(written).hexdigest() in page
    assert definition.SCHEMA_REFERENCE["digestSRI"] in page.replace("&#x3D;", "=")
    for step in ("form", "context", "issuer", "signature", "authority", "dates", "revocation"):
        assert f"<code>{step}</code>" in page


def test_vectors_are_listed_with_their_verdicts(db):
    every, cards = (
        got("/definition/vectors/").text,
        got("/definition/vectors/?kind=membership").text,
    )
    listed = published_document("vectors.json")["vectors"]

    assert every.count('class="badge badge-ok"') == sum(each["accepted"] for each in listed)
    assert reverse("definition-file", args=["vectors/renamed-term.json"]) in every
    assert "trust-list-twice" in every
    assert "trust-list-twice" not in cards
