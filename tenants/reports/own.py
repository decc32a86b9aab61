"""What this app counts: members, joins and leaves, kinds of membership, and how long applications wait."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.holding import Held, held
from tenants.models import Application, Membership, ShareEntry
from tenants.offers import money
from tenants.reports import registry, wording
from tenants.reports.drawing import Series
from tenants.reports.periods import Period
from tenants.reports.registry import Asked, Drawn, Rows
from tenants.reports.spans import Movement, Waited, movements, waited

State = Application.State
DECIDED: Final = (State.APPROVED, State.DECLINED)
SECONDS_OF_A_DAY: Final = 86_400


def register() -> None:
    """Once, when the app starts."""
    registry.report("members", gettext_lazy("Members over time"), members, order=10)
    registry.report("movement", gettext_lazy("Joins and leaves"), movement, order=20)
    registry.report("classes", gettext_lazy("By kind of membership"), classes, order=30)
    registry.report("applications", gettext_lazy("Applications"), applications, order=40)
    registry.year_part("movement", gettext_lazy("Members"), year_of_members, order=10)
    registry.year_part("reasons", gettext_lazy("Why members left"), year_of_reasons, order=20)
    registry.year_part(
        "classes",
        gettext_lazy("Kinds of membership at the end of the year"),
        year_of_kinds,
        order=30,
    )
    registry.year_part("shares", gettext_lazy("Shares"), year_of_shares, order=40)
    registry.year_part("applications", gettext_lazy("Applications"), year_of_applications, order=50)


def _moved(asked: Asked) -> list[Movement]:
    return movements(asked.book.members, asked.periods)


def members(asked: Asked) -> Drawn:
    moved = _moved(asked)
    return Drawn(
        heads=[_("Period"), _("Members at its end")],
        rows=[[wording.name_of(each.period), each.after] for each in moved],
        series=[Series(_("Members at the end"), [each.after for each in moved])],
        notes=[_("Whoever leaves with a day is counted until that day, and not after it.")],
    )


def movement(asked: Asked) -> Drawn:
    moved = _moved(asked)
    return Drawn(
        heads=[
            *(_("Period"), _("At its beginning"), _("Joins")),
            *(_("Leaves"), _("At its end"), _("Leaves of 100 members")),
        ],
        rows=[
            [
                *(wording.name_of(each.period), each.before, each.joins, each.leaves),
                *(each.after, wording.percent(each.churn)),
            ]
            for each in moved
        ],
        series=[
            Series(_("Joins"), [each.joins for each in moved]),
            Series(_("Leaves"), [each.leaves for each in moved], "lined"),
        ],
        notes=[
            _(
                "There is no rate for a period that is not over, or of which not every day is known."
            ),
            _("Changing the kind of membership is neither joining nor leaving."),
        ],
    )


def classes(asked: Asked) -> Drawn:
    """One column per kind that anybody holds; a person may hold more than one."""
    book = asked.book
    counts = [book.by_class(period.last) for period in asked.periods]
    kinds = [each for each in book.kinds() if any(count.get(str(each.code)) for count in counts)]
    return Drawn(
        heads=[_("Period"), *(each.name for each in kinds)],
        rows=[
            [wording.name_of(period), *(count.get(str(each.code), 0) for each in kinds)]
            for period, count in zip(asked.periods, counts, strict=True)
        ],
        series=[
            Series(each.name, [count.get(str(each.code), 0) for count in counts], style)
            for each, style in zip(kinds[:2], ("plain", "lined"), strict=False)
        ]
        if len(kinds) <= 2  # noqa: PLR2004 -- more than two would be told apart by colour alone
        else [],
        notes=[
            _("Memberships at the end of each period. Somebody who holds two is counted in both.")
        ],
    )


@dataclass(frozen=True)
class Applied:
    """On which of the co-op's days it came and ended, and how many days that took."""

    state: str
    came: date
    ended: date | None
    took: float


def _applied(asked: Asked) -> list[Applied]:
    rows = Application.objects.order_by().values_list("state", "submitted_at", "decided_at")
    return [
        _of(asked, state, submitted, decided) for state, submitted, decided in rows if submitted
    ]


def _of(asked: Asked, state: str, submitted: datetime, decided: datetime | None) -> Applied:
    came = asked.day_of(submitted)
    if decided is None or state not in {*DECIDED, State.WITHDRAWN}:
        return Applied(state, came, None, 0)
    took = (decided - submitted).total_seconds() / SECONDS_OF_A_DAY
    return Applied(state, came, asked.day_of(decided), took)


def applications(asked: Asked) -> Drawn:
    rows = _applied(asked)
    lines = [(period, *_of_period(rows, period)) for period in asked.periods]
    return Drawn(
        heads=[
            *(_("Period"), _("Received"), _("Decided")),
            *(_("Days until the decision, the middle one"), _("Nine of ten within days")),
        ],
        rows=[
            [
                *(wording.name_of(period), came, took.count),
                *(wording.days(took.middle), wording.days(took.nine_of_ten)),
            ]
            for period, came, took in lines
        ],
        series=[
            Series(_("Received"), [came for _period, came, _took in lines]),
            Series(_("Decided"), [took.count for _period, _came, took in lines], "lined"),
        ],
        notes=[
            _(
                "Days are counted from the day it was sent to the decision, weekends included. Nine of ten are told from ten decisions on."
            )
        ],
    )


def _of_period(rows: Sequence[Applied], period: Period) -> tuple[int, Waited]:
    took = [
        each.took
        for each in rows
        if each.state in DECIDED and each.ended and period.holds(each.ended)
    ]
    return sum(period.holds(each.came) for each in rows), waited(took)


def year_of_members(asked: Asked, year: Period) -> Rows:
    (moved,) = movements(asked.book.members, [year])
    votes = sum(
        count * (kind.votes if kind.has_vote else 0) for kind, count in _kinds_at(asked, year.last)
    )
    return [
        (_("Members at the beginning"), moved.before),
        (_("Joined"), moved.joins),
        (_("Left"), moved.leaves),
        (_("Members at the end"), moved.after),
        (_("Leaves of 100 members"), wording.percent(moved.churn)),
        (_("Votes at the end, by kind of membership"), votes),
    ]


def year_of_reasons(asked: Asked, year: Period) -> Rows:
    (moved,) = movements(asked.book.members, [year])
    labels = dict(Membership.EndReason.choices)
    told = sorted(moved.reasons.items(), key=lambda each: (-each[1], each[0]))
    return [(labels.get(reason) or _("Not said"), count) for reason, count in told]


def year_of_kinds(asked: Asked, year: Period) -> Rows:
    return [(kind.name, count) for kind, count in _kinds_at(asked, year.last) if count]


def _kinds_at(asked: Asked, day: date) -> list[tuple[Any, int]]:
    counts = asked.book.by_class(day)
    return [(kind, counts.get(str(kind.code), 0)) for kind in asked.book.kinds()]


def year_of_applications(asked: Asked, year: Period) -> Rows:
    rows = _applied(asked)
    ended = Counter(each.state for each in rows if each.ended and year.holds(each.ended))
    came, took = _of_period(rows, year)
    return [
        (_("Received"), came),
        (_("Approved"), ended[State.APPROVED]),
        (_("Declined"), ended[State.DECLINED]),
        (_("Withdrawn"), ended[State.WITHDRAWN]),
        (_("Days until the decision, the middle one"), wording.days(took.middle)),
    ]


def year_of_shares(asked: Asked, year: Period) -> Rows:
    """Nothing where nobody ever held any."""
    before, after = _shares_at(year.before), _shares_at(year.last)
    if not before.lots and not after.lots:
        return []
    currency = asked.cooperative.currency
    return [
        (_("Shares at the beginning"), before.count),
        (_("Shares at the end"), after.count),
        (_("Their value at the end"), money(after.value, currency)),
        (_("Of it paid up"), money(after.paid, currency)),
    ]


def _shares_at(day: date) -> Held:
    """What was written down is never changed, only reversed with a day of its own."""
    return held(row.move for row in ShareEntry.objects.filter(on__lte=day).order_by())
