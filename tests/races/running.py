"""Sixteen processes at one gate, round after round: each round is for one thing. Once Django is set up."""

from __future__ import annotations

import json
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connections

from coopportal.services.opening import Opening, open_with_steward
from tenants import nudging, scope
from tenants.errors import DomainError
from tenants.models import Cooperative
from tests.races.courses import COURSES, RACERS, Course

NO_END = float("inf")
LONGEST = 60  # seconds at the gate: somebody has died
FORKED = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Result:
    """`rounds` that were run: all that were asked for, or those that fitted into the time."""

    rounds: int
    wrong: list[str]
    seconds: float


def run_all(
    names: Sequence[str], rounds: int, folder: Path, seconds: float = NO_END
) -> dict[str, Result]:
    """Each for no longer than its share of the seconds, counted from when its racers start."""
    here = open_with_steward(
        Opening(
            slug="races",
            name="Races",
            number_prefix="R",
            preset="consumer",
            email="office@races.example.org",
            steward_email="bo@races.example.org",
        )
    )
    results = {}
    for name in names:
        with scope.within(here.pk), nudging.without_nudges():
            results[name] = _run(name, COURSES[name], rounds, folder, seconds / len(names))
    return results


def _run(name: str, course: Course, rounds: int, folder: Path, most: float) -> Result:
    *things, spare = course.prepare(rounds + 1)
    # Once in the parent, so that none of the sixteen has to read the modules that it takes.
    _outcome(course, spare, 0)
    before = course.left()
    here = scope.current().cooperative_id
    connections.close_all()  # none is shared with a child
    begun = time.monotonic()
    over = FORKED.Event()
    # Whoever is last at the gate looks at the clock, so that all sixteen stop before the same round.
    gate = FORKED.Barrier(RACERS, lambda: over.set() if time.monotonic() - begun > most else None)
    children = [
        _fork(lambda racer=racer: _race(course, things, racer, (gate, over), here, folder))
        for racer in range(RACERS)
    ]
    statuses = [os.waitpid(child, 0)[1] for child in children]
    seconds = time.monotonic() - begun
    wrong = [f"racer {n} died" for n, status in enumerate(statuses) if status]
    run = 0
    if not wrong:
        rows = [json.loads((folder / f"racer-{n}.json").read_text()) for n in range(RACERS)]
        came = [Counter(outcomes) for outcomes in zip(*rows, strict=True)]
        wrong = [f"{name} {n}: {dict(c)}" for n, c in enumerate(came) if c != course.expected]
        run = len(came)
        if (left := course.left() - before) != run:
            wrong.append(f"{name}: {left} are left of {run}")
    return Result(run, wrong, seconds)


def _race(
    course: Course,
    things: Sequence[Any],
    racer: int,
    start: tuple[Any, Any],
    here: Any,
    folder: Path,
) -> None:
    gate, over = start
    outcomes = []
    with scope.nowhere(), scope.within(Cooperative.objects.get(pk=here).pk):
        for thing in things:
            gate.wait(LONGEST)
            if over.is_set():
                break
            outcomes.append(_outcome(course, thing, racer))
    (folder / f"racer-{racer}.json").write_text(json.dumps(outcomes))


def _outcome(course: Course, thing: Any, racer: int) -> str:
    try:
        return course.act(thing, racer) or "done"
    except DomainError as error:
        return error.code
    except Exception as error:  # noqa: BLE001 -- it is an outcome that nobody expects
        return f"{type(error).__name__}: {error}"[:200]


def _fork(act: Any) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        act()
        connections.close_all()
        status = 0
    except BaseException as error:  # noqa: BLE001 -- nothing may return into the parent's code
        os.write(2, f"{error!r}\n".encode())
    os._exit(status)
