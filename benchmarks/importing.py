"""Ten thousand lines taken over: `python -m benchmarks.importing [lines]`.

Seconds for reading the file, for the plan (compared with a register that is empty, and with one that holds them all)
and for the run, by the services themselves in one process, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from benchmarks.report import keep
from tests.support.processes import Processes
from tests.support.setups import EMBEDDED, SERVERS, environment_of, servers_away

LINES: Final = 10_000
ONE_RUN: Final = "--run"


def main() -> None:
    if sys.argv[1:2] == [ONE_RUN]:
        run(sys.argv[2], int(sys.argv[3]))
        return
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    figures: dict[str, Any] = {"lines": lines}
    for setup in (EMBEDDED, SERVERS) if servers_away() is None else (EMBEDDED,):
        words = [sys.executable, "-m", "benchmarks.importing", ONE_RUN, setup, str(lines)]
        done = subprocess.run(words, check=True, capture_output=True, text=True)
        for line in done.stdout.splitlines():
            name, _equals, seconds = line.rpartition("=")
            if name.startswith("> "):
                figures[f"{setup}, {name[2:]}, s"] = float(seconds)
    keep("import", figures)


def run(setup: str, lines: int) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="coopportal-bench-") as data,
        environment_of(setup) as servers,
    ):
        _run(Path(data), servers, lines)


def _run(data: Path, servers: Mapping[str, str], lines: int) -> None:
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
        from tenants import outbox, scope  # noqa: PLC0415 -- as above
        from tenants.services.cooperatives import (  # noqa: PLC0415 -- as above
            add_membership_class,
            open_cooperative,
        )

        coop = open_cooperative(slug="bench", name="Bench", number_prefix="BS")
        outbox.drain()
        with scope.within(coop.pk):
            kind = add_membership_class(kind="consumer", name="Consumer member")
        _measure(coop.pk, str(kind.code), lines)


def _measure(coop: Any, kind: str, lines: int) -> None:
    from tenants import outbox, scope  # noqa: PLC0415 -- once Django is set up
    from tenants.importing.reading import read  # noqa: PLC0415 -- as above
    from tenants.models import Member, Staff, User  # noqa: PLC0415 -- as above
    from tenants.services import importing  # noqa: PLC0415 -- as above

    content = "Number,Name,Email,Postcode,Member since\n" + "".join(
        f"A-{n},Given{n} Family{n * 7},m{n}@example.org,{n % 99999:05d},2019-04-01\n"
        for n in range(lines)
    )
    with scope.within(coop):
        user = User.objects.create(email="bo@example.org")
        staff = Staff.objects.create(user=user, roles=[Staff.Role.OWNER])
    begun = perf_counter()
    table = read(content.encode())
    _say("read", begun)
    for name in ("new", "the same again"):
        with scope.within(coop):
            begun = perf_counter()
            row = importing.upload(table, name="bench.csv", by=staff)
            _say(f"kept, {name}", begun)
            begun = perf_counter()
            columns = row.columns
            importing.make_plan(row, columns=columns, classes={}, fallback=kind, month_first=False)
            _say(f"plan, {name}", begun)
            begun = perf_counter()
            importing.run(row, by=staff)
        outbox.drain()
        _say(f"run, {name}", begun)
    with scope.within(coop):
        assert Member.objects.count() == lines


def _say(name: str, begun: float) -> None:
    print(f"> {name}={perf_counter() - begun:.2f}", flush=True)


if __name__ == "__main__":
    main()
