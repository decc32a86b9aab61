"""How soon the world can read that a card is revoked: `python -m benchmarks.revoking [cards] [set-up]`.

A portal of its own as people run it, web server and worker. While the worker signs cards for many new members of the
same co-op, whose key and lists it needs for that, memberships are ended one after another. What is timed is from the
commit that ends one until its bit is set in the status list that the web server hands out: asked for over HTTP,
unpacked, and looked at, as a verifier does that keeps no copy. The list says that a copy may be kept for a minute.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from benchmarks.report import keep, spread
from tests.support.processes import Processes
from tests.support.setups import EMBEDDED, environment_of
from tests.support.sink import free_port

CARDS: Final = 200
LOAD: Final = 20  # new members for each card that is revoked
AT_ONCE: Final = 4
PAUSE: Final = 0.5
LOOK_EVERY: Final = 0.02
MOST_MS: Final = 60_000
LONGEST: Final = 600


def main() -> None:
    cards = int(sys.argv[1]) if len(sys.argv) > 1 else CARDS
    setup = sys.argv[2] if len(sys.argv) > 2 else EMBEDDED  # noqa: PLR2004 -- the second word
    with (
        tempfile.TemporaryDirectory(prefix="coopportal-bench-") as data,
        environment_of(setup) as servers,
    ):
        times, issued = _run(Path(data), servers, cards)
    figures = {"revoked": cards, "cards_signed_meanwhile": issued, **spread(times, "public_after_")}
    keep(f"revoking {setup}", figures)
    if figures["public_after_p99_ms"] > MOST_MS:
        sys.exit("One in a hundred takes longer than a minute.")


def _run(data: Path, servers: Mapping[str, str], cards: int) -> tuple[list[float], int]:
    port = free_port()
    settings = {
        "DJANGO_SETTINGS_MODULE": "coopportal.settings",
        "CANONICAL_ORIGIN": f"http://127.0.0.1:{port}",
        "DEMO": "no",
        **servers,
    }
    with Processes(data, settings) as processes:
        processes.manage("prepare")
        os.environ |= {**settings, "DATA": str(data)}
        import django  # noqa: PLC0415 -- after the environment is ready

        django.setup()
        from tenants import outbox  # noqa: PLC0415 -- as above

        coop = _opened()
        _enter(coop, cards, "old")
        outbox.drain()
        processes.web(port)
        processes.worker(concurrency=1)
        processes.wait_for("the web server", lambda: _answers(port), 60)
        wanted = _cards(coop)
        _enter(coop, LOAD * cards, "new")
        with ThreadPoolExecutor(AT_ONCE) as pool:
            times = list(pool.map(lambda card: _revoked(coop, *card), wanted))
        return times, len(_cards(coop)) - cards


def _revoked(coop: UUID, membership: int, url: str, position: int) -> float:
    """Milliseconds from the commit until the bit is set."""
    from django.db import connection  # noqa: PLC0415 -- once Django is set up

    from tenants import scope  # noqa: PLC0415 -- as above
    from tenants.models import Membership, Staff  # noqa: PLC0415 -- as above
    from tenants.services.members import end_membership  # noqa: PLC0415 -- as above

    sleep(Random(position).uniform(0, 2 * PAUSE))
    try:
        with scope.within(coop):
            row = Membership.objects.get(pk=membership)
            end_membership(row, reason=Membership.EndReason.RESIGNED, by=Staff.objects.all()[0])
        begun = perf_counter()
        while not _is_set(url, position):
            if perf_counter() - begun > LONGEST:
                raise SystemExit("It never became public.")
            sleep(LOOK_EVERY)
        return 1000 * (perf_counter() - begun)
    finally:
        connection.close()


def _is_set(url: str, position: int) -> bool:
    from credentials.core.status import decode, is_set  # noqa: PLC0415 -- once Django is set up

    line = HTTPConnection(urlsplit(url).netloc, timeout=60)
    line.request("GET", urlsplit(url).path)
    document = json.loads(line.getresponse().read())
    line.close()
    return is_set(decode(document["credentialSubject"]["encodedList"]), position)


def _cards(coop: UUID) -> Sequence[tuple[int, str, int]]:
    """Membership, its list of what is revoked, and its place there."""
    from credentials.models import Credential  # noqa: PLC0415 -- once Django is set up
    from tenants import scope  # noqa: PLC0415 -- as above

    with scope.within(coop):
        rows = Credential.objects.order_by("pk").values_list("membership", "document", "position")
        return [(pk, _list_in(json.loads(document)), place) for pk, document, place in rows]


def _list_in(card: dict[str, Any]) -> str:
    [found] = [
        each["statusListCredential"]
        for each in card["credentialStatus"]
        if each["statusPurpose"] == "revocation"
    ]
    return str(found)


def _opened() -> UUID:
    from coopportal.services.opening import Opening, open_with_steward  # noqa: PLC0415 -- once Django is set up

    opening = Opening(
        slug="oak",
        name="Oak Street",
        number_prefix="OAK",
        preset="consumer",
        email="office@oak.example.org",
        steward_email="steward@oak.example.org",
    )
    return open_with_steward(opening).pk


def _enter(coop: UUID, how_many: int, name: str) -> None:
    from datetime import timedelta  # noqa: PLC0415 -- once Django is set up

    from django.db import transaction  # noqa: PLC0415 -- as above
    from django.utils import timezone  # noqa: PLC0415 -- as above

    from tenants import outbox, scope  # noqa: PLC0415 -- as above
    from tenants.facts import MembershipStarted  # noqa: PLC0415 -- as above
    from tenants.models import Member, Membership, MembershipClass  # noqa: PLC0415 -- as above

    until = timezone.localdate() + timedelta(360)
    with scope.within(coop), transaction.atomic():
        kind = MembershipClass.objects.filter(visiting=False)[0]
        members = Member.objects.bulk_create(
            Member(number=f"{name}-{number:06d}", name=f"Member {number}")
            for number in range(how_many)
        )
        memberships = Membership.objects.bulk_create(
            Membership(member=each, membership_class=kind, ends_on=until, announce=False)
            for each in members
        )
        outbox.record_many([MembershipStarted(str(each.code)) for each in memberships])


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
