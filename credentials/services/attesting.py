"""A body signs its word on a co-op; the co-op publishes it, signed once more with its own key."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.db.models import Case, When
from django.utils import timezone

from credentials import keystore, planning, publishing, resolving
from credentials.core import definition
from credentials.core.accreditation import (
    AccreditationClaims,
    build_accreditation_credential,
    check_accreditation,
    read_accreditation,
)
from credentials.core.checks import check_form, check_signature
from credentials.core.data_integrity.proof import add_proof
from credentials.core.keys import Signer
from credentials.core.lists import careful
from credentials.core.presentation import MOST_LINKED, build_linked_presentation
from credentials.core.report import FAILED, PASSED
from credentials.core.types import Document, Resolve
from credentials.facts import AccreditationSigned
from credentials.models import (
    Accreditation,
    AccreditationCredential,
    Finding,
    OutsideWord,
    PublishedDocument,
    Ruling,
    SigningKey,
    Vouch,
)
from tenants import outbox, scope
from tenants.dates import today_in
from tenants.models import Cooperative

log = logging.getLogger(__name__)

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
    """What bodies say of the current co-op and that is not over; nothing where it all is.

    Each word is looked at before the co-op puts its name under it: one that is not genuine is left out, and
    keeps no other from being shown. Where there are more than readers take, the nearest to use are shown.
    """
    here = Cooperative.objects.select_for_update(no_key=True).get(pk=scope.current().cooperative_id)
    url = publishing.accreditation_address(here)
    now = timezone.now()
    documents = list(islice(_shown(here, now), MOST_LINKED))
    if not documents:
        PublishedDocument.objects.filter(url=url).delete()
        return
    signer = keystore.signer_of(keystore.key_in_use())
    presentation = build_linked_presentation(documents, holder=here.did, signer=signer, created=now)
    PublishedDocument.objects.update_or_create(
        url=url, defaults=publishing.published(presentation, publishing.PRESENTATION, now=now)
    )


def _shown(here: Cooperative, now: datetime) -> Iterator[Document]:
    """Those of this portal first. Those of others were looked at when they were brought, and are each day."""
    yield from _genuine(here, now)
    for row in OutsideWord.objects.filter(fault="", taken_down_at=None, valid_until__gt=now):
        yield json.loads(row.document)


def _genuine(here: Cooperative, now: datetime) -> Iterator[Document]:
    """First those that cards may rest on, then those in force, then the newest."""
    rows = Accreditation.objects.filter(applicant=here, state__in=Accreditation.LISTED)
    in_force = Case(When(state=Accreditation.State.IN_FORCE, then=1), default=0)
    ordered = rows.exclude(document="").order_by(
        "-body_may_issue", in_force.desc(), "-decided_at", "-pk"
    )
    resolve = careful(resolving.resolve)
    for row in ordered:
        document = json.loads(row.document)
        fault = _fault(document, here, now, resolve)
        if fault:
            log.error("Accreditation %s is not shown: it is not genuine (%s).", row.code, fault)
        else:
            yield document


def _fault(document: Document, here: Cooperative, now: datetime, resolve: Resolve) -> str:
    """Why a word is not the body's, or not about the co-op; empty where it is both."""
    form, context = check_form(document, ours=check_accreditation)
    issuer, signature = check_signature(document, form, context, now=now, resolve=resolve)
    wrong = [one for one in (form, context, issuer, signature) if one.outcome is not PASSED]
    if wrong:
        # What was not reached says least.
        return min(wrong, key=lambda one: one.outcome is not FAILED).code
    return "" if read_accreditation(document).subject == here.did else "of_another"


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
        evidence=_evidence(row, here),
        verified_domains=(row.domain,) if row.domain and row.domain_seen_on else (),
    )


def _evidence(row: Accreditation, here: Cooperative) -> tuple[tuple[str, date, str], ...]:
    """What the word rests on: the co-op's own, those of others, and what the body has seen."""
    said = [(definition.ASSURANCE_LEVELS[0], today_in(here.time_zone, row.asked_at), "")]
    given = Vouch.objects.filter(accreditation=row, state=Vouch.State.GIVEN)
    vouched = [
        (
            definition.ASSURANCE_LEVELS[1],
            today_in(here.time_zone, each.answered_at),
            each.voucher.did,
        )
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
