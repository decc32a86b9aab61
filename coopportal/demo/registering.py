"""What a team does on its register: addresses, who speaks for a member, and a list taken over from elsewhere."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from coopportal.demo import cast, holding, paying
from coopportal.demo.staffing import seat
from tenants import moments, outbox, scope
from tenants.household import Person
from tenants.importing.reading import read_text
from tenants.models import (
    Cooperative,
    Holder,
    Import,
    Member,
    Membership,
    MembershipClass,
    Staff,
    Tag,
)
from tenants.services import (
    applying,
    classes,
    decisions,
    details,
    filters,
    households,
    importing,
    merging,
    tags,
)
from tenants.services.details import Speaker
from tenants.services.importing import afterwards

LIST: Final = """Number,Name,Email,Postcode,Member since
H-0101,Agnes Whitlock,agnes.whitlock@example.org,MB3 4QD,2016-05-02
H-0102,Tomasz Wilk,tomasz.wilk@example.org,MB3 4QE,2017-09-18
H-0103,,nobody.told@example.org,MB3 4QF,2018-03-01
H-0104,Leyla Demir,leyla.demir@example.org,MB3 4QG,2019-02-11
H-0105,Owen Price,owen.price@example.org,MB3 4QH,31.02.2019
"""
TAGS: Final = (("Lends tools", 5), ("Repairs on Saturdays", 3))
STREETS: Final = (("12 Elm Lane", "MB3 4QJ"), ("Flat 3\n8 Mill Street", "MB3 4QK"))


def work(slugs: Collection[str], *, now: datetime) -> None:
    for slug, act in ((cast.HILLSIDE, _at_hillside), (cast.COMMONLANDS, _at_commonlands)):
        if slug in slugs:
            with scope.within(Cooperative.objects.get(slug=slug).pk):
                act(seat(Staff.Role.MEMBERSHIP), now)
    holding.subscribe(slugs, now=now)
    paying.ask(slugs, now=now)


def _at_hillside(team: Staff, now: datetime) -> None:
    """Idempotent, as all of the building."""
    for member, (address, postcode) in zip(Member.objects.order_by("pk"), STREETS, strict=False):
        if not member.address:
            known = details.details_of(member)
            details.change_details(
                member,
                replace(known, address=address, postcode=postcode, town="Millbrook", country="GB"),
                seen=details.fingerprint(known),
                on=now.date(),
                reason="Moved",
                by=team,
            )
    _tag(team)
    _house(team)
    row = Import.objects.first() or importing.upload(read_text(LIST), name="tools.csv", by=team)
    if row.state == Import.State.COLUMNS:
        kind = MembershipClass.objects.order_by("pk")[0]
        importing.make_plan(
            row, columns=row.columns, classes={}, fallback=str(kind.code), month_first=False
        )
    if row.state == Import.State.PLANNED:
        importing.run(row, by=team)
    outbox.drain()
    row.refresh_from_db()
    if row.cards_at is None:
        afterwards.make_cards(row, by=team)
    _merge(team, now)


def _tag(team: Staff) -> None:
    """Two words, and a filter that the team keeps."""
    people = list(Member.objects.order_by("pk")[: max(count for _word, count in TAGS)])
    if people and not Tag.objects.exists():
        for word, count in TAGS:
            for member in people[:count]:
                held = [each.tag for each in member.tags.select_related("tag")]
                tags.set_tags(member, held, word, by=team)
        filters.save_filter("Cards that run out soon", "card=expiring&columns=card", by=team)


def _house(team: Staff) -> None:
    """One more card in the household of a member."""
    rows = Membership.objects.filter(standing=Membership.Standing.GOOD, member__user=None)
    home = rows.filter(membership_class__visiting=False).order_by("pk").first()
    if home is None or Holder.objects.exists():
        return
    kind = home.membership_class
    classes.change_class(kind, by=seat(Staff.Role.OWNER), holders_most=2)
    home = Membership.objects.get(pk=home.pk)
    households.add(home, Person("Priya Anand"), by=team)


def _merge(team: Staff, now: datetime) -> None:
    """Who stood on the old list joined once more by the form, and is one person again."""
    twice = Member.objects.filter(name="Agnes Whitlock").order_by("pk")
    if len(twice) == 1 and not Membership.objects.filter(member=twice[0], end_reason="merged"):
        then = now - timedelta(days=20)
        sent = then - timedelta(days=2)
        with moments.dated(sent):
            application = applying.submit_trusted(
                submitted_at=sent,
                membership_class=MembershipClass.objects.order_by("pk")[0],
                name="Agnes Whitlock",
                email="a.whitlock@example.net",
                postcode="MB3 4QD",
            )
        with moments.dated(then):
            decisions.approve_application(application, by=team, undo=timedelta(), announce=False)
        outbox.drain()
    if len(found := list(twice.all())) > 1 and all(each.email for each in found):
        keep, gone = found
        merging.merge(keep, gone, from_gone={}, seen=merging.fingerprint(keep, gone), by=team)
        outbox.drain()


def _at_commonlands(team: Staff, now: datetime) -> None:
    member = Member.objects.order_by("pk").first()
    if member is None or member.representatives.exists():
        return
    known = details.details_of(member)
    details.change_details(
        member,
        replace(known, kind=Member.Kind.ORGANISATION),
        seen=details.fingerprint(known),
        on=now.date(),
        reason="A co-op",
        by=team,
    )
    speaker = Speaker("Rosa Feld", "Treasurer", "rosa.feld@example.org", True, now.date())  # noqa: FBT003 -- a field in its place
    details.add_representative(member, speaker, by=team)
