"""Say what our side of an agreement across portals is: signed by our key, published, and told to be news."""

from __future__ import annotations

import json
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benefits.abroad import statement_address
from benefits.across import statement_of
from benefits.facts import NewsHinted, SideStated
from benefits.models import Agreement, AgreementParty
from benefits.statements import EARLIEST, sign_statement
from benefits.together import our_side
from credentials import keystore, publishing
from tenants import outbox, scope


@transaction.atomic
def state_side(code: UUID) -> bool:
    """A new statement where there is something new to say, or the key that signs is another. Says whether.

    Raises NoSigningKeyError.
    """
    held = Agreement.objects.select_for_update(of=("self",)).filter(code=code, across=True).first()
    if held is None:
        return False
    signer = keystore.signer_of(keystore.key_in_use())
    ours = our_side(held)
    address = statement_address(ours.did, code)
    # By the clock, so that a portal that was put back from a copy goes on above what it said before.
    now = timezone.now()
    clock = int((now - EARLIEST).total_seconds())
    said = statement_of(code, sequence=max(ours.sequence + 1, clock))
    if said is None:
        return False
    kept = json.loads(ours.statement) if ours.statement else {}
    proof = kept.pop("proof", {})
    same = kept == {**said.to_json(address), "sequence": ours.sequence}
    if same and proof.get("verificationMethod") == signer.verification_method:
        return False
    document = sign_statement(said, signer, address=address, now=now)
    AgreementParty.everyone.filter(pk=ours.pk).update(
        statement=publishing.as_text(document), sequence=said.sequence
    )
    outbox.record(SideStated(str(code)))
    return True


@transaction.atomic
def hint_news(code: UUID) -> bool:
    """The other portal says that there is something to read: look soon. Says whether that concerns us."""
    if not Agreement.objects.filter(code=code, across=True).exists():
        return False
    outbox.owe(NewsHinted(str(code)), scope.current().cooperative_id)
    return True
