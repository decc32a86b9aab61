"""The pages people open most, in the demonstration with its 1,300 members: `python -m benchmarks.demonstration [times]`.

One process, SQLite, no network: what a page costs the server, and how many queries it asks. A portal of its own,
in a folder that is thrown away; DATA names one that stands already and is only read.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from benchmarks.report import keep, spread
from tests.support.processes import Processes

if TYPE_CHECKING:
    from django.test import Client

TIMES: Final = 20
MOST_MS: Final = 150
PUBLIC: Final = ("/", "/directory/", "/verify/", "/use-cases/")
NETWORK: Final = ("/network/", "/network/adoption/", "/network/interest/")
STAFF: Final = (
    *("", "applications/", "members/", "partners/", "grants/", "grants/decisions/", "uses/"),
    *("uses/by-co-op/", "uses/settlement/", "uses/budgets/", "desks/", "team/", "issuing/"),
)
OWN: Final = ("/me/", "/me/benefits/")


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    with tempfile.TemporaryDirectory(prefix="coopportal-bench-") as made:
        data = Path(os.environ.get("DATA") or made)
        settings = {
            "DATA": str(data),
            "DEMO": "yes",
            "CANONICAL_ORIGIN": "http://localhost:8000",
            "EXTRA_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "coopportal.settings",
        }
        if "DATA" not in os.environ:
            Processes(data, settings).manage("prepare")
        os.environ |= settings
        import django  # noqa: PLC0415 -- after the environment is ready

        django.setup()
        figures = measure(times)
    keep("demonstration", figures)
    slow = [name for name, each in figures.items() if name.endswith("p95_ms") and each > MOST_MS]
    if slow:
        sys.exit(f"One in twenty takes longer than {MOST_MS} ms: {', '.join(slow)}.")


def measure(times: int) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415 -- once Django is set up
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- as above

    figures: dict[str, Any] = {}
    for name, client, path in visits():
        _open(client, path)
        with CaptureQueriesContext(connection) as asked:
            _open(client, path)
        figures[f"{name} queries"] = len(asked)
        figures |= spread([_open(client, path) for _time in range(times)], f"{name} ")
    return figures


def visits() -> Iterator[tuple[str, Client, str]]:
    """What is opened, by whom: somebody of the staff of the largest co-op, one of its members, a desk, a stranger."""
    from django.test import Client  # noqa: PLC0415 -- once Django is set up

    from credentials.models import Credential  # noqa: PLC0415 -- as above
    from tenants import scope  # noqa: PLC0415 -- as above
    from tenants.models import Cooperative, Member, Seat, Staff, User  # noqa: PLC0415 -- as above
    from tests.support.proven import stand_in  # noqa: PLC0415 -- as above

    def members(cooperative: Cooperative) -> int:
        with scope.within(cooperative.pk):
            return Member.objects.count()

    largest = max(Cooperative.objects.all(), key=members)
    with scope.within(largest.pk):
        staff = max(Staff.objects.select_related("user"), key=lambda each: len(each.roles))
        card = Credential.objects.filter(superseded_at=None).exclude(checked_at=None)[0]
        member = Member.objects.order_by("-pk")[0]
        seat = Seat.objects.filter(cooperative=largest, kind=Seat.Kind.MEMBER).exclude(user=None)[0]
    stand_in()
    stranger, office, own, operator = Client(), Client(), Client(), Client()
    operator.force_login(User.objects.filter(is_staff=True)[0])
    office.force_login(staff.user)
    own.force_login(seat.user)
    for path in (*PUBLIC, f"/c/{largest.slug}/", f"/v/{card.card_code}"):
        yield path.replace(card.card_code, "code"), stranger, path
    for path in STAFF:
        yield f"staff/{path}", office, f"/c/{largest.slug}/staff/{path}"
    yield "staff/members/?q=", office, f"/c/{largest.slug}/staff/members/?q=ma"
    yield "staff/members/one/", office, f"/c/{largest.slug}/staff/members/{member.code}/"
    for path in NETWORK:
        yield path, operator, path
    for path in OWN:
        yield path, own, path


def _open(client: Client, path: str) -> float:
    begun = perf_counter()
    answer = client.get(path)
    taken = 1000 * (perf_counter() - begun)
    if answer.status_code != 200:  # noqa: PLR2004 -- OK
        raise SystemExit(f"{path} answers {answer.status_code}.")
    return taken


if __name__ == "__main__":
    main()
