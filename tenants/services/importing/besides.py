"""Shares, tags and own answers of many members at once: read as a file would say them, written, taken back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from tenants import answers
from tenants.errors import TooManyTagsError
from tenants.facts import AnswersChanged, Fact
from tenants.holding import NOTHING, Move, first_unsound, held
from tenants.importing.besides import (
    OWN,
    SHARES,
    TAGS,
    Own,
    as_cell,
    is_besides,
    tags_in,
    unambiguous,
)
from tenants.models import FieldAnswer, FormField, Member, MemberTag, ShareEntry, Tag
from tenants.money_facts import SharesChanged
from tenants.people_facts import MemberTagged, MemberUntagged
from tenants.secrets import name_key
from tenants.tracked import TrackedQuerySet

Row = dict[str, str]
ENTRY: Final = "_entry"  # in what a line left behind: which entry of shares it wrote
NO_SHARES: Final = {**dict.fromkeys(SHARES, ""), "shares_value": ""}


def own_questions(*, closed: bool = False) -> list[Own]:
    """What the co-op asks besides; what it has closed only where somebody takes a list along."""
    found = [each for each in answers.columns() if closed or each.field.closed_at is None]
    return [
        Own(each.key, each.label, each.field.kind, _choices(each.field), _heads(each.field))
        for each in found
    ]


def _choices(row: FormField) -> dict[str, str]:
    said = {name_key(each): each for each in row.choices}
    for texts in row.translations.values():
        said |= {name_key(text): each for each, text in texts.get("choices", {}).items()}
    return said


def _heads(row: FormField) -> tuple[str, ...]:
    return (row.label, *(each.get("label", "") or row.label for each in row.translations.values()))


def besides(members: Iterable[Any] | None = None) -> dict[int, Row]:
    """Of these members, or of all: every column, empty where there is nothing. Four queries."""
    blank = {TAGS: "", **NO_SHARES, **{each.key: "" for each in own_questions(closed=True)}}
    found: dict[int, Row] = defaultdict(lambda: dict(blank))
    whose = {} if members is None else {"member__in": list(members)}
    entries: dict[int, list[Move]] = defaultdict(list)
    for row in ShareEntry.objects.filter(**whose).iterator(5000):
        entries[row.member_id].append(row.move)
    for pk, moves in entries.items():
        found[pk] |= _told(moves)
    names: dict[int, list[str]] = defaultdict(list)
    tags = MemberTag.objects.filter(**whose).values_list("member_id", "tag__name")
    for pk, name in tags.iterator(5000):
        names[pk].append(name)
    for pk, each in names.items():
        found[pk][TAGS] = as_cell(each)
    given = FieldAnswer.objects.filter(**whose).exclude(member=None).order_by()
    given = given.exclude(field__kind=FormField.Kind.FILE)
    columns = ("member_id", "field__code", "field__kind", "value")
    for pk, code, kind, value in given.values_list(*columns).iterator(5000):
        number = kind == FormField.Kind.NUMBER
        found[pk][f"{OWN}{code}"] = unambiguous(value) if number else value
    return found


def _told(moves: Sequence[Move]) -> Row:
    now = held(moves)
    prices = list(now.lots)
    return {
        "shares": str(now.count) if now.count else "",
        "shares_paid": f"{now.paid:.2f}" if now.count else "",
        "share_price": f"{prices[0]:.2f}" if len(prices) == 1 else "",
        "shares_on": max(each.on for each in moves).isoformat(),
        "shares_value": f"{now.value:.2f}",
    }


def same(now: Mapping[str, str], then: Mapping[str, str]) -> bool:
    """Whether a row is as it was kept; what was kept before there were these columns says nothing of them."""
    plain = {name: value for name, value in then.items() if value and name != ENTRY}
    known = {name: value for name, value in now.items() if value}
    if TAGS not in then:
        known = {name: value for name, value in known.items() if not _is_ours(name)}
    return known == plain


def _is_ours(name: str) -> bool:
    return is_besides(name) or name in NO_SHARES


@dataclass
class Writing:
    """What a batch writes beside members and memberships: collected first, then stored at once."""

    facts: list[Fact]
    entries: list[ShareEntry] = field(default_factory=list)
    answers: list[FieldAnswer] = field(default_factory=list)
    given: list[tuple[Member, str, bool]] = field(default_factory=list)
    moves: dict[int, list[Move]] = field(default_factory=dict)
    words: dict[str, Tag] = field(default_factory=dict)
    fields: dict[str, FormField] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    def prepare(self, members: Iterable[int], rows: Iterable[Mapping[str, str]]) -> None:
        """Hold these members, read what is needed, and make the tags that are not there yet."""
        keys = sorted(members)
        list(Member.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
        self.moves = {pk: [] for pk in keys}
        for row in ShareEntry.objects.filter(member__in=keys):
            self.moves[row.member_id].append(row.move)
        self.fields = {f"{OWN}{each.code}": each for each in FormField.objects.all()}
        self.words = {each.name_key: each for each in Tag.objects.all()}
        for name in (name for row in rows for name in tags_in(row.get(TAGS, ""))):
            if name_key(name) not in self.words and len(self.words) < Tag.MOST:
                made, _new = Tag.objects.get_or_create(
                    name_key=name_key(name), defaults={"name": name}
                )
                self.words[made.name_key] = made

    def prevented(self, member: int, values: Mapping[str, str], before: Mapping[str, str]) -> str:
        """Why this cannot be written by now, or nothing."""
        ours = any(map(is_besides, values))
        if ours and member in self.touched:
            return _("This member has changed since you looked.")
        if ours and member:
            self.touched.add(member)
        if any(name_key(name) not in self.words for name in tags_in(values.get(TAGS, ""))):
            return str(TooManyTagsError.message)
        if not {"shares", "shares_paid"} & values.keys():
            return ""
        moves = [*self.moves.get(member, []), _move(values, before)]
        wrong = first_unsound(moves) is not None
        return _("That day the member had fewer shares than this is paid for.") if wrong else ""

    def write(
        self, member: Member, values: Mapping[str, str], before: Mapping[str, str], *, new: bool
    ) -> Row:
        """Note all of it for `store`. Returns what is to be remembered of it."""
        self.given += [(member, key, new) for key in map(name_key, tags_in(values.get(TAGS, "")))]
        asked = [name for name in values if name in self.fields]
        self.answers += [
            FieldAnswer(
                field=self.fields[name],
                member=member,
                value=values[name],
                said=self.fields[name].said("label"),
                version=self.fields[name].version,
            )
            for name in asked
            if values[name]
        ]
        if asked and not new:
            self.facts.append(AnswersChanged(str(member.code)))
        if not {"shares", "shares_paid"} & values.keys():
            return {}
        move = _move(values, before)
        kind = ShareEntry.Kind.SUBSCRIBED if move.count else ShareEntry.Kind.PAID
        return {ENTRY: str(self.enter(member, kind, move).code)}

    def enter(
        self, member: Member, kind: str, move: Move, beside: ShareEntry | None = None
    ) -> ShareEntry:
        row = ShareEntry(
            member=member,
            action=kind,
            count=move.count,
            price=move.price,
            paid=move.paid,
            on=move.on,
            beside=beside,
        )
        self.entries.append(row)
        self.facts.append(SharesChanged(str(member.code), str(row.code)))
        return row

    def store(self, asked: Mapping[str, list[int]]) -> None:
        """`asked` says whose former answers to which question are replaced."""
        ShareEntry.objects.bulk_create(self.entries)
        for name, members in asked.items():
            if name in self.fields:
                FieldAnswer.objects.filter(field=self.fields[name], member__in=members).delete()
        FieldAnswer.objects.bulk_create(self.answers)
        rows = MemberTag.objects.filter(member__in={member.pk for member, _key, _new in self.given})
        there = set(rows.values_list("member_id", "tag_id"))
        made = []
        for member, key, new in self.given:
            tag = self.words[key]
            if (member.pk, tag.pk) not in there:
                made.append(MemberTag(member=member, tag=tag))
                if not new:
                    self.facts.append(MemberTagged(str(member.code), str(tag.code)))
        MemberTag.objects.bulk_create(made)


def _move(values: Mapping[str, str], before: Mapping[str, str]) -> Move:
    """The difference to what is held, as one entry."""
    count = int(values.get("shares") or before.get("shares") or 0) - int(before.get("shares") or 0)
    paid = Decimal(values["shares_paid"]) - Decimal(before.get("shares_paid") or 0)
    price = Decimal(values["share_price"]) if count else NOTHING
    return Move(date.fromisoformat(values["shares_on"]), count, price, paid)


def taken_back(
    writing: Writing, member: Member, line: Mapping[str, str], wanted: Mapping[str, str]
) -> bool:
    """Note that this is as it was: `line` is what the import left. False where an entry of shares rests on it."""
    if ENTRY in line:
        entry = ShareEntry.objects.get(code=line[ENTRY])
        back = Move(entry.on, -entry.count, entry.price, -entry.paid)
        if first_unsound([*writing.moves[member.pk], back]):
            return False
        writing.enter(member, ShareEntry.Kind.REVERSED, back, beside=entry)
    answered = {name: value for name, value in wanted.items() if name.startswith(OWN)}
    writing.write(member, answered, {}, new=False)
    if TAGS in wanted:
        was = set(map(name_key, tags_in(wanted[TAGS])))
        held_now = MemberTag.objects.filter(member=member).exclude(tag__name_key__in=was)
        for each in held_now.select_related("tag"):
            writing.facts.append(MemberUntagged(str(member.code), str(each.tag.code)))
        held_now.delete()
    return True


def remove_shares(members: Iterable[int]) -> None:
    """Of members whom an undone import takes off the register, past the guard by which shares are only reversed.

    The register's own entries say that they were there and are gone.
    """
    rows: Any = ShareEntry.objects.filter(member__in=list(members))
    TrackedQuerySet.delete(rows)
