"""Ten thousand lines taken over: `python -m benchmarks.importing [lines]`.

Seconds for reading the file, for the plan (compared with a register that is empty, and with one that holds them all;
asked for in a request, made by the worker) and for the run, by the services themselves in one process, on SQLite
and on PostgreSQL.
"""

from __future__ import annotations

import sys
from time import perf_counter
from typing import Any, Final

from benchmarks.alone import ONE_RUN, both, portal, say
from benchmarks.report import keep

LINES: Final = 10_000


def main() -> None:
    if sys.argv[1:2] == [ONE_RUN]:
        run(sys.argv[2], int(sys.argv[3]))
        return
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    keep("import", {"lines": lines, **both("benchmarks.importing", lines, unit=", s")})


def run(setup: str, lines: int) -> None:
    with portal(setup):
        from tenants import outbox, scope  # noqa: PLC0415 -- once Django is set up
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
            chosen = importing.Chosen(row.columns, {}, kind, month_first=False)
            importing.begin_plan(row, chosen, by=staff)
            _say(f"plan asked for, {name}", begun)
        outbox.drain()
        _say(f"plan, {name}", begun)
        with scope.within(coop):
            begun = perf_counter()
            importing.run(row, by=staff)
        outbox.drain()
        _say(f"run, {name}", begun)
    with scope.within(coop):
        assert Member.objects.count() == lines


def _say(name: str, begun: float) -> None:
    say(name, perf_counter() - begun)


if __name__ == "__main__":
    main()
