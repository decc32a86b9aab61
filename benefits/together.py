"""What every act on an agreement begins and ends with: holding it, our own side, telling the others."""

from __future__ import annotations

from benefits.errors import NotAPartyError
from benefits.models import Agreement, AgreementParty
from tenants import outbox, scope
from tenants.facts import Fact
from tenants.models import Staff


def hold(agreement: Agreement) -> Agreement:
    """Its row as it is now, ours until the transaction ends. Raises NotAPartyError for a stranger."""
    rows = Agreement.objects.select_for_update(of=("self",))
    held = rows.filter(pk=agreement.pk).first()
    if held is None:
        raise NotAPartyError
    return held


def our_side(agreement: Agreement) -> AgreementParty:
    """Raises NotAPartyError for who never was one, or has left."""
    at = scope.current().cooperative_id
    ours = AgreementParty.everyone.filter(agreement=agreement, cooperative_id=at, left_at=None)
    found = ours.first()
    if found is None:
        raise NotAPartyError
    return found


def tell_one(fact: Fact, party: AgreementParty, *, by: Staff) -> None:
    """Into our own history, and as a hint to one other party, where it lives here."""
    outbox.record(fact, by=by)
    if party.cooperative_id is not None and party.cooperative_id != scope.current().cooperative_id:
        outbox.owe(fact, party.cooperative_id)


def tell_all(fact: Fact, agreement: Agreement, *, by: Staff | None) -> None:
    """Into our own history, and as a hint to every other party that lives in this portal."""
    outbox.record(fact, by=by)
    at = scope.current().cooperative_id
    others = AgreementParty.everyone.filter(agreement=agreement, left_at=None)
    for party in others.exclude(cooperative=None).exclude(cooperative_id=at):
        if party.cooperative_id is not None:
            outbox.owe(fact, party.cooperative_id)
