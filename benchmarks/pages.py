"""The ten pages that people open most, each beside a bare page with the same questions: `python -m benchmarks.pages [members]`.

Twenty co-ops with 20,000 members, half of them at one. A page of the portal, with all of its middleware, and in turns with it a page of
Django as `startproject` sets it up, which asks the database the same by the same models, and writes how often it asked into a short
template. One client, in one process, as a server hands pages over (WSGI); by the clock and by the processor (on SQLite the database
included); on SQLite and on PostgreSQL, where both tell the second wall which co-op they are within. It ends non-zero where one search in
twenty takes more than 100 ms.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from benchmarks.alone import ONE_RUN, both, portal, say, settle
from benchmarks.report import keep, spread
from benchmarks.turns import PLAIN, Server, Taken, ask, in_turns
from tests.support.setups import EMBEDDED, SERVERS

if TYPE_CHECKING:
    from benchmarks.region import Region
    from benchmarks.replayed import Asked

MEMBERS: Final = 20_000
TIMES: Final = 100
SEARCH: Final = "a search"
MOST_MS: Final = 100
OF_BARE: Final = "p95 ÷ bare"


def main() -> None:
    if sys.argv[1:2] == [ONE_RUN]:
        with portal(sys.argv[2], EXTRA_HOSTS="testserver"):
            run(int(sys.argv[3]))
        return
    members = int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS
    figures = {"members": members, **both("benchmarks.pages", members)}
    keep("pages", figures, told=[each for each in figures if each.endswith(("members", OF_BARE))])
    searches = (f"{setup}, {SEARCH}, p95_ms" for setup in (EMBEDDED, SERVERS))
    missed = [name for name in searches if figures.get(name, 0) > MOST_MS]
    if missed:
        sys.exit(f"Not reached: {'; '.join(missed)}.")


def run(members: int) -> None:
    from benchmarks.region import laid_out, members_here  # noqa: PLC0415 -- once Django is set up

    region = laid_out(members)
    settle()
    here = members_here()
    if here < members:
        raise SystemExit(f"{members} members were wanted, {here} are there.")
    for name, get, bare in _pairs(region):
        _told(name, in_turns({"ours": get, "bare": bare}, TIMES, warm=5))


def _pairs(
    region: Region,
) -> Iterator[tuple[str, Callable[[int], object], Callable[[int], object]]]:
    """Each page by its name: what asks for it, and what asks for the bare one with its questions."""
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415 -- once Django is set up
    from django.test import override_settings  # noqa: PLC0415 -- as above

    from benchmarks import replayed  # noqa: PLC0415 -- as above

    ours: Server = WSGIHandler()
    with override_settings(MIDDLEWARE=["benchmarks.bare.ItsOwnAddresses", *PLAIN]):
        plain: Server = WSGIHandler()
    visits = list(_visits(region))
    for _name, cookies, path in visits:
        ask(ours, path, b"</html>", cookies=cookies)
    gc.collect()
    gc.freeze()  # as the server's processes do, coopportal/wsgi.py
    for number, (name, cookies, path) in enumerate(visits):

        def get(_turn: int = 0, path: str = path, cookies: str = cookies) -> object:
            return ask(ours, path, b"</html>", cookies=cookies)

        def bare(_turn: int = 0, number: int = number, cookies: str = cookies) -> object:
            return ask(plain, f"/replayed/{number}", b"</html>", cookies=cookies)

        asked = replayed.listened_to(get)
        replayed.PAGES[number] = asked.questions
        _counted(name, asked, bare)
        yield name, get, bare


def _counted(name: str, asked: Asked, bare: Callable[[], object]) -> None:
    """Tells how many statements there are. Ends the programme where the bare page does not send as many that read."""
    from benchmarks.replayed import listened_to  # noqa: PLC0415 -- once Django is set up

    again = listened_to(bare)
    if again.reading != asked.reading or again.writing:
        raise SystemExit(f"{name} reads {asked.reading} times, its bare page {again.reading}.")
    say(f"{name}, statements", asked.reading)
    say(f"{name}, statements that write, left out of the bare page", asked.writing)


def _visits(region: Region) -> Iterator[tuple[str, str, str]]:
    """What is opened, and the cookies of who opens it."""
    stranger, staff, own = "", _signed_in(region.staff), _signed_in(region.person)
    public = f"/c/{region.home.slug}/"
    office = f"{public}staff/"
    yield "a co-op's page", stranger, public
    yield "a card's page", stranger, f"/v/{region.card}"
    yield "my cards", own, "/me/"
    yield "my benefits", own, "/me/benefits/"
    yield "the office", staff, office
    yield "applications", staff, f"{office}applications/"
    yield "one application", staff, f"{office}applications/{region.application}/"
    yield "members", staff, f"{office}members/"
    yield SEARCH, staff, f"{office}members/?q=mens"
    yield "one member", staff, f"{office}members/{region.member}/"


def _signed_in(user: Any) -> str:
    from django.test import Client  # noqa: PLC0415 -- once Django is set up

    from tests.support.proven import stand_in  # noqa: PLC0415 -- as above

    stand_in()
    client = Client()
    client.force_login(user)
    return "; ".join(f"{each.key}={each.value}" for each in client.cookies.values())


def _told(name: str, taken: Taken) -> None:
    clock = {who: spread([1000 * each[0] for each in rows]) for who, rows in taken.items()}
    used = {who: 1000 * median(each[1] for each in rows) for who, rows in taken.items()}
    for share in ("p50", "p95"):
        say(f"{name}, {share}_ms", clock["ours"][f"{share}_ms"])
        say(f"{name}, bare {share}_ms", clock["bare"][f"{share}_ms"])
        say(f"{name}, {share} ÷ bare", clock["ours"][f"{share}_ms"] / clock["bare"][f"{share}_ms"])
    say(f"{name}, processor p50_ms", used["ours"])
    say(f"{name}, processor p50 ÷ bare", used["ours"] / used["bare"])


if __name__ == "__main__":
    main()
