"""Prepare the issuers for conformance suites, and say where they are, as a suite's configuration."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coopportal.conform.issuers import STATUS, Issuer
from coopportal.services.conforming import publish_conform_issuers


class Command(BaseCommand):
    help = (
        "For `make conform-serve` alone: publish the issuers for suites, and print where they are."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(json.dumps(_described(publish_conform_issuers()), indent=2))


def _described(issuers: list[Issuer]) -> dict[str, Any]:
    """In the form that the suites of the W3C read, but for `did:web`, which is for people."""
    base = f"{settings.CANONICAL_ORIGIN}/conform"
    tags = {issuer.name: _tags(issuer) for issuer in issuers}
    every = sorted({tag for each in tags.values() for tag in each})
    return {
        "name": "CoopPortal",
        "implementation": "CoopPortal",
        "issuers": [
            {
                "id": issuer.did_key,
                "did:web": "" if issuer.name == STATUS else issuer.did_web,
                "endpoint": f"{issuer.origin}/credentials/issue",
                "tags": tags[issuer.name],
            }
            for issuer in issuers
        ],
        "verifiers": [{"id": base, "endpoint": f"{base}/credentials/verify", "tags": every}],
        "vpVerifiers": [{"id": base, "endpoint": f"{base}/presentations/verify", "tags": every}],
    }


def _tags(issuer: Issuer) -> list[str]:
    if issuer.name == STATUS:
        return ["BitstringStatusList"]
    return [issuer.cryptosuite, *(["vc2.0"] if issuer.cryptosuite == "eddsa-rdfc-2022" else [])]
