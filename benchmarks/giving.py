"""Giving on a million past uses: `python -m benchmarks.giving [past uses] [sqlite-embedded|postgres-redis]`.

A portal of its own in a folder and a database that are thrown away. Past uses are skewed: a few holders have ten
thousand. What is timed is `give_benefit` as the desk calls it: locks, history, budget, decision, log, use, and
the commit. The way over HTTP is `benchmarks/desk.py`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from random import Random
from time import perf_counter
from typing import Any, Final
from uuid import UUID

from benchmarks.report import keep, spread
from tests.support.setups import EMBEDDED, environment_of

PAST: Final = 1_000_000
ASKED: Final = 400
MOST_MS: Final = 150
AGREEMENT: Final = UUID(int=7)


def ask(chance: Random) -> float:
    """Milliseconds for one."""
    from dataclasses import replace  # noqa: PLC0415 -- once Django is set up

    from benchmarks.benefits import terms  # noqa: PLC0415 -- as above
    from benchmarks.past import rank  # noqa: PLC0415 -- as above
    from benefits.services.giving import give_benefit  # noqa: PLC0415 -- as above
    from tests.benefits.giving import giving  # noqa: PLC0415 -- as above
    from tests.benefits.questions import claims  # noqa: PLC0415 -- as above

    benefit = terms()[0]
    rules = tuple(rule for rule in benefit.rules if rule.name not in {"window", "tenure"})
    asked = giving(
        replace(benefit, rules=rules),
        holder(rank(chance)),
        claims=claims(),
        agreement=AGREEMENT,
        accredited_by=frozenset({"did:web:fed.example"}),
        distance_km=300,
        confirmed=True,
    )
    begun = perf_counter()
    give_benefit(asked)
    return 1000 * (perf_counter() - begun)


def holder(number: int) -> str:
    return f"{number:064d}"


def measure(past: int) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 -- as above

    from benchmarks.past import HOLDERS, Past, enter  # noqa: PLC0415 -- as above
    from benefits.models import Decision  # noqa: PLC0415 -- as above
    from coopportal import new_tables  # noqa: PLC0415 -- as above
    from tenants import scope  # noqa: PLC0415 -- as above
    from tenants.models import Cooperative  # noqa: PLC0415 -- as above

    new_tables.lay()
    chance = Random(20261125)
    here = Cooperative.objects.create(slug="elm", did="did:web:elm.example", name="Elm Lane")
    holders = [holder(number) for number in range(HOLDERS)]
    uses = Past(here.pk, AGREEMENT, ["groceries"], "did:web:oak.example", holders)
    with scope.within(here.pk):
        begun = perf_counter()
        enter(uses.rows(past, chance))
        filled = perf_counter() - begun
        first = ask(chance)  # the budget's counter is made once, from all that was used before
        times = [ask(chance) for _ in range(ASKED)]
        decided = Decision.objects.count()
    figures = {
        "past_uses": past,
        "filled_in_s": filled,
        "decisions": decided,
        "first_ms": first,
        **spread(times),
    }
    connection.close()
    return figures


def main() -> None:
    past = int(sys.argv[1]) if len(sys.argv) > 1 else PAST
    setup = sys.argv[2] if len(sys.argv) > 2 else EMBEDDED  # noqa: PLR2004 -- the second word
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopportal.settings")
    with tempfile.TemporaryDirectory() as data, environment_of(setup) as servers:
        os.environ |= {"DATA": data, **servers}
        import django  # noqa: PLC0415 -- after the environment is ready

        django.setup()
        figures = measure(past)
    keep(f"giving {setup}", figures)
    if figures["p95_ms"] > MOST_MS:
        sys.exit(f"One in twenty takes longer than {MOST_MS} ms.")


if __name__ == "__main__":
    main()
