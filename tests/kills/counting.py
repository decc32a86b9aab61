"""Count in the database what the run left, as an auditor would; a process of its own."""

from __future__ import annotations

from collections import Counter

from django.db.models import Sum

from credentials.models import Credential
from tenants import mail, scope
from tenants.models import Application, Cooperative, Letter, OutboxEntry


def count() -> dict[str, object]:
    """Approvals, their cards that count, the places of all cards, and which mails each is owed."""
    here = Cooperative.objects.get()
    with scope.within(here.pk):
        approved = Application.objects.filter(state=Application.State.APPROVED)
        cards = list(Credential.objects.filter(superseded_at=None))
        current = Counter(card.membership_id for card in cards)
        memberships = list(approved.values_list("membership_id", flat=True))
        places = list(Credential.objects.values_list("series_id", "position"))
        letters = {row.about: mail.message_id(row) for row in Letter.objects.filter(kind="card")}
        owed_mails = [letters.get(card.code, "") for card in cards]
    entries = OutboxEntry.objects.all()
    attempts = entries.aggregate(sum=Sum("attempts"))["sum"] or 0
    without = sum(not current[pk] for pk in memberships)
    return {
        "approvals": len(memberships),
        "without_credential": without,
        "doubled": len(places) - len(set(current)),
        "places_shared": len(places) - len(set(places)),
        "card_mails": owed_mails,
        "still_owed": entries.filter(done_at=None, cancelled_at=None).count(),
        "dead": entries.exclude(dead_at=None).count(),
        "repeated_claims": attempts - entries.count(),
        "nothing_outstanding": not without,
    }
