"""Letters to people who apply. Nothing an applicant typed is repeated, bar the name they gave.

Where the mailbox is not confirmed yet, not even the name: a stranger may have typed it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenants.letter_texts import Changeable, changeable, find
from tenants.mail import Message, letter
from tenants.mail_layout import write_halves, write_letter
from tenants.models import Application, Cooperative, Letter, Member
from tenants.secrets import application_token, confirmation_code


@letter("application_code", _lazy("Code to confirm an address"), urgent=True)
def write_code(row: Letter) -> Message:
    """The number stands in the key: a repeated letter carries the same code."""
    code = confirmation_code(row.about, int(row.key.partition("|")[2]))
    return _message(
        "code",
        row,
        _("Your code to send your application"),
        {"code": code},
        action=_("Open my application"),
    )


@letter("application_received", _lazy("Application received"), again=True)
def write_received(row: Letter) -> Message:
    application = Application.objects.select_related("membership_class").get(code=row.about)
    here = _here(row)
    by = _day(application.submitted_at or timezone.now(), here) + timedelta(days=here.answer_days)
    return _message(
        "received",
        row,
        _("We have received your application"),
        {"name": application.name, "class": application.membership_class, "by": by},
        action=_("See where it stands"),
    )


@letter("application_withdrawn", _lazy("Application withdrawn"), again=True)
def write_withdrawn(row: Letter) -> Message:
    return _of_a_person(
        "withdrawn", row, _("Your application is withdrawn"), _("See where it stands")
    )


@letter("already_member", _lazy("Member already"))
def write_already_member(row: Letter) -> Message:
    """To somebody whose address was typed once more; the page said nothing of it."""
    return _message(
        "already_member",
        row,
        _("You are a member already"),
        {},
        action=_("Open my cards"),
        to="/me/",
    )


@letter("already_applied", _lazy("Applied already"))
def write_already_applied(row: Letter) -> Message:
    """The link leads to the application that is open, not to the one just typed."""
    return _message(
        "already_applied", row, _("You have applied already"), {}, action=_("See where it stands")
    )


def _of_a_person(template: str, row: Letter, title: str, action: str) -> Message:
    application = Application.objects.get(code=row.about)
    context = {"name": application.name, "delete_on": application.delete_on}
    return _message(template, row, title, context, action=action)


def _message(
    template: str, row: Letter, title: str, context: dict[str, Any], *, action: str, to: str = ""
) -> Message:
    here = _here(row)
    address = to or reverse("tenants:application", args=[application_token(row.about)])
    whole = {
        **context,
        "title": title,
        "subject": title,
        "action": action,
        "action_url": f"{settings.CANONICAL_ORIGIN}{address}",
    }
    if find(row.kind):
        shown, text, html = write_letter(
            row.kind, f"tenants/mail/{template}", whole, cooperative=here
        )
        return Message(f"{here.name}: {shown}", text, html)
    text, html = write_halves(f"tenants/mail/{template}", whole, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)


def _day(moment: datetime, here: Cooperative) -> Any:
    """The day it was where the co-op is."""
    return moment.astimezone(ZoneInfo(here.time_zone)).date()


def _here(row: Letter) -> Cooperative:
    return Cooperative.objects.get(pk=row.cooperative_id)


def _received(here: Cooperative, _member: Member | None) -> dict[str, Any]:
    return {"by": timezone.localdate() + timedelta(days=here.answer_days)}


changeable(
    Changeable(
        "application_received",
        "tenants/mail/received",
        _lazy("We have received your application"),
        ("name", "coop", "kind"),
        sample=_received,
    )
)
