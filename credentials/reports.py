"""What this app counts for a co-op's reports: cards that were signed, and cards that were opened."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials.models import Credential
from tenants.reports import registry, wording
from tenants.reports.drawing import Series
from tenants.reports.periods import Period
from tenants.reports.registry import Asked, Drawn, Rows
from tenants.reports.spans import per_period


def register() -> None:
    """Once, when the app starts."""
    registry.report("cards", gettext_lazy("Cards"), cards, order=50)
    registry.year_part("cards", gettext_lazy("Cards"), year_of_cards, order=60)


def _counts(asked: Asked, periods: list[Period]) -> tuple[list[int], list[int]]:
    """Signed and opened per period. A card is opened once, however often its link is."""
    if not periods:
        return [], []
    since = datetime.combine(periods[0].first, time.min, ZoneInfo(asked.zone))
    until = datetime.combine(periods[-1].last + timedelta(days=1), time.min, ZoneInfo(asked.zone))
    rows = Credential.objects.order_by()
    signed = rows.filter(issued_at__gte=since, issued_at__lt=until)
    opened = rows.annotate(opened=Min("offers__first_opened_at")).filter(
        opened__gte=since, opened__lt=until
    )
    return tuple(  # type: ignore[return-value]  # -- of two
        per_period(map(asked.day_of, moments), periods)
        for moments in (
            signed.values_list("issued_at", flat=True),
            opened.values_list("opened", flat=True),
        )
    )


def cards(asked: Asked) -> Drawn:
    signed, opened = _counts(asked, asked.periods)
    return Drawn(
        heads=[_("Period"), _("Cards signed"), _("Cards opened for the first time")],
        rows=[
            [wording.name_of(period), signed[place], opened[place]]
            for place, period in enumerate(asked.periods)
        ],
        series=[Series(_("Signed"), signed), Series(_("Opened"), opened, "lined")],
        notes=[
            _("Each next card of a member is a card too. Opened means from the link in a letter.")
        ],
    )


def year_of_cards(asked: Asked, year: Period) -> Rows:
    (signed,), (opened,) = _counts(asked, [year])
    return [(_("Cards signed"), signed), (_("Cards opened for the first time"), opened)]
