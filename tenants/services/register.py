"""That the register was drawn: the log says for which day, and in which form it left."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from tenants import outbox
from tenants.facts import RegisterDrawn
from tenants.models import Staff


@transaction.atomic(durable=True)
def note_drawn(on: date, *, known: str, form: str, by: Staff) -> None:
    outbox.record(RegisterDrawn(on.isoformat(), known, form), by=by)
