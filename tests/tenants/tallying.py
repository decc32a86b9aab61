"""A kind of long work for tests: it enters kinds of membership, one per item."""

from __future__ import annotations

from django.db import transaction

from tenants import long_work
from tenants.errors import DomainError
from tenants.long_work import Item, Link, Outcome
from tenants.models import MembershipClass

KIND = "tests.tally"
TITLE = "Wallaby Canary-1f7e"
BAD = "bad"
REFUSED = "refused"
BATCH = 4


class Tally:
    """What the worker is to meet: an exception at an item, each time or once."""

    passing: Exception | None = None
    runs: list[int] = []


def run(_job, items):
    Tally.runs.append(len(items))
    outcomes = []
    for item in items:
        MembershipClass.objects.create(kind="consumer", name=f"Class {item.position}")
        if item.key == BAD:
            raise ValueError("bad")
        if item.key == REFUSED:
            raise DomainError("Somebody else has it.")
        outcomes.append(Outcome("added"))
    if Tally.passing:
        error, Tally.passing = Tally.passing, None
        raise error
    return outcomes


long_work.job_kind(
    long_work.Kind(
        KIND,
        "Tally",
        run,
        outcomes={"added": "Added"},
        batch=BATCH,
        links=lambda _job: [Link("Go on", "/")],
    )
)


def begin(by, keys=("", "", "")):
    items = [Item(key, f"Item {place}") for place, key in enumerate(keys, 1)]
    with transaction.atomic():
        job = long_work.begin(KIND, items, by=by, title=TITLE)
        long_work.keep_file(job, "tally.txt", "text/plain", TITLE.encode())
    return job
