"""Many cards on paper: `python -m benchmarks.printing [cards …]`.

Milliseconds a card from the click to the file: decided in batches, codes drawn, one tagged PDF set, all written down. On
SQLite, in one process and the one that sets type.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from benchmarks.report import keep
from tests.support.processes import Processes

CARDS: Final = (500, 2000)
LETTERS: Final = 1000  # the most of one file
SETTINGS: Final = {
    "DJANGO_SETTINGS_MODULE": "coopportal.settings",
    "CANONICAL_ORIGIN": "http://localhost:8000",
    "DEMO": "no",
}


def main() -> None:
    counts = [int(each) for each in sys.argv[1:]] or list(CARDS)
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="coopportal-bench-") as data:
        os.environ |= {**SETTINGS, "DATA": data}
        with Processes(Path(data), dict(SETTINGS)) as processes:
            processes.manage("prepare")
            import django  # noqa: PLC0415 -- after the environment is ready

            django.setup()
            coop, staff = _cooperative(max(counts))
            for count in counts:
                figures |= _measure(coop, staff, "sheet", count)
                figures |= _measure(coop, staff, "letter", min(count, LETTERS))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    figures["setting type, most MB"] = round(memory)
    keep("printing", figures)


def _cooperative(cards: int) -> tuple[Any, Any]:
    from tenants import outbox, scope  # noqa: PLC0415 -- once Django is set up
    from tenants.models import Staff, User  # noqa: PLC0415 -- as above
    from tests.credentials import members, scene  # noqa: PLC0415 -- as above

    coop = scene.opened("bench", name="Bench Food Co-op", number_prefix="BS")
    members.started(coop, cards, email="", language="en")
    outbox.drain()
    with scope.within(coop.pk):
        user = User.objects.create(email="bo@example.org")
        return coop, Staff.objects.create(user=user, roles=[Staff.Role.OWNER])


def _measure(coop: Any, staff: Any, shape: str, count: int) -> dict[str, float]:
    from credentials import queries  # noqa: PLC0415 -- once Django is set up
    from credentials.models import CardPrint  # noqa: PLC0415 -- as above
    from credentials.services import printing  # noqa: PLC0415 -- as above
    from tenants import outbox, scope  # noqa: PLC0415 -- as above
    from tenants.models import JobFile  # noqa: PLC0415 -- as above

    begun = perf_counter()
    with scope.within(coop.pk):
        rows = queries.chosen(queries.Choice())[:count]
        paper = printing.Paper(shape, "front")
        run = printing.begin(rows, key=uuid4(), paper=paper, by=staff)
    outbox.drain()
    seconds = perf_counter() - begun
    with scope.within(coop.pk):
        on_paper = CardPrint.objects.filter(run=run).count()
        size = len(JobFile.objects.get(job=run.job).content)
    if on_paper != count:
        raise SystemExit(f"{on_paper} of {count} cards stand on the paper.")
    name = f"{count} cards, {shape}"
    print(f"{name}: {seconds:.1f} s, {size / 1e6:.1f} MB", flush=True)
    return {f"{name}, ms a card": round(seconds * 1000 / count, 2)}


if __name__ == "__main__":
    main()
