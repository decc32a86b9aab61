"""Where a co-op is in time, and in which languages it writes."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

from django.db import transaction

from tenants import outbox
from tenants.facts import CardContentChanged, PlaceSettled
from tenants.models import Cooperative, Staff
from tenants.queries import hold_here

# The moment at which a card ends, and the language of what stands on it.
ON_CARDS: Final = ("time_zone", "language")
SETTLED: Final = frozenset({*ON_CARDS, "languages", "currency"})


@transaction.atomic(durable=True)
def settle_place(*, by: Staff, **values: Any) -> None:
    """From now on days begin and end there. Where cards say another moment, new ones follow.

    Raises Django's ValidationError where a value cannot be.
    """
    if strange := set(values) - SETTLED:
        raise TypeError(f"Not a matter of place: {sorted(strange)}.")
    row = hold_here()
    shown = changes_cards(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    row.full_clean()
    row.save(update_fields=list(values))
    outbox.record(PlaceSettled(str(row.pk)), by=by)
    if shown:
        outbox.record(CardContentChanged("", f"place:{uuid4().hex[:12]}"), by=by)


def changes_cards(here: Cooperative, values: dict[str, Any]) -> bool:
    return any(values.get(name, getattr(here, name)) != getattr(here, name) for name in ON_CARDS)
