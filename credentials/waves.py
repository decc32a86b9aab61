"""Who is invited to open their card, and how: decided from what is known of each member and their card now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from credentials.models import CardPrint, Credential, Invitation, Offer, PrintRun, Wave
from credentials.queries import running
from tenants.models import Letter, Membership
from tenants.queries import shared_addresses

FIRST, AGAIN = (
    "invitation",
    "invitation_again",
)  # kinds of letters; their key is the invitation's code
TEST = "invitation_test"
AN_HOUR: Final = timedelta(hours=1)
Way, Reason = Invitation.Way, Invitation.Reason
BACK: Final = frozenset({Letter.State.FAILED, Letter.State.BOUNCED, Letter.State.HELD})


@dataclass(frozen=True)
class Planned:
    membership: Membership
    way: str
    reason: str = ""

    @property
    def way_label(self) -> str:
        return str(Way(self.way).label)

    @property
    def reason_label(self) -> str:
        return str(Reason(self.reason).label) if self.reason else ""


def plan(kind: UUID | None, *, again: bool) -> list[Planned]:
    """One line for each member with a running membership, visits aside, in the order of their numbers."""
    rows = _with_cards(running()).filter(membership_class__visiting=False)
    if kind is not None:
        rows = rows.filter(membership_class__code=kind)
    first: dict[int, Membership] = {}
    for row in rows.order_by("member__number", "-issued", "pk"):
        first.setdefault(row.member_id, row)
    before: set[int] = set()
    if not again:
        written = Invitation.objects.filter(written_at__isnull=False)
        before = set(written.values_list("membership__member_id", flat=True))
    return judged(list(first.values()), before=before)


def judged(memberships: Sequence[Any], *, before: Iterable[int] = ()) -> list[Planned]:
    """Of memberships as `plan` and `now` read them."""
    shared = shared_addresses([row.member for row in memberships])
    known = set(before)
    return [_judge(row, shared, known) for row in memberships]


def _judge(row: Any, shared: set[str], before: set[int]) -> Planned:
    """The first that holds. A mail goes only to an address that is one person's alone."""
    member = row.member
    left_out = {
        Reason.CAME_IN: member.user_id is not None,
        Reason.OPENED: row.opened,
        Reason.NO_CARD: not row.has_card,
        Reason.RUN_OUT: not row.issued,
        Reason.BEFORE: row.member_id in before,
    }
    for reason, so in left_out.items():
        if so:
            return Planned(row, Way.NONE, reason)
    if not member.email:
        return Planned(row, Way.LETTER, Reason.NO_EMAIL)
    if member.email_key in shared:
        return Planned(row, Way.LETTER, Reason.SHARED)
    return Planned(row, Way.MAIL)


def now(pks: Iterable[int]) -> dict[int, Any]:
    """Those of these memberships that still run, with what is known of them now."""
    return {row.pk: row for row in _with_cards(running()).filter(pk__in=list(pks))}


def _with_cards(rows: QuerySet[Any]) -> QuerySet[Any]:
    checked = Credential.objects.filter(
        membership=OuterRef("pk"),
        superseded_at=None,
        checked_at__isnull=False,
        further=None,
    )
    found: QuerySet[Any] = rows.annotate(has_card=Exists(checked))
    return found.select_related("member", "membership_class")


def fingerprint(planned: Sequence[Planned]) -> str:
    """Of what was looked at, so that exactly this is begun."""
    lines = [f"{each.membership.code} {each.way} {each.reason}" for each in planned]
    return sha256("\n".join(lines).encode()).hexdigest()[:32]


def pending(wave: Wave) -> QuerySet[Any]:
    """Who is to be written to in this lap: all once; with a reminder, who has not opened and whose mail was taken."""
    rows = invitations(wave).filter(way=Way.MAIL)
    if wave.reminded_at is None:
        return rows.filter(written_at=None)
    rows = rows.filter(written_at__isnull=False, reminded_at=None, opened=False)
    return rows.exclude(code__in=bounced(wave))


def invitations(wave: Wave) -> QuerySet[Any]:
    """With `opened`: the link in the mail was followed, or the member signs in by now; `came_in`: that alone;
    `lettered`: a letter was printed since the wave began."""
    came_in = Q(membership__member__user__isnull=False)
    paper = CardPrint.objects.filter(
        credential__membership=OuterRef("membership"),
        credential__further=None,
        run__shape=PrintRun.Shape.LETTER,
        run__printed_at__gte=wave.begun_at,
    )
    rows = Invitation.objects.filter(wave=wave).alias(looked=Exists(_looked_at()))
    rows = rows.annotate(opened=Q(looked=True) | came_in, came_in=came_in, lettered=Exists(paper))
    return rows.select_related("membership__member")


def _looked_at() -> QuerySet[Any]:
    return Offer.objects.filter(
        credential__membership=OuterRef("membership"),
        credential__further=None,
        first_opened_at__isnull=False,
    )


def room(wave: Wave, *, at: datetime) -> tuple[int, datetime | None]:
    """How many mails may be written now, and from when on more, where there is none.

    All waves of the co-op are counted, and by what was written: so the cap holds whoever starts again or anew.
    """
    since = at - AN_HOUR
    rows = Invitation.objects.order_by()
    moments = [
        *rows.filter(written_at__gt=since).values_list("written_at", flat=True),
        *rows.filter(reminded_at__gt=since).values_list("reminded_at", flat=True),
    ]
    written = [moment for moment in moments if moment]
    left = wave.an_hour - len(written)
    return max(0, min(left, wave.at_once)), (min(written) + AN_HOUR if written else None)


def bounced(wave: Wave) -> list[UUID]:
    """The invitations whose last mail did not arrive: refused at once, reported back later, or held for that reason."""
    return _bounced(Invitation.objects.filter(wave=wave).values_list("code", flat=True))


def _bounced(codes: Iterable[UUID]) -> list[UUID]:
    rows = Letter.objects.filter(kind__in=(FIRST, AGAIN), key__in=[str(code) for code in codes])
    last = dict(rows.order_by("pk").values_list("key", "state"))
    return [UUID(key) for key, state in last.items() if state in BACK]


def counts(wave: Wave) -> dict[str, int]:
    """Who gets what adds up to all; what became of the mails stands beside."""
    rows = invitations(wave).order_by()
    told = rows.exclude(way=Way.NONE)
    found: dict[str, int] = rows.aggregate(
        mail=Count("pk", filter=Q(way=Way.MAIL)),
        letter=Count("pk", filter=Q(way=Way.LETTER)),
        none=Count("pk", filter=Q(way=Way.NONE)),
        written=Count("pk", filter=Q(written_at__isnull=False)),
        reminded=Count("pk", filter=Q(reminded_at__isnull=False)),
    )
    # One by one: the name of an aggregate would hide the annotation of the same name.
    for name in ("opened", "lettered", "came_in"):
        found[name] = told.filter(**{name: True}).count()
    failed = bounced(wave)
    silent = rows.filter(written_at__isnull=False, opened=False)
    found["unopened"] = told.filter(opened=False).count()
    found["to_remind"] = (
        silent.filter(way=Way.MAIL, reminded_at=None).exclude(code__in=failed).count()
    )
    found["bounced"] = len(failed)
    found["left"] = pending(wave).count() if wave.is_open else 0
    found["rest"] = len(rest(wave))
    return found


def rest(wave: Wave) -> list[int]:
    """The memberships that only a letter reaches and that have none yet: no address of their own, or the mail came back.

    Printed once more, a letter would end the code of the one that is on its way.
    """
    rows = invitations(wave).filter(opened=False, lettered=False)
    by_letter = Q(way=Way.LETTER) | Q(code__in=bounced(wave))
    return list(rows.filter(by_letter).values_list("membership_id", flat=True))


def unopened(wave: Wave) -> list[int]:
    """The memberships that have not opened and have no letter yet, however they are reached."""
    rows = invitations(wave).filter(opened=False, lettered=False).exclude(way=Way.NONE)
    return list(rows.values_list("membership_id", flat=True))


def letters_of(rows: Sequence[Invitation]) -> dict[str, Letter]:
    """The newest mail of each invitation, by its code."""
    keys = [str(row.code) for row in rows]
    found = Letter.objects.filter(kind__in=(FIRST, AGAIN), key__in=keys).order_by("pk")
    return {letter.key: letter for letter in found}


def is_any_open() -> bool:
    return Wave.objects.filter(state__in=Wave.OPEN).exists()


def sums(found: Sequence[Wave]) -> dict[int, dict[str, int]]:
    """Of several waves, by primary key: how many in all, written to, opened, came in, came back. As many questions as for one."""
    every = Invitation.objects.filter(wave__in=found)
    invited, came_in = ~Q(way=Way.NONE), Q(membership__member__user__isnull=False)
    told: Any = (
        every.alias(looked=Exists(_looked_at()))
        .order_by()
        .values("wave_id")
        .annotate(
            total=Count("pk"),
            written=Count("pk", filter=Q(written_at__isnull=False)),
            came_in=Count("pk", filter=invited & came_in),
            opened=Count("pk", filter=invited & (came_in | Q(looked=True))),
        )
    )
    names = ("total", "written", "opened", "came_in", "bounced")
    sums_of = {each.pk: dict.fromkeys(names, 0) for each in found}
    for row in told:
        sums_of[row["wave_id"]] |= {name: row[name] for name in names[:-1]}
    of_wave = dict(every.filter(written_at__isnull=False).values_list("code", "wave_id"))
    for code in _bounced(of_wave):
        sums_of[of_wave[code]]["bounced"] += 1
    return sums_of


def untold() -> int:
    """How many have a card that nobody told them of: taken over from a list, not invited, not signed in."""
    invited = Invitation.objects.filter(membership=OuterRef("pk"), written_at__isnull=False)
    rows = running().filter(announce=False, membership_class__visiting=False, issued=True)
    return rows.filter(~Exists(invited), opened=False, printed_at=None).count()
