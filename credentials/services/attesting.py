"""A body signs its word on a co-op; the co-op publishes it, signed once more with its own key."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from credentials import keystore, planning, publishing, resolving
from credentials.core import definition
from credentials.core.accreditation import (
    AccreditationClaims,
    build_accreditation_credential,
    read_accreditation,
)
from credentials.core.data_integrity.proof import add_proof
from credentials.core.keys import Signer
from credentials.core.presentation import build_linked_presentation
from credentials.core.report import FAILED, PASSED
from credentials.core.types import Document
from credentials.core.verification import verify_credential
from credentials.errors import WordFaultyError
from credentials.facts import AccreditationSigned
from credentials.models import (
    Accreditation,
    AccreditationCredential,
    Finding,
    PublishedDocument,
    Ruling,
    SigningKey,
    Vouch,
)
from tenants import outbox, scope
from tenants.dates import today_in
from tenants.models import Cooperative

GENUINE: Final = {"form", "context", "issuer", "signature"}
SEEN: Final = {
    Finding.Kind.DOCUMENTS.value: definition.ASSURANCE_LEVELS[2],
    Finding.Kind.REGISTER.value: definition.ASSURANCE_LEVELS[3],
}


@transaction.atomic
def sign_accreditations(
    rulings: Sequence[Ruling], places: Sequence[planning.Place]
) -> list[AccreditationCredential]:
    """The body's word on each co-op, in the transaction that gives it its place in the status lists."""
    here = _here()
    key = keystore.key_in_use(lock=True)
    signer = keystore.signer_of(key)
    signed = [
        _sign(ruling, place, here, key, signer)
        for ruling, place in zip(rulings, places, strict=True)
    ]
    for each in signed:
        row = each.accreditation
        Accreditation.objects.filter(pk=row.pk).update(document=each.document)
        fact = AccreditationSigned(str(row.code), str(each.generation))
        outbox.record(fact)
        outbox.owe(fact, row.applicant_id)
    return signed


@transaction.atomic
def publish_accreditations() -> None:
    """Everything that bodies say of the current co-op and that is not over; nothing where it all is.

    Each word is looked at as a stranger would before the co-op puts its name under it.
    Raises WordFaultyError.
    """
    here = Cooperative.objects.select_for_update(no_key=True).get(pk=scope.current().cooperative_id)
    url = publishing.accreditation_address(here)
    rows = Accreditation.objects.filter(applicant=here, state__in=Accreditation.LISTED)
    words = list(rows.exclude(document="").order_by("pk").values_list("document", flat=True))
    if not words:
        PublishedDocument.objects.filter(url=url).delete()
        return
    now = timezone.now()
    documents = [json.loads(word) for word in words]
    for document in documents:
        _check(document, here, now)
    signer = keystore.signer_of(keystore.key_in_use())
    presentation = build_linked_presentation(documents, holder=here.did, signer=signer, created=now)
    PublishedDocument.objects.update_or_create(
        url=url, defaults=publishing.published(presentation, publishing.PRESENTATION, now=now)
    )


def _check(document: Document, here: Cooperative, now: datetime) -> None:
    report = verify_credential(
        document, now=now, resolve=resolving.resolve, fetch_status=resolving.fetch_status
    )
    wrong = [one for one in report.checks if one.name in GENUINE and one.outcome is not PASSED]
    wrong.sort(key=lambda one: one.outcome is not FAILED)  # what was not reached says least
    faults = [one.code for one in wrong]
    if not faults and read_accreditation(document).subject != here.did:
        faults = ["of_another"]
    if faults:
        raise WordFaultyError(faults[0])


def _sign(
    ruling: Ruling, place: planning.Place, here: Cooperative, key: SigningKey, signer: Signer
) -> AccreditationCredential:
    """As it was decided, whenever it is signed: the moment is the decision's."""
    row, at = ruling.accreditation, ruling.settled_at
    if at is None or ruling.valid_until is None:
        raise ValueError("Only a confirmed word with an end is signed.")
    claims = _claims(row, ruling, here)
    valid_from = planning.midnight(today_in(here.time_zone, at), here)
    valid_until = planning.midnight(ruling.valid_until, here, days_after=1)
    unsigned = build_accreditation_credential(
        claims, valid_from=valid_from, valid_until=valid_until, status=place.entries
    )
    document = publishing.as_text(add_proof(unsigned, signer, created=at))
    earlier = AccreditationCredential.objects.filter(accreditation=row)
    return AccreditationCredential.objects.create(
        accreditation=row,
        ruling=ruling,
        generation=earlier.count() + 1,
        signing_key=key,
        series_id=place.series_id,
        position=place.position,
        urn=claims.urn,
        document=document,
        digest=hashlib.sha256(document.encode()).hexdigest(),
        valid_from=valid_from,
        valid_until=valid_until,
    )


def _claims(row: Accreditation, ruling: Ruling, here: Cooperative) -> AccreditationClaims:
    kinds = [definition.MEMBERSHIP_TYPE]
    if row.applicant.level == Cooperative.Level.SECONDARY:
        kinds.append(definition.ACCREDITATION_TYPE)
    return AccreditationClaims(
        urn=f"urn:uuid:{uuid4()}",
        issuer=here.did,
        issuer_name=here.name,
        subject=row.applicant.did,
        legal_name=row.legal_name,
        trading_name=row.trading_name,
        registration_number=row.registration_number,
        registration_authority=row.registration_authority,
        jurisdiction=row.jurisdiction,
        category=row.category,
        membership_base=tuple(row.membership_base),
        level=row.applicant.level,
        authorized_to_issue=tuple(kinds),
        issuers=(here.did,) if row.body_may_issue else (),
        assurance=ruling.assurance,
        evidence=_evidence(row),
        verified_domains=(row.domain,) if row.domain and row.domain_seen_on else (),
    )


def _evidence(row: Accreditation) -> tuple[tuple[str, date, str], ...]:
    """What the word rests on: the co-op's own, those of others, and what the body has seen."""
    said = [(definition.ASSURANCE_LEVELS[0], row.asked_at.date(), "")]
    given = Vouch.objects.filter(accreditation=row, state=Vouch.State.GIVEN)
    vouched = [
        (definition.ASSURANCE_LEVELS[1], each.answered_at.date(), each.voucher.did)
        for each in given.select_related("voucher")
        if each.answered_at is not None
    ]
    newest = {
        each.kind: each.seen_on
        for each in Finding.objects.filter(accreditation=row, kind__in=SEEN).order_by("pk")
    }
    seen = [(SEEN[kind], day, "") for kind, day in newest.items()]
    return (*said, *vouched, *seen)


def _here() -> Cooperative:
    return Cooperative.objects.get(pk=scope.current().cooperative_id)
