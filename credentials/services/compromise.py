"""A key that somebody else may have: nobody believes it any more, and what it signed is signed anew."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from credentials import affected, identity, publishing
from credentials.errors import KeyCompromisedError
from credentials.key_facts import KeyCompromised
from credentials.models import DeniedKey, PublishedDocument, SigningKey
from tenants import long_work, outbox, scope
from tenants.models import Cooperative, Job, Staff


@transaction.atomic(durable=True)
def declare_compromised(code: UUID, *, by: Staff | None) -> Job:
    """Out of did.json at once, on the list of refused keys for ever, its private half deleted.

    The worker makes the next key and signs anew; the job that it does so in is returned. A thief can date back,
    so nothing that the key has signed stays good, whenever it was. Raises KeyCompromisedError.
    """
    here = Cooperative.objects.select_for_update(no_key=True).get(pk=scope.current().cooperative_id)
    now = timezone.now()
    rows = SigningKey.objects.filter(code=code).exclude(state=SigningKey.State.COMPROMISED)
    # Locked before its work is counted: whoever signs by it now is waited for, and what they sign is signed anew too.
    key = rows.select_for_update(no_key=True).first()
    if key is None:
        raise KeyCompromisedError
    items = affected.items(key, now)
    rows.update(state=SigningKey.State.COMPROMISED, compromised_at=now, wrapped=None)
    DeniedKey.objects.get_or_create(
        public_multikey=key.public_multikey, defaults={"did": here.did, "denied_at": now}
    )
    PublishedDocument.objects.update_or_create(
        url=publishing.did_address(here), defaults=identity.columns(here, now)
    )
    outbox.record(KeyCompromised(str(code)), by=by)
    return long_work.begin(affected.SIGN_ANEW, items, by=by, about=code)
