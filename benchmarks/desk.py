"""At the desk over HTTP: `python -m benchmarks.desk [past uses] [sqlite-embedded|postgres-redis]`.

A portal of its own as people run it, web server and worker, with a million past uses. Several tills work at
once, each with a second of pause on the average between two cards, ten times as busy as people are: a card is scanned (who it
is, its status, what is agreed, what was had before, one line in the log), the answer is opened, and what may be
given is given (decided again under locks, written down).
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from itertools import count, cycle
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from benchmarks.report import keep, spread
from tests.support.processes import Processes
from tests.support.setups import EMBEDDED, environment_of
from tests.support.sink import free_port

if TYPE_CHECKING:
    from benchmarks.town import Town

PAST: Final = 1_000_000
PEOPLE: Final = 400
DESKS: Final = 60  # a desk may scan sixty cards a minute
TILLS: Final = 4
VISITS: Final = 400
PAUSE: Final = 1.0
WARM: Final = 40
MOST_MS: Final = 150
FOUND: Final = 302
TOKEN: Final = "b" * 32
OFFER: Final = re.compile(r'name="benefit" value="([a-z]+)"')
# What a cashier types; what a benefit does not ask for is not read.
TYPED: Final = {"adults": "1", "children": "0", "units": "1", "other_percent": "0", "bill": "10"}


@dataclass
class Till:
    """One person at work, who walks from desk to desk; keeps what each request took."""

    port: int
    times: dict[str, list[float]] = field(
        default_factory=lambda: {"scan": [], "answer": [], "give": []}
    )
    answers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._line = HTTPConnection("127.0.0.1", self.port, timeout=60)

    def serve(self, card: str, cookies: dict[str, str], chance: Random) -> None:
        """One card: scanned, answered, and one of the things given that may be.

        The line of the card before may have been closed by the server meanwhile.
        """
        self._line.close()
        answer, _page = self._ask("scan", "POST", "/desk/", cookies, text=card)
        place = self._moved(answer)
        carried = {**cookies, "desk-glance": str(answer.msg["Set-Cookie"]).split("=", 1)[1]}
        carried["desk-glance"] = carried["desk-glance"].partition(";")[0]
        answer, page = self._ask("answer", "GET", place, carried)
        offers = OFFER.findall(page)
        if not offers:
            self.answers["refused"] += 1
            return
        asked = {"benefit": chance.choice(offers), "confirmed": "on", **TYPED}
        answer, _page = self._ask("give", "POST", f"{place}give/", carried, **asked)
        # Whoever had it at another till meanwhile is refused here.
        self.answers["given" if answer.status == FOUND else "refused"] += 1

    def _ask(
        self, what: str, method: str, path: str, cookies: Mapping[str, str], **asked: str
    ) -> tuple[HTTPResponse, str]:
        jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
        headers = {"Cookie": jar, "X-CSRFToken": TOKEN}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = perf_counter()
        self._line.request(method, path, urlencode(asked) if asked else None, headers)
        answer = self._line.getresponse()
        page = answer.read().decode()
        self.times[what].append(1000 * (perf_counter() - begun))
        return answer, page

    def _moved(self, answer: HTTPResponse) -> str:
        if answer.status != FOUND:
            raise SystemExit(f"A desk was answered with {answer.status}.")
        return str(answer.headers["Location"])


def measure(town: Town, port: int, names: tuple[str, str], chance: Random) -> dict[str, Any]:
    """`names` are those of the cookies of a device and against forgery."""
    device, forgery = names
    desks = cycle(town.devices)
    tills = [Till(port) for _ in range(TILLS)]
    numbers = count()

    def work(till: Till, until: int) -> None:
        while next(numbers) < until:
            # Nobody waits for the till beside: with one length for all they would go in step, four cards at once.
            sleep(chance.uniform(0, 2 * PAUSE))
            till.serve(chance.choice(town.cards), {device: next(desks), forgery: TOKEN}, chance)

    def all_at_once(visits: int) -> float:
        begun = perf_counter()
        with ThreadPoolExecutor(TILLS) as pool:
            for done in [pool.submit(work, till, visits) for till in tills]:
                done.result()
        return perf_counter() - begun

    all_at_once(WARM)
    for till in tills:
        till.times, till.answers = {name: [] for name in till.times}, Counter()
    numbers = count()
    seconds = all_at_once(VISITS)
    times = {name: [each for till in tills for each in till.times[name]] for name in tills[0].times}
    answers = sum((till.answers for till in tills), Counter())
    return {
        "tills_at_once": TILLS,
        "visits": sum(answers.values()),
        "given_of_them": answers["given"] / sum(answers.values()),
        "requests_per_second": sum(map(len, times.values())) / seconds,
        **{k: v for name, each in times.items() for k, v in spread(each, f"{name}_").items()},
    }


def main() -> None:
    past = int(sys.argv[1]) if len(sys.argv) > 1 else PAST
    setup = sys.argv[2] if len(sys.argv) > 2 else EMBEDDED  # noqa: PLR2004 -- the second word
    with (
        tempfile.TemporaryDirectory(prefix="coopportal-bench-") as data,
        environment_of(setup) as servers,
    ):
        figures = {"past_uses": past, **_run(Path(data), past, servers)}
    keep(f"desk {setup}", figures)
    slow = [name for name, each in figures.items() if name.endswith("p95_ms") and each > MOST_MS]
    if slow:
        sys.exit(f"One in twenty takes longer than {MOST_MS} ms: {', '.join(slow)}.")


def _run(data: Path, past: int, servers: Mapping[str, str]) -> dict[str, Any]:
    port, chance = free_port(), Random(20261125)
    settings = {
        "DJANGO_SETTINGS_MODULE": "coopportal.settings",
        "CANONICAL_ORIGIN": f"http://localhost:{port}",
        "EXTRA_HOSTS": "127.0.0.1",
        "DEMO": "no",
        **servers,
    }
    with Processes(data, settings) as processes:
        processes.manage("prepare")
        os.environ |= {**settings, "DATA": str(data)}
        import django  # noqa: PLC0415 -- after the environment is ready

        django.setup()
        from django.conf import settings as found  # noqa: PLC0415 -- as above
        from django.db import connection  # noqa: PLC0415 -- as above

        from benchmarks.town import build  # noqa: PLC0415 -- as above
        from benefits.desk.devices import cookie_name  # noqa: PLC0415 -- as above

        begun = perf_counter()
        town = build(past, people=PEOPLE, desks=DESKS, chance=chance)
        print(f"Filled in {perf_counter() - begun:.0f} s.", flush=True)
        connection.close()
        processes.web(port)
        processes.worker(concurrency=1)
        processes.wait_for("the web server", lambda: _answers(port), 60)
        return measure(town, port, (cookie_name(), found.CSRF_COOKIE_NAME), chance)


def _answers(port: int) -> bool:
    line = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        line.request("GET", "/healthz")
        return line.getresponse().status == 200  # noqa: PLR2004 -- OK
    except OSError:
        return False
    finally:
        line.close()


if __name__ == "__main__":
    main()
