from __future__ import annotations

import json

import pytest
from django.test import Client

from credentials import publishing
from credentials.models import PublishedDocument

pytestmark = pytest.mark.django_db(transaction=True)


def test_anybody_on_any_site_may_read_the_identity_of_a_cooperative(oak):
    answer = Client().get("/c/oak/did.json", headers={"origin": "https://verifier.example"})

    assert answer.status_code == 200
    assert json.loads(answer.content)["id"] == oak.did
    assert answer["Content-Type"] == "application/did+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=300"


def test_a_published_document_takes_no_notice_of_who_asks(oak, admin_user):
    browser = Client()
    browser.force_login(admin_user)

    answer = browser.get("/c/oak/did.json")

    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert answer.content == Client().get("/c/oak/did.json").content


def test_what_has_not_changed_is_not_sent_again(oak):
    first = Client().get("/c/oak/did.json")
    again = Client().get("/c/oak/did.json", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"
    stale = Client().get("/c/oak/did.json", headers={"if-none-match": '"other"'})
    assert stale.status_code == 200


def test_head_answers_without_the_document(oak):
    answer = Client().head("/c/oak/did.json")

    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes_there(oak, method):
    assert getattr(Client(), method)("/c/oak/did.json").status_code == 405


@pytest.mark.parametrize("address", ["/c/nobody/did.json", "/c/oak/status/none"])
def test_what_is_not_published_is_not_there(oak, address):
    assert Client().get(address).status_code == 404


def test_an_address_answers_with_its_own_document_only(oak, elm):
    PublishedDocument.objects.filter(url=publishing.did_address(elm)).delete()

    assert Client().get("/c/elm/did.json").status_code == 404
    assert Client().get("/c/oak/did.json").status_code == 200
