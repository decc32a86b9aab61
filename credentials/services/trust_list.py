"""A body's trust list: everything it says of co-ops, signed, in parts where it is long. Every version is kept.

A version is what the list says. When nothing has changed it is signed anew before it grows old, and stays the
same version; so do the parts that a change leaves as they were.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core.data_integrity.proof import add_proof
from credentials.core.keys import Signer
from credentials.core.trust_list import MOST_PARTS, Entry, build_part, build_trust_list, split
from credentials.core.types import Document
from credentials.facts import TrustListFull, TrustListSigned
from credentials.models import Accreditation, PublishedDocument, TrustListPart, TrustListVersion
from tenants import outbox, scope
from tenants.models import Cooperative

LIFE: Final = timedelta(days=7)
SIGNED_AGAIN_AFTER: Final = LIFE / 2
AT_ITS_END: Final = LIFE - timedelta(days=1)
BEHIND: Final = timedelta(minutes=1)  # how far behind ours the clock of a reader may be
TRIED_AGAIN_AFTER: Final = timedelta(days=1)  # a full list, besides at each change
PARTS_AT_A_TURN: Final = 20  # renewed in one transaction, for which issuing waits
STANDING: Final = {
    Accreditation.State.IN_FORCE.value: "inForce",
    Accreditation.State.SUSPENDED.value: "suspended",
}
Parts = Mapping[str, Sequence[Entry]]


@transaction.atomic
def sign_trust_list(*, now: datetime | None = None, again: bool = False) -> TrustListVersion | None:
    """Publish what is so now: a new version where it differs from the last, or the last once more.

    A list that says the same and is not old stays as it is, unless it is to be signed `again`. So does one for
    whose next version there is no room: that is noted, and told to those who answer for it.
    """
    # The key in use is the lock, as for cards and status lists: one list at a time per co-op.
    signer = keystore.signer_of(keystore.key_in_use(lock=True))
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    now = now or timezone.now()
    entries = _entries(here)
    last = TrustListVersion.objects.first()
    if last is None and not entries:
        return None
    parts = _parts(entries)
    if len(parts) > MOST_PARTS:
        _note_full(last, now)
        return last
    said = {
        "entries": [] if parts else [entry.to_json() for entry in entries],
        "parts": list(parts),
    }
    same = last is not None and said == {"entries": last.entries, "parts": last.parts}
    if last is not None and same and not again and last.signed_at > now - SIGNED_AGAIN_AFTER:
        return last
    _sign_parts(here, parts, signer, now)
    number = (last.number if last else 0) + (not same)
    body = _sign(here, number, entries, list(parts), signer, now)
    version, created = TrustListVersion.objects.update_or_create(
        number=number,
        defaults={
            **said,
            "size": len(entries),
            "document": body,
            "signed_at": now,
            "valid_until": now + LIFE,
            "full_at": None,
        },
    )
    if created:
        outbox.record(TrustListSigned(str(number)))
    return version


@transaction.atomic
def sign_all_again() -> None:
    """The list and each of its parts, whoever has signed them: by the key in use."""
    keystore.key_in_use(lock=True)
    TrustListPart.objects.update(signed_at=timezone.now() - LIFE)
    sign_trust_list(again=True)


@transaction.atomic(durable=True)
def renew_trust_list() -> None:
    """For the clock: sign it anew before it grows old, and some of its parts, if they are.

    A full list keeps no part of the last one from being renewed.
    """
    signer = keystore.signer_of(keystore.key_in_use(lock=True))
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    now = timezone.now()
    for part in _old_parts(now).order_by("signed_at", "pk")[:PARTS_AT_A_TURN]:
        _sign_part(here, part.code, [Entry(**each) for each in part.entries], signer, now)
    if _old(now).exists():
        sign_trust_list(now=now)


def is_list_old() -> bool:
    """Whether the current co-op has a trust list, or a part of one, that is to be signed again."""
    now = timezone.now()
    return _old(now).exists() or _old_parts(now).exists()


def _old(now: datetime) -> QuerySet[TrustListVersion]:
    newest = TrustListVersion.objects.all()[:1].values("pk")
    old = TrustListVersion.objects.filter(pk__in=newest, signed_at__lte=now - SIGNED_AGAIN_AFTER)
    return old.exclude(full_at__gt=now - TRIED_AGAIN_AFTER)


def _old_parts(now: datetime) -> QuerySet[TrustListPart]:
    codes = TrustListVersion.objects.values_list("parts", flat=True).first()
    old = TrustListPart.objects.filter(signed_at__lte=now - SIGNED_AGAIN_AFTER)
    return old.filter(code__in=codes) if codes else old.none()


def _entries(here: Cooperative) -> list[Entry]:
    rows = Accreditation.objects.filter(body=here, state__in=Accreditation.LISTED)
    return [
        Entry(
            did=row.applicant.did,
            name=row.legal_name,
            category=row.category,
            level=row.applicant.level,
            assurance=row.assurance,
            since=str(row.since),
            until=str(row.valid_until),
            standing=STANDING[row.state],
        )
        for row in rows.exclude(document="").select_related("applicant").order_by("applicant__did")
    ]


def _parts(entries: Sequence[Entry]) -> Parts:
    """The parts of a long list by their codes; none of a short one."""
    parts = split(entries)
    return {_code_of(part): part for part in parts} if len(parts) > 1 else {}


def _note_full(last: TrustListVersion | None, now: datetime) -> None:
    if last is None or last.full_at is None:
        outbox.record(TrustListFull(str(last.number if last else 0)))
    if last is not None:
        last.full_at = now
        last.save(update_fields=["full_at"])


def _code_of(part: Sequence[Entry]) -> str:
    said = json.dumps([entry.to_json() for entry in part], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def _sign_parts(here: Cooperative, parts: Parts, signer: Signer, now: datetime) -> None:
    """Those that are not published yet, or not any more. What merely grows old is left to the clock."""
    good = TrustListPart.objects.filter(code__in=parts, signed_at__gt=now - AT_ITS_END)
    known = set(good.values_list("code", flat=True))
    for code, entries in parts.items():
        if code not in known:
            _sign_part(here, code, entries, signer, now)


def _sign_part(
    here: Cooperative, code: str, entries: Sequence[Entry], signer: Signer, now: datetime
) -> None:
    url = publishing.trust_list_part_address(here, code)
    unsigned = build_part(
        url=url,
        whole=publishing.trust_list_address(here),
        entries=entries,
        **_of_body(here, now),
    )
    _publish(url, unsigned, signer, now)
    kept = {"entries": [entry.to_json() for entry in entries], "signed_at": now}
    TrustListPart.objects.update_or_create(code=code, defaults=kept)


def _sign(
    here: Cooperative,
    number: int,
    entries: Sequence[Entry],
    parts: Sequence[str],
    signer: Signer,
    now: datetime,
) -> str:
    url = publishing.trust_list_address(here)
    unsigned = build_trust_list(
        url=url,
        number=number,
        entries=() if parts else entries,
        parts=[publishing.trust_list_part_address(here, code) for code in parts],
        **_of_body(here, now),
    )
    return _publish(url, unsigned, signer, now)


def _of_body(here: Cooperative, now: datetime) -> dict[str, Any]:
    """Who says it, and from when until when."""
    return {
        "issuer": here.did,
        "issuer_name": here.name,
        "valid_from": now - BEHIND,
        "valid_until": now + LIFE,
    }


def _publish(url: str, unsigned: Document, signer: Signer, now: datetime) -> str:
    signed = add_proof(unsigned, signer, created=now)
    columns = publishing.published(signed, publishing.CREDENTIAL, now=now, valid_until=now + LIFE)
    PublishedDocument.objects.update_or_create(url=url, defaults=columns)
    return str(columns["body"])
