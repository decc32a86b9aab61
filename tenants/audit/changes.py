"""Which particulars a line of the log changed: their names, never what they say. That stands on the member's page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.models import Event, RegisterEntry

PARTICULARS: dict[str, str | Promise] = {
    "name": _("name"),
    "kind": _("person or organisation"),
    "address": _("address"),
    "postcode": _("postcode"),
    "town": _("town"),
    "region": _("region"),
    "country": _("country"),
    "joined_on": _("day of joining"),
    "membership_class": _("kind of membership"),
    "standing": _("standing"),
    "ends_on": _("last day"),
}
TELLS: Final = (
    "MemberDetailsChanged",
    "MembershipChanged",
    "OwnDetailsChanged",
    "OwnDetailsDecided",
)
# An entry and its fact are written in one transaction, one after the other.
APART: Final = timedelta(seconds=2)


def changes_of(events: Sequence[Event]) -> dict[int, str]:
    """By the key of the event; one query for all of them."""
    told = {each.pk: each for each in events if each.name in TELLS}
    codes = [value for each in told.values() for value in each.data.values() if len(value) == 36]  # noqa: PLR2004 -- of a UUID
    if not codes:
        return {}
    moments = [each.at for each in told.values()]
    entries = RegisterEntry.objects.filter(
        subject__in=codes,
        written_at__gte=min(moments) - APART,
        written_at__lte=max(moments) + APART,
    )
    by_subject = defaultdict(list)
    for entry in entries:
        by_subject[str(entry.subject)].append(entry)
    found = {}
    for pk, event in told.items():
        near = [
            entry
            for value in event.data.values()
            for entry in by_subject.get(value, [])
            if abs(entry.written_at - event.at) < APART
        ]
        keys = dict.fromkeys(key for entry in near for key in entry.values)
        found[pk] = ", ".join(str(PARTICULARS[key]) for key in keys if key in PARTICULARS)
    return found
