"""Letters about the end of a membership: notices, reminders, and a word to a household."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenants import queries
from tenants.dates import today_in
from tenants.mail import Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Letter, Membership, MembershipClass, Notice
from tenants.reminders import KIND


@letter("notice_resignation", _lazy("Notice received"), again=True)
def write_resignation(row: Letter) -> Message:
    return _of_a_notice(row, _("The last day of your membership"))


@letter("notice_expulsion", _lazy("Exclusion"), again=True)
def write_expulsion(row: Letter) -> Message:
    return _of_a_notice(row, _("Your membership ends"))


@letter("notice_withdrawn", _lazy("Notice taken back"), again=True)
def write_withdrawn(row: Letter) -> Message:
    return _of_a_notice(row, _("Your membership goes on"))


@letter("household_told", _lazy("Word to a household"), again=True)
def write_household(row: Letter) -> Message:
    return _of_a_notice(row, _("A membership has ended"), button=False)


@letter(KIND, _lazy("Reminder"), again=True)
def write_reminder(row: Letter) -> Message:
    """Of the last day that the key names, and as many days before or after it as there are."""
    membership = Membership.objects.select_related("member", "membership_class").get(code=row.about)
    day = date.fromisoformat(row.key.split("|")[1])
    over = day < today_in(queries.here().time_zone)
    title = _("Your membership has run out") if over else _("Your membership runs out soon")
    by_member = membership.membership_class.renewal == MembershipClass.Renewal.MEMBER
    context = {
        "membership": membership,
        "name": membership.member.name,
        "day": day,
        "over": over,
        "ended": not membership.is_active,
        "by_member": by_member and membership.is_active,
    }
    return _message("membership_reminder", title, context)


def _of_a_notice(row: Letter, title: str, *, button: bool = True) -> Message:
    notice = Notice.objects.select_related("membership__member").get(code=row.about)
    membership = notice.membership
    context = {"notice": notice, "membership": membership, "name": membership.member.name}
    return _message(row.kind, title, context, button=button)


def _message(template: str, title: str, context: dict[str, Any], *, button: bool = True) -> Message:
    here = queries.here()
    action = {"action": _("Open my cards"), "action_url": f"{settings.CANONICAL_ORIGIN}/me/"}
    whole = {**context, "title": title, "subject": title, **(action if button else {})}
    text, html = write_halves(f"tenants/mail/{template}", whole, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)
