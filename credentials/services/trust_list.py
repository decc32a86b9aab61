"""A body's trust list: everything it says of co-ops, in one signed document. Every version is kept.

A version is what the list says. When nothing has changed it is signed anew before it grows old, and stays the
same version.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core.data_integrity.proof import add_proof
from credentials.core.keys import Signer
from credentials.core.trust_list import MOST, Entry, build_trust_list
from credentials.errors import TrustListFullError
from credentials.facts import TrustListSigned
from credentials.models import Accreditation, PublishedDocument, TrustListVersion
from tenants import outbox, scope
from tenants.models import Cooperative

LIFE: Final = timedelta(days=7)
SIGNED_AGAIN_AFTER: Final = LIFE / 2
BEHIND: Final = timedelta(minutes=1)  # how far behind ours the clock of a reader may be
STANDING: Final = {
    Accreditation.State.IN_FORCE.value: "inForce",
    Accreditation.State.SUSPENDED.value: "suspended",
}


@transaction.atomic
def sign_trust_list(*, now: datetime | None = None, again: bool = False) -> TrustListVersion | None:
    """Publish what is so now: a new version where it differs from the last, or the last once more.

    A list that says the same and is not old stays as it is, unless it is to be signed `again`.
    Raises TrustListFullError where it would be too long to be read.
    """
    # The key in use is the lock, as for cards and status lists: one list at a time per co-op.
    signer = keystore.signer_of(keystore.key_in_use(lock=True))
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    now = now or timezone.now()
    entries = _entries(here)
    if len(entries) > MOST:
        raise TrustListFullError
    last = TrustListVersion.objects.first()
    kept = [entry.to_json() for entry in entries]
    same = last is not None and last.entries == kept
    if last is None and not entries:
        return None
    if last is not None and same and not again and last.signed_at > now - SIGNED_AGAIN_AFTER:
        return last
    number = last.number if last is not None and same else (last.number if last else 0) + 1
    body = _sign(here, number, entries, signer, now)
    version, created = TrustListVersion.objects.update_or_create(
        number=number,
        defaults={"entries": kept, "document": body, "signed_at": now, "valid_until": now + LIFE},
    )
    if created:
        outbox.record(TrustListSigned(str(number)))
    return version


@transaction.atomic(durable=True)
def renew_trust_list() -> None:
    """For the clock: sign it anew before it grows old."""
    sign_trust_list()


def is_list_old() -> bool:
    """Whether the current co-op has a trust list that is to be signed again."""
    return _old(timezone.now()).exists()


def _old(now: datetime) -> QuerySet[TrustListVersion]:
    newest = TrustListVersion.objects.all()[:1].values("pk")
    return TrustListVersion.objects.filter(pk__in=newest, signed_at__lte=now - SIGNED_AGAIN_AFTER)


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


def _sign(
    here: Cooperative, number: int, entries: list[Entry], signer: Signer, now: datetime
) -> str:
    url = publishing.trust_list_address(here)
    unsigned = build_trust_list(
        url=url,
        issuer=here.did,
        issuer_name=here.name,
        number=number,
        entries=entries,
        valid_from=now - BEHIND,
        valid_until=now + LIFE,
    )
    signed = add_proof(unsigned, signer, created=now)
    columns = publishing.published(signed, publishing.CREDENTIAL, now=now, valid_until=now + LIFE)
    PublishedDocument.objects.update_or_create(url=url, defaults=columns)
    return str(columns["body"])
