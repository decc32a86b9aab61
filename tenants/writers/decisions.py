"""Letters about what a co-op has decided: on an application and on a membership."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenants.letter_texts import OF_A_MEMBER, WITH_A_DAY, Changeable, changeable
from tenants.mail import Message, letter
from tenants.mail_layout import write_letter
from tenants.models import Application, Cooperative, Letter, Member, Membership
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
    return _message(
        row, "declined", here, title, context, action=_("Open my application"), to=address
    )


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
    return _message(row, template, here, title, context, action=_("Open my cards"), to="/me/")


def _message(
    row: Letter,
    template: str,
    here: Cooperative,
    title: str,
    context: dict[str, Any],
    *,
    action: str,
    to: str,
) -> Message:
    whole = {
        **context,
        "title": title,
        "action": action,
        "action_url": f"{settings.CANONICAL_ORIGIN}{to}",
    }
    shown, text, html = write_letter(row.kind, f"tenants/mail/{template}", whole, cooperative=here)
    return Message(f"{here.name}: {shown}", text, html)


def _here(row: Letter) -> Cooperative:
    return Cooperative.objects.get(pk=row.cooperative_id)


for _kind, _template, _title, _required in (
    ("membership_suspended", "suspended", _lazy("Your membership is suspended"), ()),
    ("membership_restored", "restored", _lazy("Your membership is in good standing again"), ()),
    ("membership_ending", "ending", _lazy("The last day of your membership"), ("last_day",)),
    ("membership_ended", "ended", _lazy("Your membership has ended"), ()),
):
    changeable(
        Changeable(
            _kind,
            f"tenants/mail/{_template}",
            _title,
            WITH_A_DAY if _required else OF_A_MEMBER,
            _required,
        )
    )


def _declined(_here: Cooperative, _member: Member | None) -> dict[str, Any]:
    reason = _("The reason that you write stands here.")
    return {"reason": reason, "delete_on": timezone.localdate()}


changeable(
    Changeable(
        "application_declined",
        "tenants/mail/declined",
        _lazy("Your application was not accepted"),
        ("name", "coop"),
        sample=_declined,
    )
)
