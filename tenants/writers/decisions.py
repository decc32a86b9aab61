"""Letters about what a co-op has decided: on an application and on a membership."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenants.mail import Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Application, Cooperative, Letter, Membership
from tenants.secrets import application_token


@letter("application_declined", _lazy("Application not accepted"), again=True)
def write_declined(row: Letter) -> Message:
    """With the reason: staff wrote it for the applicant to read, and saw it before it went."""
    application = Application.objects.get(code=row.about)
    here = _here(row)
    title = _("Your application was not accepted")
    context = {
        "name": application.name,
        "reason": application.decision_reason,
        "delete_on": application.delete_on,
    }
    address = reverse("tenants:application", args=[application_token(application.code)])
    text, html = _halves(
        "declined", here, title, context, action=_("Open my application"), to=address
    )
    return Message(f"{here.name}: {title}", text, html)


@letter("membership_suspended", _lazy("Membership suspended"), again=True)
def write_suspended(row: Letter) -> Message:
    return _of_a_membership("suspended", row, _("Your membership is suspended"))


@letter("membership_restored", _lazy("Membership restored"), again=True)
def write_restored(row: Letter) -> Message:
    return _of_a_membership("restored", row, _("Your membership is in good standing again"))


@letter("membership_ending", _lazy("Last day of a membership"), again=True)
def write_ending(row: Letter) -> Message:
    return _of_a_membership("ending", row, _("The last day of your membership"))


@letter("membership_ended", _lazy("Membership ended"), again=True)
def write_ended(row: Letter) -> Message:
    return _of_a_membership("ended", row, _("Your membership has ended"))


def _of_a_membership(template: str, row: Letter, title: str) -> Message:
    membership = Membership.objects.select_related("member", "membership_class").get(code=row.about)
    here = _here(row)
    context = {"name": membership.member.name, "membership": membership}
    text, html = _halves(template, here, title, context, action=_("Open my cards"), to="/me/")
    return Message(f"{here.name}: {title}", text, html)


def _halves(
    template: str, here: Cooperative, title: str, context: dict[str, Any], *, action: str, to: str
) -> tuple[str, str]:
    whole = {
        **context,
        "title": title,
        "subject": title,
        "action": action,
        "action_url": f"{settings.CANONICAL_ORIGIN}{to}",
    }
    return write_halves(f"tenants/mail/{template}", whole, cooperative=here)


def _here(row: Letter) -> Cooperative:
    return Cooperative.objects.get(pk=row.cooperative_id)
