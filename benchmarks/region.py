"""Twenty co-ops with 20,000 members, for the benchmark of pages. Imported once Django is set up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from benchmarks.crowd import grow
from benchmarks.office import applicants
from benchmarks.town import agree, join, opened
from coopportal.demo.names import people
from credentials.models import Credential
from tenants import outbox, scope
from tenants.facts import MembershipStarted
from tenants.models import (
    Application,
    Cooperative,
    Member,
    Membership,
    MembershipClass,
    Staff,
    User,
)
from tenants.secrets import name_key
from tenants.services import seats

ISSUED: Final = 40  # cards of each that are signed and checked; those of all others are rows
COOPS, SMALL, PARTNERS, HELD = 20, 500, 16, 3
CULTURES: Final = ("british", "african", "south_asian", "european")


@dataclass(frozen=True)
class Region:
    """The largest co-op, who works there, who holds cards at several, and codes there: of a card, a member, an application."""

    home: Cooperative
    staff: User
    person: User
    card: str
    member: str
    application: str


def laid_out(members: int) -> Region:
    """One co-op with half of the members, 19 with the others; it has partners, people who ask to join, and one member who belongs to others too."""
    coops = [opened(f"coop{number}", f"Co-op {number}") for number in range(COOPS)]
    outbox.drain()
    small = min(SMALL, members // COOPS)
    for number, coop in enumerate(coops):
        join(coop, min(ISSUED, small), prefix=f"C{number}")
        outbox.drain()
        with scope.within(coop.pk):
            most = small if number else members - small * (COOPS - 1)
            grow(most - min(ISSUED, small))
            _named(coop.slug, CULTURES[number % len(CULTURES)])
            _with_accounts(coop.slug)
    home = coops[0]
    for partner in coops[1 : PARTNERS + 1]:
        agree(partner, home)
    person = _person(coops[:HELD])
    with scope.within(home.pk):
        applicants(MembershipClass.objects.filter(visiting=False, kind="consumer")[0])
        staff = max(Staff.objects.select_related("user"), key=lambda each: len(each.roles))
        issued = Credential.objects.exclude(document="{}").exclude(checked_at=None)
        return Region(
            home,
            staff.user,
            person,
            card=issued.order_by("pk")[0].card_code,
            member=str(issued.select_related("membership__member")[0].membership.member.code),
            application=str(Application.objects.order_by("pk")[0].code),
        )


def _named(slug: str, culture: str) -> None:
    """Names as people have them, in place of numbers."""
    rows = list(Member.objects.order_by("pk").values_list("pk", flat=True))
    names = (each.name for each in people(slug, culture, len(rows)))
    table = connection.ops.quote_name(Member._meta.db_table)  # noqa: SLF001 -- 20,000 rows at once
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET name = %s, name_key = %s WHERE id = %s",
            [(name, name_key(name), pk) for name, pk in zip(names, rows, strict=True)],
        )


def _with_accounts(slug: str) -> None:
    """One of three members signs in."""
    rows = list(Member.objects.order_by("pk").values_list("pk", flat=True)[::3])
    made = User.objects.bulk_create(
        [User(email=f"u{pk}@{slug}.example.org") for pk in rows], batch_size=1000
    )
    table = connection.ops.quote_name(Member._meta.db_table)  # noqa: SLF001 -- as above
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET user_id = %s WHERE id = %s",
            [(user.pk, pk) for user, pk in zip(made, rows, strict=True)],
        )


def _person(homes: list[Cooperative]) -> User:
    """Somebody with a card at each."""
    user = User.objects.create(email="amara@example.org", name="Amara Okonkwo")
    until = timezone.localdate() + timedelta(360)
    for home in homes:
        with scope.within(home.pk), transaction.atomic():
            kind = MembershipClass.objects.filter(visiting=False, kind="consumer")[0]
            member = Member.objects.create(number="P-1", name="Amara Okonkwo", user=user)
            held = Membership.objects.create(
                member=member, membership_class=kind, ends_on=until, announce=False
            )
            seats.seat_members([member])
            outbox.record(MembershipStarted(str(held.code)))
    outbox.drain()
    return user


def members_here() -> int:
    """How many there are by now, at all co-ops."""
    found = 0
    for coop in Cooperative.objects.all():
        with scope.within(coop.pk):
            found += Member.objects.count()
    return found
