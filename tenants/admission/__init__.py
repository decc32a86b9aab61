"""Reads about what stands between an application and its decision: conditions, places, people, words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from tenants.models import (
    Application,
    Condition,
    ConditionMet,
    Event,
    Membership,
    MembershipClass,
    ReasonTemplate,
    Staff,
)

State = Application.State


@dataclass(frozen=True)
class Asked:
    """A condition of an application, and who found it fulfilled; None while it is open."""

    condition: Condition
    met: ConditionMet | None


def conditions_of(application: Application) -> list[Asked]:
    """What is asked of this applicant, and what was ticked before it was given up."""
    met = {
        row.condition_id: row
        for row in ConditionMet.objects.filter(application=application).select_related("by__user")
    }
    wanted = _for_class(application.membership_class_id) & Q(ended_at=None)
    rows = Condition.objects.filter(wanted | Q(pk__in=met))
    return [Asked(row, met.get(row.pk)) for row in rows]


def open_conditions(application: Application) -> list[str]:
    return [each.condition.label for each in conditions_of(application) if each.met is None]


def with_open_conditions(rows: Iterable[Application]) -> set[int]:
    """Which of these wait for a condition; two queries for all of them."""
    many = list(rows)
    asked = list(Condition.objects.filter(ended_at=None).values_list("pk", "membership_class"))
    met = set(
        ConditionMet.objects.filter(application__in=[row.pk for row in many]).values_list(
            "application", "condition"
        )
    )
    return {
        row.pk
        for row in many
        for condition, chosen in asked
        if chosen in {None, row.membership_class_id} and (row.pk, condition) not in met
    }


def has_promise(application: Application, *, today: date) -> bool:
    """A place was taken, or is still kept for this applicant."""
    until = application.place_offered_until
    return application.place_taken_at is not None or (until is not None and until >= today)


def free_places(
    chosen: MembershipClass, *, today: date, apart: Application | None = None
) -> int | None:
    """How many may still come in; None where there is no limit. Promised places are not free."""
    if chosen.most_members is None:
        return None
    running = Membership.objects.filter(membership_class=chosen)
    running = running.exclude(standing=Membership.Standing.ENDED)
    kept = Q(place_offered_until__gte=today) | ~Q(place_taken_at=None)
    promised = Application.objects.filter(kept, membership_class=chosen, state__in=Application.OPEN)
    if apart is not None:
        promised = promised.exclude(pk=apart.pk)
    return max(0, chosen.most_members - running.count() - promised.count())


def positions() -> dict[int, int]:
    """Who waits at which place: by time, in each kind of membership on its own. One query."""
    waiting = Application.objects.filter(state=State.WAITING_LIST)
    rows = waiting.order_by("waitlisted_at", "pk").values_list("pk", "membership_class")
    counted: dict[int | None, int] = {}
    found = {}
    for pk, chosen in rows:
        counted[chosen] = counted.get(chosen, 0) + 1
        found[pk] = counted[chosen]
    return found


def deciders() -> list[Staff]:
    """Who may decide on applications."""
    team = Staff.objects.filter(removed_at=None).select_related("user").order_by("pk")
    return [each for each in team if each.may(Staff.Role.MEMBERSHIP)]


def templates(purpose: str, language: str = "") -> list[ReasonTemplate]:
    """The words kept for this, those in the reader's language first."""
    rows = list(ReasonTemplate.objects.filter(purpose=purpose))
    return sorted(rows, key=lambda row: (row.language != language, row.language, row.title))


def current_conditions() -> QuerySet[Condition]:
    return Condition.objects.filter(ended_at=None).select_related("membership_class")


def _for_class(chosen: int | None) -> Q:
    return Q(membership_class=None) | Q(membership_class=chosen)


def assigned_by(application: Application) -> int | None:
    """Who gave it to the one who has it."""
    told = Event.objects.filter(name="ApplicationAssigned", data__application=str(application.code))
    return told.order_by("-id").values_list("by", flat=True).first()
