"""`make mutants`: each hole that the source can have, one at a time, must be noticed by the tests that hold the wall there.

MUTANTS=50 draws as many, the same for the same SEED; KIND=policy,key takes these kinds only; MINUTES=20 ends it then. What was decided is kept in
`var/mutants.jsonl` and not asked again while the source is the same. Ends with the figures; with 1 where a mutant lives, or was not tried yet.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.mutants.mutant import Mutant
from tests.support.in_memory import forked, ready, shared_out, without_typesetting
from tests.support.results import ROOT, Results, deadline, digest

if TYPE_CHECKING:
    from tests.walls.world import World

BROKE = "broke"
KEPT = ROOT / "var" / "mutants.jsonl"
SOURCES = ("tenants", "credentials", "benefits", "coopportal", "tests", "templates")
UNCHANGED = "unchanged: "


def main() -> int:
    began, until = time.monotonic(), deadline()
    ready()
    from tests.mutants import second  # noqa: PLC0415 -- after the set-up
    from tests.mutants.generated import every  # noqa: PLC0415 -- as above

    kinds = set(filter(None, os.environ.get("KIND", "").split(",")))
    mutants = [each for each in every() if not kinds or each.kind in kinds]
    if count := int(os.environ.get("MUTANTS", "0")):
        drawn = random.Random(os.environ.get("SEED", "1")).sample(mutants, min(count, len(mutants)))
        mutants = sorted(drawn)
    why, untried = second.untried(mutants)
    mutants = [each for each in mutants if each not in untried]
    sys.stdout.write(f"UNTRIED {len(untried)}: {why}\n" if untried else "")
    found = _all_tried(mutants, until)
    return _told(mutants, found, len(untried), round(time.monotonic() - began))


def _all_tried(mutants: list[Mutant], until: float) -> dict[str, str]:
    results = Results(KEPT, digest(SOURCES))
    found = results.known()
    asked = [each for each in mutants if each.key not in found]
    sys.stdout.write(
        f"{len(mutants) - len(asked)} of {len(mutants)} are kept, {len(asked)} are tried.\n"
    )
    found |= _second(asked, results)
    asked = [each for each in asked if each.key not in found]
    complaints = _complaints(asked, found, results)
    for each in asked:
        if complaint := complaints.get(each.tests):
            found[each.key] = f"{BROKE}: also without the change: {complaint}"
    asked = [each for each in asked if each.key not in found]
    if asked:
        world = _world()
        for part in shared_out(asked, lambda mine: _tried(mine, world, results, until)):
            found.update(part)
    return found


def _second(asked: Sequence[Mutant], results: Results) -> dict[str, str]:
    """Those of the second wall, which are made in the database."""
    from tests.mutants import second  # noqa: PLC0415 -- after the set-up

    found = {}
    for mutant, noticed in second.judged([each for each in asked if each.kind in second.KINDS]):
        found[mutant.key] = noticed
        if not noticed.startswith(BROKE):
            results.keep(mutant.key, noticed)
    return found


def _complaints(
    asked: Sequence[Mutant], known: dict[str, str], results: Results
) -> dict[tuple[str, ...], str]:
    """Of each set of tests once, what fails without any change: it would take every mutant for noticed."""
    sets = sorted({each.tests for each in asked if each.tests})
    wanted = [each for each in sets if f"{UNCHANGED}{' '.join(each)}" not in known]
    parts = shared_out(
        list(enumerate(wanted)),
        lambda mine: [(place, _unchanged(tests, results)) for place, tests in mine],
    )
    return {wanted[place]: complaint for part in parts for place, complaint in part}


def _unchanged(tests: tuple[str, ...], results: Results) -> str:
    from tests.mutants.killers import failing  # noqa: PLC0415 -- after the set-up

    complaint = failing(tests)
    if not complaint:
        results.keep(f"{UNCHANGED}{' '.join(tests)}", "")
    return complaint


def _told(mutants: list[Mutant], found: dict[str, str], untried: int, seconds: int) -> int:
    from scripts.figures import tell  # noqa: PLC0415 -- after the set-up
    from tests.mutants.equivalent import EQUIVALENT  # noqa: PLC0415 -- as above

    missing = [each.key for each in mutants if each.key not in found]
    mutants = [each for each in mutants if each.key in found]
    alive = [each for each in mutants if not found[each.key]]
    excused = [each for each in alive if _bare(each.key) in EQUIVALENT]
    survivors = [each.key for each in alive if each not in excused]
    broken = [
        f"{each.key}: {found[each.key]}" for each in mutants if found[each.key].startswith(BROKE)
    ]
    sys.stdout.write("".join(f"ALIVE {each}\n" for each in survivors))
    sys.stdout.write("".join(f"BROKE {each}\n" for each in broken))
    if missing:
        sys.stdout.write(f"MISSING {len(missing)}; the same command goes on with them.\n")
    figures = {
        "mutants": len(mutants),
        "killed": len(mutants) - len(alive) - len(broken),
        "survivors": len(survivors),
        "equivalent": len(excused),
        "broken": len(broken),
        "untried": untried + len(missing),
        **dict(sorted(Counter(each.kind for each in mutants).items())),
        "seconds": seconds,
    }
    asked = (
        f"{name}={os.environ[name]}" for name in ("KIND", "MUTANTS", "SEED") if name in os.environ
    )
    tell("mutants", " ".join(("make mutants", *asked)), **figures)
    return 1 if survivors or broken or missing else 0


def _world() -> World:
    """Built before the process is copied."""
    from tests.walls import world as worlds  # noqa: PLC0415 -- after the set-up

    with without_typesetting():
        built = worlds.made("oak", "elm", "ash")
        built.signed_in()
    return built


def _tried(
    mutants: Sequence[Mutant], world: World, results: Results, until: float
) -> dict[str, str]:
    """Each in a copy of this copy, so that none meets what another has changed."""
    found: dict[str, str] = {}
    for mutant in mutants:
        if time.monotonic() >= until:
            break
        child, reading = forked(lambda each=mutant: _noticed(each, world))
        with os.fdopen(reading) as answer:
            text = answer.read()
        os.waitpid(child, 0)
        found[mutant.key] = json.loads(text) if text else BROKE
        if not found[mutant.key].startswith(BROKE):
            results.keep(mutant.key, found[mutant.key])
    return found


def _noticed(mutant: Mutant, world: World) -> str:
    from tests.mutants.generated import apply  # noqa: PLC0415 -- after the set-up
    from tests.mutants.killers import notices  # noqa: PLC0415 -- as above

    if not mutant.tests:
        if complaint := notices(mutant, world):
            return f"{BROKE}: also without the change: {complaint}"
        apply(mutant)
    return notices(mutant, world)


def _bare(key: str) -> str:
    kind, place, change = key.split(": ", 2)
    return (
        f"{kind}: {place.rpartition(':')[0] if kind in {'guard', 'notfound'} else place}: {change}"
    )


if __name__ == "__main__":
    sys.exit(main())
