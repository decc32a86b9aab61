"""Asking the server of these tests, and why it was refused."""

from __future__ import annotations

import pytest

from tenants import outbound
from tenants.outbound import OutboundError
from tests.outbound.server import NAME

URL = f"https://{NAME}/c/oak/did.json"
JSON = "Content-Type: application/json"


def fetch(url=URL, *, fresh=0.0, profile=outbound.DID_DOCUMENT, **options):
    return outbound.fetch(url, profile, fresh=fresh, **options)


def reason_of(url=URL, **options):
    with pytest.raises(OutboundError) as refusal:
        fetch(url, **options)
    assert str(refusal.value) == "The other portal did not answer."
    return refusal.value.reason
