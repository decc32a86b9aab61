from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentials import publishing, resolving
from credentials.core.did.key import did_key
from credentials.core.errors import DidError, StatusError, UnreachableError
from credentials.core.keys import Ed25519Signer
from credentials.models import PublishedDocument

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_neighbour_is_read_from_what_it_publishes_and_from_nothing_else(oak):
    with CaptureQueriesContext(connection) as log:
        document = resolving.resolve(oak.did)

    assert document["id"] == oak.did
    assert [query["sql"].split()[0] for query in log] == ["SELECT", "SELECT"]
    assert "publisheddocument" in log[0]["sql"]
    assert "deniedkey" in log[1]["sql"]
    assert 'FROM "credentials_publisheddocument"' in log[0]["sql"]


def test_a_key_is_its_own_identifier():
    did = did_key(Ed25519Signer(b"s" * 32, "").public_key)

    assert resolving.resolve(did)["id"] == did


@pytest.mark.parametrize(
    "did",
    [
        "did:web:coop.example",
        "did:web:localhost:c:oak",
        "did:web:localhost%3A8001:c:oak",
        "did:web:127.0.0.1%3A8000:c:oak",
    ],
)
def test_another_portal_is_not_asked(oak, did):
    with pytest.raises(UnreachableError) as refusal:
        resolving.resolve(did)

    assert refusal.value.code == "issuer_not_checked"


@pytest.mark.parametrize(
    "did", ["did:web:localhost%3A8000:c:nobody", "did:web:localhost%3A8000", "did:ion:abc", "oak"]
)
def test_who_is_not_here_is_refused(oak, did):
    with pytest.raises(DidError):
        resolving.resolve(did)


def test_what_is_published_but_unreadable_is_refused(oak):
    PublishedDocument.objects.filter(url=publishing.did_address(oak)).update(body="[1]")
    with pytest.raises(DidError, match="cannot be read"):
        resolving.resolve(oak.did)


def test_lists_are_read_from_this_portal_only(oak):
    with pytest.raises(UnreachableError):
        resolving.fetch_status("https://elsewhere.example/c/oak/status/a")
    with pytest.raises(UnreachableError):
        resolving.fetch_status("http://localhost:8000.evil.example/c/oak/status/a")
    with pytest.raises(StatusError):
        resolving.fetch_status("http://localhost:8000/c/oak/status/none")
