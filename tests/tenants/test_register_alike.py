"""Who is on the register is asked of rows where that is the same as folding all entries: held equal, whatever happened."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest

from tenants import register, tracked
from tenants.models import Member, Membership, MembershipClass, RegisterEntry
from tenants.reports import reading
from tenants.reports.periods import MONTH, YEAR, periods
from tenants.reports.spans import Span, joined, movements
from tests import build
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
FIRST, LAST = date(2023, 1, 1), date(2027, 1, 1)
KINDS = ("consumer", "worker", "visitor")


def some_day(chance):
    return FIRST + timedelta(chance.randrange((LAST - FIRST).days))


class Past:
    """Members who join, leave, move, change their kind and are corrected, at random and through the gate alone."""

    def __init__(self, chance):
        self.chance = chance
        self.kinds = [
            build.membership_class(name=each, visiting=each == KINDS[2]) for each in KINDS
        ]
        self.numbers = 0
        self.now = datetime.combine(FIRST, datetime.min.time(), UTC)

    def go_on(self, steps):
        for _step in range(steps):
            before = RegisterEntry.objects.count()
            act = self.chance.choice((self.join, self.join, self.change, self.change, self.leave))
            act()
            self.written(before)

    def written(self, before):
        """One after another, over the years."""
        self.now += timedelta(self.chance.randrange(40))
        new = [entry.pk for entry in RegisterEntry.objects.order_by("pk")[before:]]
        RegisterEntry.objects.filter(pk__in=new).rewrite(written_at=self.now)

    def join(self):
        people = list(Member.objects.all())
        if people and self.chance.random() < 0.4:
            person = self.chance.choice(people)
        else:
            self.numbers += 1
            number = f"{self.chance.choice('ABÄz~')}-{self.numbers}"
            person = Member.objects.create(number=number, name=f"Person {self.numbers}")
        kind = self.chance.choice(self.kinds)
        if not Membership.objects.exclude(standing="ended").filter(
            member=person, membership_class=kind
        ):
            Membership.objects.create(
                member=person,
                membership_class=kind,
                starts_on=some_day(self.chance),
                ends_on=some_day(self.chance),
            )

    def change(self):
        row = self.any_row()
        if row is None:
            return
        told = self.chance.choice(
            (
                {"starts_on": some_day(self.chance)},
                {"ends_on": some_day(self.chance)},
                {"standing": "suspended"},
                {"standing": "good", "end_reason": ""},
                {"end_reason": "resigned", "ends_on": some_day(self.chance)},
                {"standing": "ended", "end_reason": "died", "ends_on": some_day(self.chance)},
                *[{"membership_class": self.chance.choice(self.kinds)}] * 4,
                {
                    "membership_class": self.chance.choice(self.kinds),
                    "starts_on": some_day(self.chance),
                },
                {"member": self.chance.choice(list(Member.objects.all()))},
            )
        )
        wanted = {"member": row.member, "membership_class": row.membership_class, **told}
        others = Membership.objects.exclude(pk=row.pk).exclude(standing="ended")
        if not others.filter(member=wanted["member"], membership_class=wanted["membership_class"]):
            noted = "starts_on" not in told and self.chance.random() < 0.4
            with tracked.noted(on=some_day(self.chance) if noted else None):
                Membership.objects.filter(pk=row.pk).update(**told)

    def leave(self):
        row = self.any_row()
        if row is None or self.chance.random() < 0.7:
            return
        person = row.member
        row.delete()
        if not person.memberships.exists():
            person.delete()

    def any_row(self):
        rows = list(Membership.objects.select_related("member", "membership_class"))
        return self.chance.choice(rows) if rows else None


def all_folded(on, known, *, visits):
    """The register as it was drawn at first: each entry laid over the ones before."""
    visiting = {str(code) for code in _visiting()}
    rows = RegisterEntry.objects.filter(of="membership").order_by("pk")
    held = {}
    for entry in rows:
        if entry.holds_from <= on and (known is None or entry.written_at < known):
            held.setdefault(entry.subject, {}).update(entry.values)
    numbers = {str(each.code): each.number for each in Member.objects.all()}
    found = [
        (numbers.get(values["member"], "~"), str(code))
        for code, values in held.items()
        if _was_on(values, on) and (visits or values["membership_class"] not in visiting)
    ]
    return [UUID(code) for _number, code in sorted(found)]


def _visiting():
    return MembershipClass.objects.filter(visiting=True).values_list("code", flat=True)


def _was_on(values, on):
    if values.get("gone") or "starts_on" not in values or on.isoformat() < values["starts_on"]:
        return False
    goes_on = values["standing"] != "ended" and not values["end_reason"]
    return goes_on or on.isoformat() <= values["ends_on"]


@pytest.mark.parametrize("seed", range(4))
def test_the_register_of_any_day_is_what_all_entries_say_together(seed):
    chance = Random(seed)
    found = 0
    with office().within:
        Past(chance).go_on(120)
        assert register.strays() == []
        days = [some_day(chance) for _time in range(30)]
        for on in [FIRST, LAST, date.max - timedelta(1), *days]:
            then = datetime.combine(some_day(chance), datetime.min.time(), UTC)
            for known in (None, then):
                for visits in (False, True):
                    drawn = register.as_at(on, known=known, visits=visits)
                    order = [UUID(code) for code in drawn.order]

                    assert order == all_folded(on, known, visits=visits), (on, known, visits)
                    assert [line.membership for line in drawn.lines(drawn.order[:3])] == order[:3]
                    found += len(order)
    assert found > 100, "registers that are all empty would be alike as well"


def all_read():
    """Spans by person and the kinds of each membership, from all entries, as reports were drawn at first."""
    held, kinds = {}, {}
    for entry in RegisterEntry.objects.filter(of="membership").order_by("pk"):
        code, values = entry.subject, entry.values
        held.setdefault(code, {}).update(values)
        if "membership_class" in values:
            earlier = [each for each in kinds.get(code, []) if each[0] < entry.holds_from]
            kinds[code] = [*earlier, (entry.holds_from, values["membership_class"])]
    visiting = {str(code) for code in _visiting()}
    for code, values in held.items():
        if values.get("gone") or values["membership_class"] in visiting:
            continue
        ends = values["standing"] == "ended" or values["end_reason"]
        last = date.fromisoformat(values["ends_on"]) if ends else None
        span = Span(date.fromisoformat(values["starts_on"]), last, values["end_reason"])
        if span.is_sound:
            yield values["member"], span, kinds[code]


def _kinds_at(told, day):
    counts = {}
    for _member, span, kinds in told:
        if span.after(day):
            kind = next((kind for since, kind in reversed(kinds) if since <= day), "")
            counts[kind] = counts.get(kind, 0) + 1
    return counts


@pytest.mark.parametrize("seed", range(4))
def test_reports_count_what_all_entries_say_together(seed):
    chance = Random(seed)
    with office().within:
        Past(chance).go_on(120)
        book, told = reading.read(), list(all_read())
    spans = joined((member, span) for member, span, _kinds in told)

    assert len(told) > 5
    assert book.moved, "of some the kind was another one"
    for length in (MONTH, YEAR):
        asked = periods(length, since=FIRST, today=LAST, most=60)
        moved = movements(book.members, asked)
        for period, each in zip(asked, moved, strict=True):
            left = [span for span in spans if span.last and period.holds(span.last)]
            assert each.before == sum(span.after(period.before) for span in spans)
            assert each.after == sum(span.after(period.last) for span in spans)
            assert each.joins == sum(period.holds(span.first) for span in spans)
            assert each.leaves == len(left)
            assert each.reasons == Counter(span.reason for span in left)
            assert book.by_class(period.last) == _kinds_at(told, period.last)
