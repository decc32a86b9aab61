"""Lists read as a stranger reads them: from what is published, believing nothing unsigned."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from credentials import resolving
from credentials.models import PublishedDocument
from credentials.services import status
from credentials.services.reading import Lists
from tests.credentials.members import carded, lists_of, suspend

pytestmark = pytest.mark.django_db(transaction=True)


def bit(card, coop, listed, **changes):
    asked = {
        "url": lists_of(coop)[listed].url,
        "issuer": coop.did,
        "purpose": listed,
        "index": card.position,
        **changes,
    }
    return Lists().bit(asked["url"], asked["issuer"], asked["purpose"], asked["index"])


def test_a_bit_is_read_from_what_is_published(oak):
    membership, card = carded(oak)
    assert bit(card, oak, "suspension") is False
    suspend(membership)

    assert bit(card, oak, "suspension") is True
    assert bit(card, oak, "revocation") is False


def test_what_cannot_be_trusted_says_nothing(oak, elm):
    _membership, card = carded(oak)
    url = lists_of(oak)["revocation"].url

    assert bit(card, oak, "revocation", issuer=elm.did) is None
    assert bit(card, oak, "revocation", purpose="suspension") is None
    assert bit(card, oak, "revocation", url=f"{url}x") is None
    assert bit(card, oak, "revocation", url="https://elsewhere.example/list") is None
    assert bit(card, oak, "revocation", index=10**9) is None
    assert Lists(timezone.now() + status.LIFE).bit(url, oak.did, "revocation", 1) is None
    assert Lists(timezone.now() - timedelta(hours=1)).bit(url, oak.did, "revocation", 1) is None

    body = PublishedDocument.objects.get(url=url).body
    for broken in ("", "[]", "{}", body[:-1], body.replace("revocation", "suspension")):
        PublishedDocument.objects.filter(url=url).update(body=broken)
        assert bit(card, oak, "revocation") is None


def test_a_list_of_a_cooperative_whose_keys_are_not_published_says_nothing(oak):
    _membership, card = carded(oak)
    PublishedDocument.objects.filter(url__endswith="did.json").delete()

    assert bit(card, oak, "revocation") is None
    assert resolving.fetch_status(lists_of(oak)["revocation"].url)
