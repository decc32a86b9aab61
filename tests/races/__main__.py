"""`make race ROUNDS=5000 MINUTES=25`: sixteen racers for each thing, on both set-ups; with `run`, one set-up, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROUNDS = 5000
LANES = 4  # of each set-up: sixteen that wait for one lock leave the processor to others
# As in `courses`, which is only read once Django is set up; a test holds the two together.
NAMES = (
    "approval",
    "benefit",
    "shop_code",
    "letter_code",
    "pairing_link",
    "live_code",
    "guesses",
    "tries_an_hour",
)


def main() -> None:
    if sys.argv[1:2] == ["run"]:
        _run(int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:])
        return
    from scripts.figures import Figure, tell  # noqa: PLC0415 -- as below

    rounds, minutes = int(os.environ.get("ROUNDS") or ROUNDS), os.environ.get("MINUTES", "")
    came = races(rounds, os.environ.get("RACES", "").split(), minutes=float(minutes or "inf"))
    figures: dict[str, Figure] = {"racers": 16}
    wrong = 0
    for setup, results in came.items():
        for name, each in results.items():
            _say(f"{setup:<16} {name:<14} {each['rounds']:>6} rounds {each['seconds']:7.0f} s")
            for line in each["wrong"][:10]:
                _say(f"  WRONG {line}")
        short = setup.partition("-")[0]
        run = [each["rounds"] for each in results.values()]
        figures |= {f"{short}_races": sum(run), f"{short}_least_of_each": min(run)}
        wrong += sum(len(each["wrong"]) for each in results.values())
    limit = f" MINUTES={minutes}" if minutes else ""
    tell("race", f"make race ROUNDS={rounds}{limit}", **figures, not_exactly_one=wrong)
    sys.exit(1 if wrong else 0)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def races(
    rounds: int, names: Sequence[str] = (), *, minutes: float = float("inf")
) -> dict[str, dict[str, Any]]:
    """What came of each, by set-up. Set-ups run side by side, each in lanes with a database of their own: most of a round is
    waiting, for the gate, a row or SQLite's one lock."""
    from tests.support.setups import EMBEDDED, SERVERS, servers_away  # noqa: PLC0415 -- not in the other process

    setups = (EMBEDDED, SERVERS) if servers_away() is None else (EMBEDDED,)
    chosen = list(names or NAMES)
    lanes = [(setup, lane) for setup in setups for n in range(LANES) if (lane := chosen[n::LANES])]
    _prepare(servers=SERVERS in setups)
    came: dict[str, dict[str, Any]] = {setup: {} for setup in setups}
    with ThreadPoolExecutor(len(lanes)) as threads:
        results = threads.map(lambda lane: _lane(lane, rounds, minutes * 60), lanes)
        for (setup, _lane_of), found in zip(lanes, results, strict=True):
            came[setup] |= found
    return {setup: {name: found[name] for name in chosen} for setup, found in came.items()}


def _prepare(*, servers: bool) -> None:
    """Once what the lanes copy: two that begin at one moment would each make it."""
    from tests.support.prepared import lay_tables, template  # noqa: PLC0415 -- not in the other process
    from tests.support.setups import POSTGRES  # noqa: PLC0415 -- as above

    with tempfile.TemporaryDirectory() as folder:
        lay_tables(Path(folder))
    if servers:
        template(POSTGRES)


def _lane(lane: tuple[str, Sequence[str]], rounds: int, seconds: float) -> dict[str, Any]:
    from tests.support.prepared import lay_tables  # noqa: PLC0415 -- not in the other process
    from tests.support.setups import EMBEDDED, environment_of  # noqa: PLC0415 -- as above

    setup, names = lane
    with tempfile.TemporaryDirectory() as data, environment_of(setup) as servers:
        if setup == EMBEDDED:
            lay_tables(Path(data))
        own = {"DATA": data, "DEMO": "no", "CANONICAL_ORIGIN": "http://localhost:8600"}
        done = subprocess.run(
            [sys.executable, "-m", "tests.races", "run", str(rounds), str(seconds), *names],
            env={
                **os.environ,
                **own,
                "DJANGO_SETTINGS_MODULE": "coopportal.settings",
                **servers,
            },
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return dict(json.loads(done.stdout))


def _run(rounds: int, seconds: float, names: list[str]) -> None:
    import django  # noqa: PLC0415 -- only this process needs it

    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- once Django is set up

    from tests.races import running  # noqa: PLC0415 -- as above

    results = running.run_all(names, rounds, Path(settings.DATA), seconds)
    sys.stdout.write(json.dumps({name: asdict(each) for name, each in results.items()}))


if __name__ == "__main__":
    main()
