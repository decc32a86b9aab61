"""Ten thousand approved at once: `python -m benchmarks.bulk [members] [co-ops]`.

From the commit in which the memberships start to the moment in which each has a card that was planned, signed, given
its places, stored and checked, and a letter that is owed: by Celery's workers as people run them, on SQLite with the
embedded broker and on PostgreSQL with Redis, with one process of work and with two. Sending the letters is not part of
it. The measure is a ratio within one run: as many bare Ed25519 signatures over the wall clock of the whole.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final

from benchmarks.report import keep
from tests.support.processes import Processes
from tests.support.setups import EMBEDDED, SERVERS, environment_of, servers_away

MEMBERS: Final = 10_000
COOPERATIVES: Final = 4
LAST: Final = "credentials.letters.card"
LONGEST: Final = 600
ONE_RUN: Final = "--run"


def main() -> None:
    if sys.argv[1:2] == [ONE_RUN]:
        setup, workers, members, cooperatives = sys.argv[2], *map(int, sys.argv[3:6])
        print(run(setup, workers, members, cooperatives))
        return
    members = int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS
    cooperatives = int(sys.argv[2]) if len(sys.argv) > 2 else COOPERATIVES  # noqa: PLR2004 -- the second word
    figures: dict[str, Any] = {"members": members, "cooperatives": cooperatives}
    raw = bare(members)
    figures["Ed25519 alone, s"] = raw
    for setup in (EMBEDDED, SERVERS) if servers_away() is None else (EMBEDDED,):
        walls = []
        for workers in (1, 2):
            wall = _apart(setup, workers, members, cooperatives)
            name = f"{setup}, {workers} at work"
            figures |= {
                f"{name}, s": wall,
                f"{name}, a second": members / wall,
                f"{name}, Ed25519 ÷ whole": raw / wall,
            }
            walls.append(wall)
        figures[f"{setup}, two over one"] = walls[0] / walls[1]
    keep("bulk", figures)


def bare(count: int) -> float:
    """Seconds for as many signatures and nothing else, the best of three."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 -- measured alone

    key = Ed25519PrivateKey.generate()
    best = float("inf")
    for _round in range(3):
        begun = perf_counter()
        for number in range(count):
            key.sign(number.to_bytes(64, "big"))
        best = min(best, perf_counter() - begun)
    return best


def _apart(setup: str, workers: int, members: int, cooperatives: int) -> float:
    """In a process of its own: Django is set up once for one database."""
    words = [ONE_RUN, setup, *map(str, (workers, members, cooperatives))]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.bulk", *words],
        check=True,
        capture_output=True,
        text=True,
    )
    wall = float(done.stdout.split()[-1])
    print(f"{setup}, {workers} at work: {wall:.2f} s", flush=True)
    return wall


def run(setup: str, workers: int, members: int, cooperatives: int) -> float:
    with (
        tempfile.TemporaryDirectory(prefix="coopportal-bench-") as data,
        environment_of(setup) as servers,
    ):
        return _run(Path(data), servers, workers, members, cooperatives)


def _run(
    data: Path, servers: Mapping[str, str], workers: int, members: int, cooperatives: int
) -> float:
    settings = {
        "DJANGO_SETTINGS_MODULE": "coopportal.settings",
        "CANONICAL_ORIGIN": "http://localhost:8000",
        "DEMO": "no",
        **servers,
    }
    with Processes(data, settings) as processes:
        processes.manage("prepare")
        os.environ |= {**settings, "DATA": str(data)}
        import django  # noqa: PLC0415 -- after the environment is ready

        django.setup()
        from django.core.cache import cache  # noqa: PLC0415 -- as above
        from django.db import transaction  # noqa: PLC0415 -- as above

        from coopportal.health import HEARTBEAT  # noqa: PLC0415 -- as above
        from tenants import outbox, scope  # noqa: PLC0415 -- as above

        coops = [_opened(number) for number in range(cooperatives)]
        outbox.drain()
        processes.worker(concurrency=workers)
        processes.wait_for("a worker", lambda: cache.get(HEARTBEAT), 60)
        with transaction.atomic():
            for number, coop in enumerate(coops):
                with scope.within(coop):
                    _enter(number, members // cooperatives)
        begun = perf_counter()
        _wait(processes, members // cooperatives * cooperatives)
        return perf_counter() - begun


def _opened(number: int) -> Any:
    from tenants import scope  # noqa: PLC0415 -- once Django is set up
    from tenants.services.cooperatives import (  # noqa: PLC0415 -- as above
        add_membership_class,
        open_cooperative,
    )

    coop = open_cooperative(slug=f"bench-{number}", name=f"Bench {number}", number_prefix="BS")
    with scope.within(coop.pk):
        add_membership_class(kind="consumer", name="Consumer member")
    return coop.pk


def _enter(coop: int, how_many: int) -> None:
    from django.utils import timezone  # noqa: PLC0415 -- once Django is set up

    from tenants import outbox  # noqa: PLC0415 -- as above
    from tenants.facts import MembershipStarted  # noqa: PLC0415 -- as above
    from tenants.models import Member, Membership, MembershipClass  # noqa: PLC0415 -- as above

    members = Member.objects.bulk_create(
        Member(
            number=f"BS-{number:06d}", name=f"Member {number}", email=f"m{number}@{coop}.example"
        )
        for number in range(how_many)
    )
    kind = MembershipClass.objects.get()
    ends_on = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    memberships = Membership.objects.bulk_create(
        Membership(member=member, membership_class=kind, ends_on=ends_on) for member in members
    )
    outbox.record_many([MembershipStarted(str(each.code)) for each in memberships])


def _wait(processes: Processes, wanted: int) -> None:
    from credentials.models import Credential  # noqa: PLC0415 -- once Django is set up
    from tenants import scope  # noqa: PLC0415 -- as above
    from tenants.models import Cooperative, OutboxEntry  # noqa: PLC0415 -- as above

    written = OutboxEntry.objects.filter(handler=LAST).exclude(done_at=None)
    processes.wait_for("the last letter", lambda: sleep(0.1) or written.count() >= wanted, LONGEST)
    checked = 0
    for pk in Cooperative.objects.values_list("pk", flat=True):
        with scope.within(pk):
            checked += Credential.objects.exclude(checked_at=None).count()
    if checked != wanted:
        raise SystemExit(f"{wanted} cards were wanted, {checked} were issued and checked.")


if __name__ == "__main__":
    main()
