"""Count in the database what the run left, as an auditor would; a process of its own."""

from __future__ import annotations

from django.db.models import Sum

from credentials.models import Credential
from tenants import scope
from tenants.models import Application, Cooperative, OutboxEntry


def count() -> dict[str, object]:
    here = Cooperative.objects.get()
    with scope.within(here.pk):
        approved = Application.objects.filter(state=Application.State.APPROVED)
        addresses = list(approved.values_list("email", flat=True))
        causes = list(Credential.objects.values_list("cause", flat=True))
        current = Credential.objects.filter(superseded_at=None)
        positions = list(current.values_list("series_id", "position"))
    entries = OutboxEntry.objects.all()
    attempts = entries.aggregate(sum=Sum("attempts"))["sum"] or 0
    return {
        "approved": addresses,
        "without_credential": len(addresses) - len(set(causes)),
        "doubled": len(causes) - len(set(causes)),
        "positions_shared": len(positions) - len(set(positions)),
        "still_owed": entries.filter(done_at=None).count(),
        "repeated_claims": attempts - entries.count(),
        "nothing_outstanding": len(addresses) == len(set(causes)),
    }
