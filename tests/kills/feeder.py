"""Processes that act as people do, until told that it is enough. Whoever is killed comes again and asks once more.

The parent sets Django up once and has no connection of its own; each lane is a fork of it, so that dying is cheap.
What was begun and what was answered stands in a file for each lane.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError

from coopportal.services.opening import Opening, open_with_steward
from tenants import scope
from tenants.models import Cooperative, OutboxEntry
from tests.kills import acts, plain

PACE = 0.1
BACKLOG = (
    60  # rows owed above which nobody does anything new: a worker that cannot keep up is no crash
)
AWAY = 75  # the exit status of a lane whose database has gone
BROKEN = 76


def feed(way: str) -> None:
    """`real` through the portal's services, `plain` as it must not be done. Ends without a child left."""
    lanes = acts.LANES if way == "real" else {"first": ("oak", ("plain",))}
    _until_done(lambda: _open(way, sorted({slug for slug, _acts in lanes.values()})))
    children: dict[int, str] = {}
    while not _enough() or children:
        while children and (done := os.waitpid(-1, os.WNOHANG))[0]:
            lane = children.pop(done[0])
            if os.waitstatus_to_exitcode(done[1]) == BROKEN:
                _note("broken", lane)
        for lane in set(lanes) - set(children.values()):
            if not _enough():
                slug, row = lanes[lane]
                children[_fork(lambda lane=lane, slug=slug, row=row: _walk(lane, slug, row))] = lane
        time.sleep(0.02)


def _open(way: str, slugs: list[str]) -> None:
    if way == "plain":
        plain.open_cooperative()
        return
    for slug in slugs:
        open_with_steward(
            Opening(
                slug=slug,
                name=slug.capitalize(),
                number_prefix=slug[:1].upper(),
                preset="consumer",
                email=f"office@{slug}.example.org",
                steward_email=f"bo@{slug}.example.org",
            ),
            resume=True,
        )


def _walk(lane: str, slug: str, row: tuple[str, ...]) -> None:
    """First what was begun and not answered, then on from there."""
    number, answered = _last(lane)
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        while not _enough() or not answered:
            if answered:
                if _backlog():
                    time.sleep(PACE)
                    continue
                number += 1
                _note(lane, f"begun {number}")
            _do(row[number % len(row)], f"{lane}-{number}")
            _note(lane, f"done {number}")
            answered = True
            time.sleep(PACE)


def _backlog() -> bool:
    rows = OutboxEntry.objects.filter(done_at=None, cancelled_at=None, dead_at=None)
    return rows.count() > BACKLOG


def _do(name: str, ident: str) -> None:
    act = plain.act if name == "plain" else acts.ACTS[name]
    # Somebody else was faster, or it was done before the answer was lost.
    with contextlib.suppress(acts.REFUSED):
        act(ident)


def _last(lane: str) -> tuple[int, bool]:
    notes = _notes(lane)
    if not notes:
        return 0, True
    word, number = notes[-1].split()
    return int(number), word == "done"


def answered(lane: str) -> list[int]:
    """The numbers of the acts that somebody was told are done."""
    return [int(line.split()[1]) for line in _notes(lane) if line.startswith("done ")]


def _notes(lane: str) -> list[str]:
    path = _journal(lane)
    # The last line may have been cut off by a kill.
    return path.read_text().rpartition("\n")[0].splitlines() if path.exists() else []


def _note(lane: str, line: str) -> None:
    with _journal(lane).open("a") as journal:
        journal.write(f"{line}\n")


def _journal(lane: str) -> Path:
    return Path(settings.DATA) / f"{lane}.journal"


def broken() -> int:
    """How often an act ended in a way that nobody foresaw."""
    return len(_notes("broken"))


def _enough() -> bool:
    return (Path(settings.DATA) / "enough").exists()


def _until_done(act: Callable[[], None]) -> None:
    while status := os.waitstatus_to_exitcode(os.waitpid(_fork(act), 0)[1]):
        if status == BROKEN:
            sys.exit("The co-ops could not be opened.")


def _fork(act: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    status = BROKEN
    try:
        act()
        status = 0
    except (OperationalError, InterfaceError):
        # The database is away: the person reads an error, waits, and presses again.
        time.sleep(0.3)
        status = AWAY
    except BaseException:  # noqa: BLE001 -- nothing may return into the parent's code
        traceback.print_exc()
    os._exit(status)


def told() -> dict[str, list[int]]:
    return {lane: answered(lane) for lane in acts.LANES}


def arrived() -> dict[str, int]:
    """The Message-IDs that crossed the wire, as the harness wrote them down."""
    found: dict[str, int] = json.loads((Path(settings.DATA) / "arrived.json").read_text())
    return found
