"""How far somebody is who applies, what was told, what is to be paid, and by when the answer comes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import answers as own
from tenants.models import Application, Cooperative
from tenants.services.money import dues

STEPS: Final = ("class", "details", "questions", "check", "verify")


def place(step: str, draft: Application | None) -> dict[str, Any]:
    """Which of how many: a step less where the co-op asks nothing besides."""
    more = own.asked_in(draft.membership_class if draft is not None else None).exists()
    steps = [each for each in STEPS if more or each != "questions"]
    return {"step": steps.index(step) + 1, "of": len(steps)}


def answers(application: Application, *, change: str = "") -> list[dict[str, Any]]:
    """What was told, as rows of a summary; with the co-op's slug, each leads to where it is changed."""
    rows: list[tuple[Any, Any, str]] = [
        (_("Kind of membership"), application.membership_class, "class"),
        (_("Full name"), application.name, "details"),
        (_("Email address"), application.email, "details"),
        (_("Phone number"), application.phone, "details"),
        (_("Postcode"), application.postcode, "details"),
        (_("Name on your card"), application.name_on_card or application.name, "details"),
        (_("Anything we should know?"), application.message, "details"),
    ]
    drawn = [{"label": label, "value": value} for label, value, _page in rows]
    told = own.told_by(application)
    if change:
        pages = [*(page for _label, _value, page in rows), *("questions" for _row in told)]
        for row, page in zip([*drawn, *told], pages, strict=True):
            href = reverse(f"tenants:join-{page}", args=[change])
            row |= {"href": href, "change": _("Change")}
    return [*drawn, *told]


def answer_day(application: Application, here: Cooperative) -> date:
    """By when the co-op has promised to answer."""
    sent = application.submitted_at or timezone.now()
    return timezone.localdate(sent, ZoneInfo(here.time_zone)) + timedelta(days=here.answer_days)


def sent_in(sent: Application) -> None:
    """What is to be paid stands on the next page already; a reaction does the same, should this be cut short."""
    dues.charge_application(str(sent.code))
