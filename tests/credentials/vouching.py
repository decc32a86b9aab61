"""A body vouches for a co-op and signs its cards: published as both would, for a verifier to find."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core.accreditation import AccreditationClaims, build_accreditation_credential
from credentials.core.data_integrity.proof import add_proof
from credentials.core.did.document import build_document
from credentials.core.keys import PublicKey, Signer
from credentials.core.presentation import build_linked_presentation
from credentials.core.status import MINIMUM, StatusEntry, build_status_list
from credentials.models import Credential, PublishedDocument, SigningKey
from tenants import scope
from tenants.models import Cooperative

PURPOSES = ("revocation", "suspension")
DAY = timedelta(days=1)


def signer_of(coop: Cooperative) -> Signer:
    with scope.within(coop.pk):
        return keystore.signer_of(keystore.key_in_use())


def publish(url: str, document: dict[str, Any]) -> None:
    values = publishing.published(document, publishing.CREDENTIAL, now=timezone.now())
    PublishedDocument.objects.update_or_create(url=url, defaults=values)


def accredit(body: Cooperative, home: Cooperative, **changed: Any) -> dict[str, Any]:
    """The body's word that it may issue for the co-op."""
    now = timezone.now()
    claims = {
        "urn": f"urn:uuid:{uuid4()}",
        "issuer": body.did,
        "issuer_name": body.name,
        "subject": home.did,
        "legal_name": f"{home.name} Limited",
        "trading_name": home.name,
        "category": "COOP",
        "assurance": "documentChecked",
        "evidence": (("documentChecked", date(2026, 11, 1), ""),),
        "issuers": (body.did,),
    }
    unsigned = build_accreditation_credential(
        AccreditationClaims(**claims | changed),
        valid_from=now - DAY,
        valid_until=now + 300 * DAY,
        status=[StatusEntry(purpose, list_address(body, purpose), 7) for purpose in PURPOSES],
    )
    mark(body)
    return add_proof(unsigned, signer_of(body), created=now)


def list_address(body: Cooperative, purpose: str) -> str:
    return publishing.status_address(body, f"accreditations-{purpose}")


def mark(body: Cooperative, *purposes: str) -> None:
    """Publish the body's lists of accreditations, with ours in those of these purposes."""
    now = timezone.now()
    for purpose in PURPOSES:
        url = list_address(body, purpose)
        unsigned = build_status_list(
            url=url,
            issuer=body.did,
            purpose=purpose,
            positions=[7] if purpose in purposes else [],
            size=MINIMUM,
            valid_from=now - DAY,
            valid_until=now + DAY,
        )
        publish(url, add_proof(unsigned, signer_of(body), created=now))


def link(home: Cooperative, *accreditations: dict[str, Any]) -> None:
    """The co-op shows these, and links to them; with none it links to nothing."""
    address = f"{settings.CANONICAL_ORIGIN}/c/{home.slug}/accreditation.json"
    signer = signer_of(home)
    with scope.within(home.pk):
        keys = [PublicKey.from_multikey(row.public_multikey) for row in SigningKey.objects.all()]
    linked = address if accreditations else ""
    publish(publishing.did_address(home), build_document(home.did, keys, linked=linked))
    if accreditations:
        shown = build_linked_presentation(
            accreditations, holder=home.did, signer=signer, created=timezone.now()
        )
        publish(address, shown)


def signed_for(card: Credential, body: Cooperative, **subject: Any) -> dict[str, Any]:
    """The same card, signed by the body and standing in the body's lists."""
    document = json.loads(card.document)
    del document["proof"]
    document["issuer"] = {"id": body.did, "name": body.name}
    document["credentialSubject"] |= subject
    for entry in document["credentialStatus"]:
        entry["statusListCredential"] = list_address(body, entry["statusPurpose"])
    mark(body)
    return add_proof(document, signer_of(body), created=timezone.now())
