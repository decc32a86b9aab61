"""Members who were taken over with cards, waves that invite them, and time that passes."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

from credentials import waves
from credentials.models import Invitation
from credentials.services import inviting
from tenants import outbox
from tenants.models import OutboxEntry
from tests.credentials.members import started


def quiet(valley, name, email, **values):
    """Taken over from a list: with a card that nobody was told of."""
    values = {"announce": False, **values}
    [made] = started(valley.coop, name=name, email=email, **values)
    outbox.drain()
    return made


def crowd(valley, count):
    return [quiet(valley, f"Member {n}", f"m{n}@example.org") for n in range(count)]


def begin(valley, **values):
    with valley.within:
        values = {"key": uuid4(), "kind": None, "at_once": 2, "an_hour": 4, **values}
        return inviting.begin(waves.plan(None, again=False), by=valley.steward, **values)


def later(minutes):
    """What was written, and what is owed, so many minutes ago."""
    ago = timedelta(minutes=minutes)
    for name in ("written_at", "reminded_at"):
        for row in Invitation.objects.exclude(**{name: None}):
            Invitation.objects.filter(pk=row.pk).update(**{name: getattr(row, name) - ago})
    for row in OutboxEntry.objects.filter(done_at=None):
        OutboxEntry.objects.filter(pk=row.pk).update(due_at=row.due_at - ago)


def steps(valley, *, minutes=0, times=1):
    for _each in range(times):
        with valley.within:
            later(minutes)
        outbox.drain()


def link_in(message):
    return re.search(r"^http://localhost:8000(/claim/\S+/)$", message.body, re.MULTILINE)[1]


def opened_in_a_browser(client, message):
    client.get(
        link_in(message), headers={"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    )
