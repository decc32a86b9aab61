"""Giving on a million past uses: `python -m benchmarks.giving [past uses]`, or `make bench BENCH=giving`.

A portal of its own in a folder that is thrown away, SQLite unless DATABASE_URL names another. Past uses are
skewed: a few holders have ten thousand. What is timed is `give_benefit` as the desk calls it: locks, history,
budget, decision, log, use, and the commit.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any, Final
from uuid import UUID

OUT: Final = Path("var/bench.json")
PAST: Final = 1_000_000
HOLDERS: Final = 100_000
ASKED: Final = 400
BATCH: Final = 20_000
MOST_MS: Final = 150
AGREEMENT: Final = UUID(int=7)
NEEDED: Final = ("benefits.services.giving", "benchmarks.benefits", "tests.benefits.giving")


def holder(chance: Random) -> str:
    """The first ones again and again: as likely between 10 and 100 as between 10,000 and 100,000."""
    return f"{int(10 * (HOLDERS / 10) ** chance.random()):064d}"


def fill(how_many: int, chance: Random) -> None:
    from django.utils import timezone  # noqa: PLC0415 -- Django must be set up before

    from benefits.models import Redemption  # noqa: PLC0415 -- as above

    now, made = timezone.now(), 0
    while made < how_many:
        rows = []
        for number in range(made, min(made + BATCH, how_many)):
            at = now - timedelta(minutes=chance.randrange(525_600))
            rows.append(
                Redemption(
                    key=str(number),
                    pseudonym=holder(chance),
                    issuer_did="did:web:oak.example",
                    issuer_name="Oak Street",
                    agreement=AGREEMENT,
                    agreement_version=1,
                    benefit="groceries",
                    kind="discount",
                    title="15 % off",
                    sentence="15 % off.",
                    evidence_level="shown",
                    at=at,
                    day=at.date(),
                )
            )
        Redemption.objects.bulk_create(rows)
        made += len(rows)


def ask(chance: Random) -> float:
    """Milliseconds for one."""
    from dataclasses import replace  # noqa: PLC0415 -- as above

    from benchmarks.benefits import terms  # noqa: PLC0415 -- as above
    from benefits.services.giving import give_benefit  # noqa: PLC0415 -- as above
    from tests.benefits.giving import giving  # noqa: PLC0415 -- as above
    from tests.benefits.questions import claims  # noqa: PLC0415 -- as above

    benefit = terms()[0]
    rules = tuple(rule for rule in benefit.rules if rule.name not in {"window", "tenure"})
    asked = giving(
        replace(benefit, rules=rules),
        holder(chance),
        claims=claims(),
        agreement=AGREEMENT,
        accredited_by=frozenset({"did:web:fed.example"}),
        distance_km=300,
        confirmed=True,
    )
    begun = perf_counter()
    give_benefit(asked)
    return 1000 * (perf_counter() - begun)


def measure(past: int) -> dict[str, Any]:
    from django.core.management import call_command  # noqa: PLC0415 -- as above
    from django.db import connection  # noqa: PLC0415 -- as above

    from benefits.models import Decision  # noqa: PLC0415 -- as above
    from tenants import scope  # noqa: PLC0415 -- as above
    from tenants.models import Cooperative  # noqa: PLC0415 -- as above

    for name in NEEDED:  # before the long filling, so that a mistake shows at once
        import_module(name)
    call_command("migrate", verbosity=0)
    chance = Random(20261125)
    here = Cooperative.objects.create(slug="elm", did="did:web:elm.example", name="Elm Lane")
    with scope.within(here.pk):
        fill(past, chance)
        ask(chance)  # the budget's counter is made once, from all that was used before
        times = sorted(ask(chance) for _ in range(ASKED))
        decided = Decision.objects.count()
    return {
        "database": connection.vendor,
        "past_uses": past,
        "decisions": decided,
        "p50_ms": times[len(times) // 2],
        "p95_ms": times[len(times) * 95 // 100],
        "slowest_ms": times[-1],
    }


def main() -> None:
    past = int(sys.argv[1]) if len(sys.argv) > 1 else PAST
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopportal.settings")
    with tempfile.TemporaryDirectory() as data:
        os.environ["DATA"] = data
        import django  # noqa: PLC0415 -- after the environment is ready

        django.setup()
        figures = measure(past)
    OUT.parent.mkdir(exist_ok=True)
    known = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {}
    OUT.write_text(json.dumps({**known, "giving": figures}, indent=1) + "\n", encoding="utf-8")
    for name, figure in figures.items():
        print(
            f"{name:<12}{figure:>14,.1f}"
            if isinstance(figure, float)
            else f"{name:<12}{figure:>14}"
        )
    if figures["p95_ms"] > MOST_MS:
        sys.exit(f"One in twenty takes longer than {MOST_MS} ms.")


if __name__ == "__main__":
    main()
