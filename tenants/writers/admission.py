"""Letters while an application is worked on. Nothing an applicant typed is repeated, bar the name.

What a colleague wrote for the applicant stands in them: it was seen as a letter before it went.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenants.mail import Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Application, ApplicationMessage, Cooperative, Letter
from tenants.secrets import application_token


@letter("application_message", _lazy("Message about an application"))
def write_message(row: Letter) -> Message:
    """Empty of words where the message has been deleted meanwhile: the page says what stands."""
    message = ApplicationMessage.objects.filter(code=row.key).first()
    asks = message is None or message.asks
    title = (
        _("We have a question about your application")
        if asks
        else _("A message about your application")
    )
    context = {"text": message.text if message else "", "asks": asks}
    action = _("Answer the question") if asks else _("Open my application")
    return _to_applicant("message", row, title, context, action)


@letter("application_question", _lazy("Question about an application"))
def write_question(row: Letter) -> Message:
    """Owed by an earlier version of the portal, which knew one question and left it on the page."""
    context = {"text": "", "asks": True}
    title = _("We have a question about your application")
    return _to_applicant("message", row, title, context, _("Answer the question"))


@letter("application_waitlisted", _lazy("On the waiting list"), again=True)
def write_waitlisted(row: Letter) -> Message:
    title = _("You are on the waiting list")
    return _to_applicant("waitlisted", row, title, {}, _("See where it stands"))


@letter("place_offered", _lazy("A place was offered"), again=True)
def write_offered(row: Letter) -> Message:
    title = _("There is a place for you")
    return _to_applicant("place_offered", row, title, {}, _("Take the place"))


@letter("application_reopened", _lazy("Application opened again"), again=True)
def write_reopened(row: Letter) -> Message:
    title = _("Your application is open again")
    return _to_applicant("reopened", row, title, {}, _("See where it stands"))


@letter("application_answered", _lazy("An applicant has written"))
def write_answered(row: Letter) -> Message:
    """To the colleague who looks after it. It names nobody: that stands in the office."""
    return _to_colleague("application_answered", row, _("An applicant has written to you"))


@letter("application_given", _lazy("An application to look after"))
def write_given(row: Letter) -> Message:
    return _to_colleague("application_given", row, _("An application is yours to look after"))


def _to_applicant(
    template: str, row: Letter, title: str, context: dict[str, Any], action: str
) -> Message:
    application = Application.objects.select_related("membership_class").get(code=row.about)
    address = reverse("tenants:application", args=[application_token(row.about)])
    whole = {"application": application, "name": application.name, **context}
    return _message(template, row, title, whole, action, address)


def _to_colleague(template: str, row: Letter, title: str) -> Message:
    here = Cooperative.objects.get(pk=row.cooperative_id)
    address = reverse("tenants:applications", args=[here.slug])
    return _message(template, row, title, {}, _("Open the office"), f"{address}?assigned=me")


def _message(
    template: str, row: Letter, title: str, context: dict[str, Any], action: str, address: str
) -> Message:
    here = Cooperative.objects.get(pk=row.cooperative_id)
    whole = {
        **context,
        "title": title,
        "subject": title,
        "action": action,
        "action_url": f"{settings.CANONICAL_ORIGIN}{address}",
    }
    text, html = write_halves(f"tenants/mail/{template}", whole, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)
