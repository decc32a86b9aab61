"""Acts of a co-op's first day, and what its members do with what they get; each member from an address of their own."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.db.models import F
from django.test import Client

from credentials import queries, waves
from credentials.models import Credential, Invitation, PrintRun, Wave
from credentials.services import inviting, printing
from tenants import scope
from tenants.importing.reading import read_text
from tenants.models import (
    Cooperative,
    Import,
    Job,
    JobFile,
    Member,
    Membership,
    MembershipClass,
    OutboxEntry,
    Staff,
    User,
)
from tenants.services import importing, people
from tenants.services.importing import afterwards

WENT = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}


def _within(slug: str) -> Any:
    return scope.within(Cooperative.objects.get(slug=slug).pk)


def _steward() -> Staff:
    return Staff.objects.order_by("pk")[0]


def take_over(slug: str, text: str) -> dict[str, str]:
    """A list, with every line as it is guessed. Returns the job that imports it."""
    with _within(slug):
        kind = MembershipClass.objects.filter(visiting=False)[0]
        row = importing.upload(read_text(text), name="members.csv", by=_steward())
        importing.make_plan(
            row, columns=row.columns, classes={}, fallback=str(kind.code), month_first=False
        )
        return {"job": str(importing.run(row, by=_steward()).code)}


def make_cards(slug: str) -> dict[str, str]:
    with _within(slug):
        return {"job": str(afterwards.make_cards(Import.objects.get(), by=_steward()).code)}


def job(slug: str, code: str) -> dict[str, Any]:
    with _within(slug):
        row = Job.objects.get(code=code)
        return {"done": row.state == Job.State.DONE, "counts": row.counts}


def issued(slug: str) -> int:
    with _within(slug):
        return queries.counts(queries.Choice())[queries.ISSUED]


def invite(slug: str, at_once: int, an_hour: int) -> dict[str, str]:
    with _within(slug):
        planned = waves.plan(None, again=False)
        wave = inviting.begin(
            planned, key=uuid4(), kind=None, at_once=at_once, an_hour=an_hour, by=_steward()
        )
        return {"wave": str(wave.code)}


def wave(slug: str, code: str) -> dict[str, Any]:
    with _within(slug):
        row = Wave.objects.get(code=code)
        return {"state": row.state, **waves.counts(row)}


def an_hour_later(slug: str) -> dict[str, str]:
    """What was written, and the step that is owed, so long ago."""
    with _within(slug):
        for name in ("written_at", "reminded_at"):
            rows = Invitation.objects.exclude(**{name: None})
            rows.update(**{name: F(name) - waves.AN_HOUR})
    steps = OutboxEntry.objects.filter(handler="credentials.waves.step", done_at=None)
    steps.update(due_at=F("due_at") - waves.AN_HOUR)
    return {}


def print_rest(slug: str, code: str) -> dict[str, str]:
    """Letters for whom the wave leaves to them."""
    with _within(slug):
        held = tuple(waves.rest(Wave.objects.get(code=code)))
        run = printing.begin(
            queries.chosen(queries.Choice(held=held)),
            key=uuid4(),
            paper=printing.Paper(PrintRun.Shape.LETTER, PrintRun.Sides.FRONT, further=True),
            by=_steward(),
        )
        return {"job": str(run.job.code) if run.job else ""}


def paper(slug: str, code: str) -> str:
    """The file of a job, once it is there."""
    with _within(slug):
        found = JobFile.objects.filter(job__code=code).first()
        return base64.b64encode(bytes(found.content)).decode() if found else ""


def follow(links: list[str]) -> list[int]:
    """Each by whoever got it, in a browser."""
    return [
        _browser(place).get(urlsplit(link).path, headers=WENT).status_code
        for place, link in enumerate(links)
    ]


def claim(letters: dict[str, str]) -> dict[str, str]:
    """By name the code of a letter: typed in by somebody whose mailbox is confirmed. Returns where each ends up."""
    ends = {}
    for place, (name, code) in enumerate(letters.items()):
        user = people.enter_person(f"own{place}@example.net", name=name, confirmed=True)
        browser = _browser(1000 + place)
        browser.force_login(User.objects.get(pk=user.pk))
        browser.post("/claim/", {"code": code})
        ends[name] = browser.post("/claim-confirm/").headers.get("Location", "")
    return ends


def verdicts(slug: str) -> dict[str, int]:
    """What the public page says of each member's card."""
    with _within(slug):
        cards = Credential.objects.filter(superseded_at=None)
        codes = list(cards.values_list("card_code", flat=True))
    found: dict[str, int] = {}
    for place, code in enumerate(codes):
        said = _browser(place).get(f"/v/{code}.json").json()["verdict"]
        found[said] = found.get(said, 0) + 1
    return found


def counted(slug: str) -> dict[str, int]:
    with _within(slug):
        return {
            "members": Member.objects.count(),
            "memberships": Membership.objects.count(),
            "cards": Credential.objects.count(),
            "seated": Member.objects.filter(user__isnull=False).count(),
            "given_up": OutboxEntry.objects.exclude(dead_at=None).count(),
        }


def _browser(place: int) -> Client:
    return Client(SERVER_NAME="localhost", REMOTE_ADDR=f"10.1.{place // 250}.{place % 250 + 1}")


VERBS = {
    "take_over": take_over,
    "make_cards": make_cards,
    "job": job,
    "issued": issued,
    "invite": invite,
    "wave": wave,
    "an_hour_later": an_hour_later,
    "print_rest": print_rest,
    "paper": paper,
    "follow": follow,
    "claim": claim,
    "verdicts": verdicts,
    "counted": counted,
}
