"""An office with 20,000 members: `python -m benchmarks.office [members]`.

The list of members with and without a search, and pages of the team, each asked by a browser of Django's own: by the
clock, and what it takes of the processor (on SQLite the database included), which depends less on what else the machine
does; 5,000 members suspended at once, from the click to the last outcome; and all that is kept of one person who has ten
cards, 500 disclosures and 200 letters, as a file. One process, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import gc
import sys
from datetime import timedelta
from time import perf_counter, process_time
from typing import Any, Final
from uuid import uuid4

from benchmarks.alone import ONE_RUN, both, portal, say, settle
from benchmarks.report import keep, spread
from tests.support.setups import EMBEDDED, SERVERS

MEMBERS: Final = 20_000
AT_ONCE: Final = 5_000  # of them suspended; they have no address, so letters are not part of it
APPLICANTS: Final = 500
HOMES, TOLD, LETTERS = 10, 50, 20  # co-ops of one person, and what each of them keeps
TIMES: Final = 20
SEARCHES: Final = {
    "list": "",
    "name": "münch",
    "accents left out": "Nunez 77",
    "address": "m19999@example.org",
    "number": "BS-019",
    "phone": "0171 55 19999",
    "nobody": "zzzz",
}
NAMES: Final = ("José Ñuñez", "Eva München", "Łukasz Żak", "Aoife Ní Bhriain", "Bo Berg")
TOLD_LAST: Final = (  # of more than a hundred figures
    "search, list, processor p50_ms",
    "search, name, processor p50_ms",
    "search, name, processor p95_ms",
    f"{AT_ONCE} suspended, processor s",
)
# Addresses under the office, with what they ask.
PAGES: Final = {
    "the office": "",
    "applications": "applications/",
    "one application": "applications/{application}/",
    "in good standing": "members/?standing=good",
    "last page": "members/?page=last",
    "one member": "members/{member}/",
    "register": "register/",
    "reports": "reports/",
    "cards": "cards/",
    "messages": "messages/",
    "money": "money/",
    "jobs": "jobs/",
    "tags": "members/tags/",
    "team": "team/",
    "settings": "settings/",
}


def main() -> None:
    if sys.argv[1:2] == [ONE_RUN]:
        run(sys.argv[2], int(sys.argv[3]))
        return
    members = int(sys.argv[1]) if len(sys.argv) > 1 else MEMBERS
    found = {"members": members, **both("benchmarks.office", members)}
    last = [f"{setup}, {name}" for setup in (EMBEDDED, SERVERS) for name in TOLD_LAST]
    keep("office", found, told=["members", *last])


def run(setup: str, members: int) -> None:
    with portal(setup, EXTRA_HOSTS="testserver"):
        _own_data()
        owner, slug = _office(members)
        settle()
        _pages(owner, slug)
        _many(slug)


def _office(members: int) -> tuple[Any, str]:
    """A co-op with so many members and a few who ask to join. Returns who owns it, and how it is called."""
    from django.utils import timezone  # noqa: PLC0415 -- once Django is set up

    from benchmarks.town import opened  # noqa: PLC0415 -- as above
    from tenants import outbox, scope  # noqa: PLC0415 -- as above
    from tenants.models import (  # noqa: PLC0415 -- as above
        Member,
        Membership,
        MembershipClass,
        Staff,
    )
    from tenants.secrets import email_key, name_key  # noqa: PLC0415 -- as above

    coop = opened("bs", "Big Street")
    outbox.drain()
    until = timezone.localdate() + timedelta(360)
    with scope.within(coop.pk):
        kind = MembershipClass.objects.filter(visiting=False, kind="consumer")[0]
        rows = []
        for number in range(members):
            name = f"{NAMES[number % len(NAMES)]} {number}"
            email = f"m{number}@example.org" if number >= AT_ONCE else ""
            keys = {"name_key": name_key(name), "email_key": email_key(email)}
            phone = f"+49 171 / 55 {number}"
            rows.append(
                Member(number=f"BS-{number:06d}", name=name, email=email, phone=phone, **keys)
            )
        made = Member.objects.bulk_create(rows, batch_size=1000)
        Membership.objects.bulk_create(
            [
                Membership(member=each, membership_class=kind, ends_on=until, announce=False)
                for each in made
            ],
            batch_size=1000,
        )
        applicants(kind)
        staff = max(Staff.objects.select_related("user"), key=lambda each: len(each.roles))
    return staff.user, coop.slug


def applicants(kind: Any) -> None:
    from django.utils import timezone  # noqa: PLC0415 -- once Django is set up

    from tenants.models import Application  # noqa: PLC0415 -- as above
    from tenants.secrets import name_key  # noqa: PLC0415 -- as above

    Application.objects.bulk_create(
        Application(
            name=f"Eva München {number}",
            name_key=name_key(f"Eva München {number}"),
            email=f"a{number}@example.org",
            email_key=f"a{number}@example.org",
            membership_class=kind,
            state=Application.State.SUBMITTED,
            submitted_at=timezone.now(),
        )
        for number in range(APPLICANTS)
    )


def _pages(owner: Any, slug: str) -> None:
    from django.test import Client  # noqa: PLC0415 -- once Django is set up

    from tenants import scope  # noqa: PLC0415 -- as above
    from tenants.models import Application, Cooperative, Member  # noqa: PLC0415 -- as above
    from tests.support.proven import stand_in  # noqa: PLC0415 -- as above

    stand_in()
    client = Client()
    client.force_login(owner)
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        codes = {
            "member": Member.objects.order_by("number")[0].code,
            "application": Application.objects.order_by("pk")[0].code,
        }
    office = f"/c/{slug}/staff/"
    client.get(office)
    gc.collect()
    gc.freeze()  # as the server's processes do, coopportal/wsgi.py
    for name, search in SEARCHES.items():
        _page(client, f"search, {name}", f"{office}members/", {"q": search} if search else {})
    for name, place in PAGES.items():
        _page(client, f"page, {name}", office + place.format(**codes), {})


def _page(client: Any, name: str, place: str, asked: dict[str, str]) -> None:
    times, taken = [], []
    for _time in range(TIMES + 1):
        begun, used = perf_counter(), process_time()
        answer = client.get(place, asked or None)
        times.append(1000 * (perf_counter() - begun))
        taken.append(1000 * (process_time() - used))
        if answer.status_code != 200:  # noqa: PLR2004 -- OK
            raise SystemExit(f"{place} answers {answer.status_code}.")
    for what, rows in (("", times), ("processor ", taken)):
        found = spread(rows[1:])  # the first one reads templates
        say(f"{name}, {what}p50_ms", found["p50_ms"])
        say(f"{name}, {what}p95_ms", found["p95_ms"])


def _many(slug: str) -> None:
    from tenants import outbox, scope  # noqa: PLC0415 -- once Django is set up
    from tenants.models import Cooperative, Job, Member, Staff  # noqa: PLC0415 -- as above
    from tenants.services import many  # noqa: PLC0415 -- as above

    coop = Cooperative.objects.get(slug=slug)
    with scope.within(coop.pk):
        rows, by = list(Member.objects.order_by("number")[:AT_ONCE]), Staff.objects.all()[0]
        begun, used = perf_counter(), process_time()
        told = {"reason": "Fees"}
        job = many.begin("suspend", rows, key=uuid4(), particulars=told, title="Many", by=by)
        say(f"{len(rows)} suspended, asked for, s", perf_counter() - begun)
    while True:
        with scope.within(coop.pk):
            found = Job.objects.get(pk=job.pk)
        if not found.is_open:
            break
        outbox.drain(until_empty=False)
    say(f"{len(rows)} suspended, s", perf_counter() - begun)
    say(f"{len(rows)} suspended, processor s", process_time() - used)
    if found.counts != {"done": len(rows)}:
        raise SystemExit(f"Not all were suspended: {found.counts}.")


def _own_data() -> None:
    from credentials.own_data import as_zip  # noqa: PLC0415 -- once Django is set up

    user = _person()
    times, taken = [], []
    for _time in range(TIMES):
        begun, used = perf_counter(), process_time()
        content = as_zip(user)
        times.append(1000 * (perf_counter() - begun))
        taken.append(1000 * (process_time() - used))
    say("own data, p95_ms", spread(times)["p95_ms"])
    say("own data, processor p95_ms", spread(taken)["p95_ms"])
    say("own data, kB", len(content) / 1000)


def _person() -> Any:
    """Somebody with a card at each of ten co-ops, who was told of and written to."""
    from django.db import transaction  # noqa: PLC0415 -- once Django is set up
    from django.utils import timezone  # noqa: PLC0415 -- as above

    from benchmarks.town import opened  # noqa: PLC0415 -- as above
    from credentials.models import Credential  # noqa: PLC0415 -- as above
    from tenants import outbox, scope  # noqa: PLC0415 -- as above
    from tenants.facts import MembershipStarted  # noqa: PLC0415 -- as above
    from tenants.models import Member, Membership, MembershipClass, User  # noqa: PLC0415 -- as above
    from tenants.services import seats  # noqa: PLC0415 -- as above

    user = User.objects.create(email="amara@example.org", name="Amara")
    homes = [opened(f"home{number}", f"Home {number}") for number in range(HOMES)]
    outbox.drain()
    for home in homes:
        with scope.within(home.pk), transaction.atomic():
            kind = MembershipClass.objects.filter(visiting=False)[0]
            member = Member.objects.create(number="H-1", name="Amara", user=user)
            until = timezone.localdate() + timedelta(360)
            held = Membership.objects.create(
                member=member, membership_class=kind, ends_on=until, announce=False
            )
            seats.seat_members([member])
            outbox.record(MembershipStarted(str(held.code)))
            _told_and_written_to(member, held)
    outbox.drain()
    for home in homes:
        with scope.within(home.pk):
            if not Credential.objects.exclude(checked_at=None).exists():
                raise SystemExit("A card was not issued.")
    return user


def _told_and_written_to(member: Any, held: Any) -> None:
    from credentials.models import Disclosure  # noqa: PLC0415 -- once Django is set up
    from tenants.models import Letter  # noqa: PLC0415 -- as above

    Disclosure.objects.bulk_create(
        Disclosure(
            membership=held,
            asker_did="did:web:northlight.example",
            asker_name="Northlight",
            question=f"{number:064d}",
            evidence="shown",
            told=["name"],
        )
        for number in range(TOLD)
    )
    Letter.objects.bulk_create(
        Letter(
            kind="card",
            key=f"bench|{number}",
            to="amara@example.org",
            about=held.code,
            member=member,
            state=Letter.State.SENT,
        )
        for number in range(LETTERS)
    )


if __name__ == "__main__":
    main()
