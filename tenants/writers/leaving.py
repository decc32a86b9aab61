"""Letters about the end of a membership: notices, reminders, and a word to a household."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenants import queries
from tenants.dates import today_in
from tenants.letter_texts import WITH_A_DAY, Changeable, changeable
from tenants.mail import Message, letter
from tenants.mail_layout import write_letter
from tenants.models import Cooperative, Letter, Member, Membership, MembershipClass, Notice
from tenants.reminders import KIND, is_wanted


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


@letter(KIND, _lazy("Reminder"), again=True, wanted=is_wanted)
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
    # Words about an end that is to come fit none that has come.
    return _message("" if over else row.kind, "membership_reminder", title, context)


def _of_a_notice(row: Letter, title: str, *, button: bool = True) -> Message:
    notice = Notice.objects.select_related("membership__member").get(code=row.about)
    membership = notice.membership
    context = {"notice": notice, "membership": membership, "name": membership.member.name}
    return _message(row.kind, row.kind, title, context, button=button)


def _message(
    kind: str, template: str, title: str, context: dict[str, Any], *, button: bool = True
) -> Message:
    here = queries.here()
    action = {"action": _("Open my cards"), "action_url": f"{settings.CANONICAL_ORIGIN}/me/"}
    whole = {**context, "title": title, **(action if button else {})}
    shown, text, html = write_letter(kind, f"tenants/mail/{template}", whole, cooperative=here)
    return Message(f"{here.name}: {shown}", text, html)


def _noticed(_here: Cooperative, _member: Member | None) -> dict[str, Any]:
    today = timezone.localdate()
    return {"notice": SimpleNamespace(given_on=today, last_day=today + timedelta(days=90))}


def _reminded(_here: Cooperative, _member: Member | None) -> dict[str, Any]:
    return {"day": timezone.localdate() + timedelta(days=30), "over": False, "by_member": True}


for _kind, _title, _sample in (
    ("notice_resignation", _lazy("The last day of your membership"), _noticed),
    ("notice_withdrawn", _lazy("Your membership goes on"), None),
    (KIND, _lazy("Your membership runs out soon"), _reminded),
):
    changeable(
        Changeable(_kind, f"tenants/mail/{_kind}", _title, WITH_A_DAY, ("last_day",), _sample)
    )
