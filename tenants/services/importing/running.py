"""The plan of an import, carried out a few lines at a time. Plain atomic: part of a batch of its job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tenants import outbox
from tenants.dates import today_in
from tenants.facts import (
    Fact,
    MembershipChanged,
    MembershipEnded,
    MembershipRestored,
    MembershipSuspended,
    MembershipTakenOver,
)
from tenants.importing.besides import SHARES
from tenants.importing.likeness import same_person
from tenants.long_work import Outcome, failed
from tenants.models import (
    Cooperative,
    Import,
    ImportLine,
    Job,
    JobItem,
    Member,
    Membership,
    MembershipClass,
)
from tenants.secrets import email_key, name_key
from tenants.services.importing.besides import Writing, same
from tenants.services.importing.register import (
    ON_CARD,
    WRITTEN,
    snapshots,
    store_lines,
    write,
)
from tenants.tracked import noted

Action = ImportLine.Action
Standing = Membership.Standing
CREATED, UPDATED, UNCHANGED, SKIPPED = "created", "updated", "unchanged", "skipped"
FACTS: dict[str, type[Any]] = {
    Standing.SUSPENDED: MembershipSuspended,
    Standing.GOOD: MembershipRestored,
    Standing.ENDED: MembershipEnded,
}


@transaction.atomic
def run_lines(job: Job, items: Sequence[JobItem]) -> tuple[list[Outcome], list[Member]]:
    """Each line as it was planned, and nothing that the plan did not show. Also returns who is new."""
    brought = Import.objects.get(code=job.about or job.code)
    rows = ImportLine.objects.filter(brought=brought, number__in=[item.position for item in items])
    lines = {line.number: line for line in rows}
    outcomes: dict[int, Outcome] = {}
    for line in lines.values():
        if line.action == Action.ERROR:
            outcomes[line.number] = failed(line.reason)
        elif line.action == Action.SKIP:
            outcomes[line.number] = Outcome(SKIPPED, line.reason or _("Left out."))
        elif line.action == Action.UNCHANGED:
            outcomes[line.number] = Outcome(UNCHANGED)
    facts: list[Fact] = []
    new = [line for line in lines.values() if line.action == Action.CREATE]
    with noted(by=job.started_by, reason=_("Taken over from a list")):
        outcomes |= _create(brought, new, facts)
        outcomes |= _update(
            brought, [line for line in lines.values() if line.action == Action.UPDATE], facts
        )
    store_lines(lines.values(), ["member", "membership", "after"])
    outbox.record_many(facts, by=job.started_by, lane=outbox.SOON)
    created = [line.member for line in new if line.member]
    return [outcomes[item.position] for item in items], created


def _create(brought: Import, lines: list[ImportLine], facts: list[Fact]) -> dict[int, Outcome]:
    if not lines:
        return {}
    here = Cooperative.objects.select_for_update(no_key=True).get(pk=brought.cooperative_id)
    classes = {str(row.code): row for row in MembershipClass.objects.all()}
    numbers = [line.values["number"] for line in lines if line.values.get("number")]
    taken = set(Member.objects.filter(number__in=numbers).values_list("number", flat=True))
    newer = _newer(brought, lines)
    writing = Writing(facts)
    writing.prepare([], [line.values for line in lines])
    outcomes, members, memberships, made = {}, [], [], []
    for line in lines:
        why = _prevented(line, taken, newer, classes)
        if why := why or writing.prevented(0, line.values, {}):
            outcomes[line.number] = failed(why)
            continue
        member = _member(line.values, classes[line.values["class"]], here)
        taken.add(member.number)
        members.append(member)
        chosen = classes[line.values["class"]]
        memberships.append(_membership(line.values, member, chosen, here))
        made.append(line)
        outcomes[line.number] = Outcome(CREATED)
    Cooperative.objects.filter(pk=here.pk).update(next_number=here.next_number)
    Member.objects.bulk_create(members)
    Membership.objects.bulk_create(memberships)
    left = {}
    for line, member, membership in zip(made, members, memberships, strict=True):
        line.member, line.membership = member, membership
        left[membership.pk] = writing.write(member, line.values, {}, new=True)
        facts.append(MembershipTakenOver(str(membership.code)))
    writing.store({})
    now = snapshots(memberships)
    for line, membership in zip(made, memberships, strict=True):
        line.after = now[membership.pk] | left[membership.pk]
    return outcomes


def _newer(brought: Import, lines: Iterable[ImportLine]) -> list[Member]:
    """Who came onto the register since the plan was made, other than by this import, and may be one of these."""
    keys = {email_key(line.values["email"]) for line in lines if line.values.get("email")}
    own = ImportLine.objects.filter(brought=brought).exclude(member=None)
    rows = Member.objects.filter(pk__gt=brought.newest)
    rows = rows.exclude(pk__in=own.values("member"))
    names = {name_key(line.values["name"]) for line in lines}
    return list(rows.filter(Q(email_key__in=keys - {""}) | Q(name_key__in=names)))


def _prevented(
    line: ImportLine,
    taken: set[str],
    newer: list[Member],
    classes: Mapping[str, MembershipClass],
) -> str:
    values = line.values
    if values.get("number") in taken:
        return _("Number {number} is taken by now.").format(number=values["number"])
    if values.get("class") not in classes:
        return _("This kind of membership is there no more.")
    for each in newer:
        other = {
            "number": each.number,
            "name": each.name,
            "email": each.email,
            "phone": each.phone,
            "postcode": each.postcode,
        }
        if same_person({**values, "number": ""}, other):
            return _("{number} was entered since you looked, and may be the same person.").format(
                number=each.number
            )
    return ""


def _member(values: Mapping[str, str], chosen: MembershipClass, here: Cooperative) -> Member:
    number = values.get("number", "")
    if not number:
        number = f"{here.number_prefix}-{here.next_number:06d}"
        here.next_number += 1
    told = {name: values[name] for name in WRITTEN if values.get(name)}
    joined = values.get("joined_on")
    organisation = chosen.is_for_organisations
    return Member(
        **{
            **told,
            "number": number,
            "name_on_card": values["name"][:60],
            "kind": Member.Kind.ORGANISATION if organisation else Member.Kind.PERSON,
            "name_key": name_key(values["name"]),
            "email_key": email_key(values.get("email", "")),
            "joined_on": date.fromisoformat(joined) if joined else today_in(here.time_zone),
        }
    )


def _membership(
    values: Mapping[str, str], member: Member, chosen: MembershipClass, here: Cooperative
) -> Membership:
    standing = values.get("standing") or Standing.GOOD
    ends = values.get("ends_on")
    ends_on = date.fromisoformat(ends) if ends else _end_of_term(member, chosen, here)
    ended = standing == Standing.ENDED
    over = datetime.combine(ends_on, time.max, ZoneInfo(here.time_zone)) if ended else None
    return Membership(
        member=member,
        membership_class=chosen,
        standing=standing,
        starts_on=min(member.joined_on, ends_on),
        ends_on=ends_on,
        ended_at=over,
        announce=False,
    )


def _end_of_term(member: Member, chosen: MembershipClass, here: Cooperative) -> date:
    """The last day of the term that runs today, counted from the day of joining."""
    today = today_in(here.time_zone)
    ends_on = chosen.last_day_from(member.joined_on)
    while ends_on < today:
        ends_on = chosen.last_day_from(ends_on + timedelta(days=1))
    return ends_on


def _update(brought: Import, lines: list[ImportLine], facts: list[Fact]) -> dict[int, Outcome]:
    rows = Membership.objects.select_for_update(of=("self",)).select_related(
        "member", "membership_class"
    )
    held = rows.in_bulk([line.membership_id for line in lines if line.membership_id])
    writing = Writing(facts)
    writing.prepare({row.member_id for row in held.values()}, [line.values for line in lines])
    now = snapshots(held.values())
    outcomes, done, asked, left = {}, [], defaultdict(list), {}
    for line in lines:
        membership = held.get(line.membership_id or 0)
        wanted = _wanted(line)
        if membership is None or not same(now[membership.pk], line.before):
            outcomes[line.number] = failed(_("This member has changed since you looked."))
            continue
        if why := writing.prevented(membership.member_id, wanted, line.before):
            outcomes[line.number] = failed(why)
            continue
        changed = write(membership.member, membership, wanted)
        left[membership.pk] = writing.write(membership.member, wanted, line.before, new=False)
        for name in wanted:
            asked[name].append(membership.member_id)
        done.append((membership, changed, line))
        outcomes[line.number] = Outcome(UPDATED)
    save([(row, changed) for row, changed, _line in done], facts, cause=f"import:{brought.code}")
    writing.store(asked)
    now = snapshots([row for row, _changed, _line in done])
    for membership, _changed, line in done:
        line.after = now[membership.pk] | left[membership.pk]
    return outcomes


def _wanted(line: ImportLine) -> dict[str, str]:
    """What the plan changes; of shares the whole entry, for a day alone says nothing."""
    wanted = {name: line.values[name] for name in line.changes if name not in SHARES}
    if {"shares", "shares_paid"} & set(line.changes):
        wanted |= {name: line.values[name] for name in SHARES if name in line.values}
    return wanted


def save(rows: Sequence[tuple[Membership, set[str]]], facts: list[Fact], *, cause: str) -> None:
    """Store what was written to these, and note what follows from it for their cards."""
    members = {row.member_id: row.member for row, _changed in rows}
    Member.objects.bulk_update(members.values(), WRITTEN)
    Membership.objects.bulk_update(
        [row for row, _changed in rows], ["ends_on", "standing", "ended_at"]
    )
    waiting = without_cards([row.pk for row, _changed in rows])
    for row, changed in rows:
        if "standing" in changed:
            facts.append(FACTS[row.standing](str(row.code)))
        elif changed & ON_CARD and row.pk not in waiting:
            facts.append(MembershipChanged(str(row.code), cause))


def without_cards(memberships: Iterable[int]) -> set[int]:
    """Those of them that an import brought and that have no card yet."""
    rows = ImportLine.objects.filter(
        membership__in=list(memberships), action=Action.CREATE, brought__cards_at=None
    )
    return set(rows.exclude(after={}).values_list("membership_id", flat=True))
