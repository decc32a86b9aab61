"""Reads about applicants and members that more than one page needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants import scope
from tenants.finding import searched
from tenants.models import Application, Cooperative, Event, Member, Membership
from tenants.secrets import email_key, name_key

NEAR: Final = 0.86  # two typing errors in a name of usual length, or two words swapped
MOST_NEAR: Final = 300
PHONE_DIGITS: Final = 9  # without the country code, which people write or leave out
GOOD: Final = Membership.Standing.GOOD
SUSPENDED: Final = Membership.Standing.SUSPENDED
Row = TypeVar("Row", Member, Application)
REASONS: dict[str, str | Promise] = {
    "email": _("Same email address"),
    "name": _("Same name"),
    "phone": _("Same phone number"),
    "near_name": _("Similar name"),
}


@dataclass(frozen=True)
class Duplicate:
    """Somebody an applicant may be: on the register (`member`) or asking as well (`application`)."""

    reasons: tuple[str, ...]
    member: Member | None = None
    application: Application | None = None

    @property
    def sentences(self) -> list[str]:
        return [str(REASONS[reason]) for reason in self.reasons]


def here() -> Cooperative:
    return Cooperative.objects.get(pk=scope.current().cooperative_id)


def hold_here() -> Cooperative:
    """The co-op that is entered, within a transaction: whoever else holds it waits until that is over.

    Rows that only name it are written meanwhile. Otherwise who has a row that we want next, and writes one, would
    wait for us while we wait for them.
    """
    return Cooperative.objects.select_for_update(no_key=True).get(pk=scope.current().cooperative_id)


def applications_by_state() -> dict[str, int]:
    """How many applications there are in each state; drafts are nobody's business yet."""
    rows = Application.objects.exclude(state=Application.State.DRAFT).order_by()
    return dict(rows.values_list("state").annotate(rows=Count("pk")))


def applications_to_review() -> int:
    return Application.objects.filter(state=Application.State.SUBMITTED).count()


def applications(state: str, search: str = "") -> QuerySet[Application]:
    """Applications in this state: what is open in the order it came, what is decided newest first."""
    rows = Application.objects.filter(state=state).select_related("membership_class")
    if state not in Application.OPEN:
        rows = rows.select_related("membership__member").order_by("-decided_at", "-id")
    return searched(rows, search)


def members_by_address(email: str) -> list[Member]:
    """Who has this address and a membership that runs, visits aside."""
    key = email_key(email)
    if not key:
        return []
    running = Membership.objects.exclude(standing=Membership.Standing.ENDED)
    running = running.filter(membership_class__visiting=False)
    rows = Member.objects.filter(email_key=key, memberships__in=running)
    return list(rows.distinct().order_by("pk"))


def shared_addresses(members: Iterable[Member]) -> set[str]:
    """The addresses among these that stand for more than one person on the register: they lead to nobody alone."""
    keys = [each.email_key for each in members if each.email_key]
    seen: dict[str, int] = {}
    for key in Member.objects.filter(email_key__in=keys).values_list("email_key", flat=True):
        seen[key] = seen.get(key, 0) + 1
    return {key for key, people in seen.items() if people > 1}


def members(search: str = "", standing: str = "") -> QuerySet[Member]:
    """Members by name, e-mail or number; with a standing, who has such a membership.

    Ended is who has none that is running.
    """
    rows = Member.objects.filter(merged_into=None)
    rows = rows.prefetch_related("memberships__membership_class")
    mine = Membership.objects.filter(member=OuterRef("pk"))
    if standing == Membership.Standing.ENDED:
        rows = rows.exclude(Exists(mine.exclude(standing=Membership.Standing.ENDED)))
    elif standing:
        rows = rows.filter(Exists(mine.filter(standing=standing)))
    return searched(rows, search, numbered=True)


def members_by_standing() -> dict[str, int]:
    """As the tabs above the list divide them; somebody in two classes may stand under two.

    Each count is read from an index alone. Who was merged into another entry has no membership left.
    """
    everybody = Member.objects.filter(merged_into=None).count()
    rows = Membership.objects.filter(standing__in=(GOOD, SUSPENDED)).values("standing")
    found = dict(rows.values_list("standing", Count("member", distinct=True)))
    good, suspended = found.get(GOOD, 0), found.get(SUSPENDED, 0)
    running = good + suspended - (_in_both() if good and suspended else 0)
    return {
        "": everybody,
        GOOD: good,
        SUSPENDED: suspended,
        Membership.Standing.ENDED: everybody - running,
    }


def _in_both() -> int:
    """Who is in good standing in one class and suspended in another."""
    other = Membership.objects.filter(member=OuterRef("member"), standing=GOOD)
    return _people(Membership.objects.filter(Exists(other), standing=SUSPENDED))


def _people(rows: QuerySet[Membership]) -> int:
    found: int = rows.aggregate(people=Count("member", distinct=True))["people"]
    return found


def members_in_good_standing() -> int:
    return _people(Membership.objects.filter(standing=GOOD))


def has_members() -> bool:
    return Member.objects.filter(merged_into=None).exists()


def new_card_asked(membership: Membership, key: UUID) -> bool:
    """Whether this very card was to be replaced already."""
    rows = Event.objects.filter(name="MembershipChanged", data__cause=f"replaced:{key}")
    return rows.filter(data__membership=str(membership.code)).exists()


def possible_duplicates(application: Application) -> list[Duplicate]:
    """Who this applicant may be, the surest first; near names too."""
    found = _matches([application], near=True).get(application.pk, [])
    return sorted(found, key=lambda each: (-len(each.reasons), each.reasons))


def with_duplicates(rows: Iterable[Application]) -> set[int]:
    """Which of these applicants may be known already, by e-mail, name or phone; two queries for all."""
    return set(_matches(list(rows), near=False))


def _matches(rows: list[Application], *, near: bool) -> dict[int, list[Duplicate]]:
    if not rows:
        return {}
    wanted = _wanted(rows, near=near)
    people = Member.objects.filter(wanted)
    asking = (
        Application.objects.filter(wanted, membership=None)
        .exclude(state__in=[Application.State.DRAFT, Application.State.APPROVED])
        .select_related("membership_class")
    )
    if not near:
        asking = asking.filter(state__in=Application.OPEN)
    surest = _surest(rows)
    others: list[Any] = [
        *people.order_by(surest, "number")[:MOST_NEAR],
        *asking.order_by(surest, "submitted_at", "pk")[:MOST_NEAR],
    ]
    found: dict[int, list[Duplicate]] = {}
    for row in rows:
        who = _Who(email_key(row.email), name_key(row.name), _digits(row.phone))
        for other in others:
            if isinstance(other, Application) and other.pk == row.pk:
                continue
            if isinstance(other, Member) and _is_same_person(row, other):
                continue
            if reasons := _reasons(who, other, near=near):
                found.setdefault(row.pk, []).append(_duplicate(reasons, other))
    return found


def _is_same_person(row: Application, member: Member) -> bool:
    """Known by the login, or made by this very application: no guess."""
    if row.membership is not None and row.membership.member_id == member.pk:
        return True
    return row.user_id is not None and member.user_id == row.user_id


def _duplicate(reasons: tuple[str, ...], other: Member | Application) -> Duplicate:
    if isinstance(other, Member):
        return Duplicate(reasons, member=other)
    return Duplicate(reasons, application=other)


def _wanted(rows: list[Application], *, near: bool) -> Q:
    wanted = _same(rows)
    for row in rows:
        if digits := _digits(row.phone):
            wanted |= Q(phone__endswith=digits[-2:])
        words = name_key(row.name).split()
        if near and words:
            wanted |= Q(name_key__startswith=words[0][:3]) | Q(name_key__endswith=words[-1])
            wanted |= Q(name_key__startswith=words[-1][:3])
    return wanted


def _same(rows: list[Application]) -> Q:
    wanted = Q(email_key__in={email_key(row.email) for row in rows if row.email})
    return wanted | Q(name_key__in={name_key(row.name) for row in rows if row.name})


def _surest(rows: list[Application]) -> Case:
    """Of thousands who are like them those first who share address or name, then a phone number: only so many are read."""
    whens = [When(_same(rows), then=0)]
    phones = [Q(phone__endswith=digits[-2:]) for row in rows if (digits := _digits(row.phone))]
    whens += [When(each, then=1) for each in phones]
    return Case(*whens, default=2)


@dataclass(frozen=True)
class _Who:
    """What an applicant is compared by."""

    email: str
    name: str
    phone: str


def _reasons(who: _Who, other: Member | Application, *, near: bool) -> tuple[str, ...]:
    checks = {
        "email": bool(who.email) and who.email == other.email_key,
        "name": bool(who.name) and who.name == other.name_key,
        "phone": bool(who.phone) and who.phone == _digits(other.phone),
    }
    reasons = [name for name, hit in checks.items() if hit]
    if near and not checks["name"] and _is_near(who.name, other.name_key):
        reasons.append("near_name")
    return tuple(reasons)


def _is_near(one: str, other: str) -> bool:
    if sorted(one.split()) == sorted(other.split()):
        return bool(one)
    alike = SequenceMatcher(None, one, other)
    # Bounds from above come first: they are quickly told.
    return alike.real_quick_ratio() >= NEAR and alike.quick_ratio() >= NEAR <= alike.ratio()


def _digits(phone: str) -> str:
    """The end of a number, as people write it in many ways; nothing where there is too little of it."""
    digits = "".join(ch for ch in phone if ch.isdigit())[-PHONE_DIGITS:]
    return digits if len(digits) >= PHONE_DIGITS - 2 else ""
