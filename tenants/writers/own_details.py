"""Letters about what members change of their own particulars."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from tenants import queries
from tenants.mail import Message, called, letter
from tenants.mail_layout import write_halves
from tenants.models import ChangeRequest, Letter, Member
from tenants.services.own_details import MOVED

called(_lazy("About own details"), MOVED, "own_details_decided")


@letter(MOVED)
def write_moved(row: Letter) -> Message:
    """To the mailbox that letters went to. The new address is not told."""
    member = Member.objects.get(code=row.about)
    return _message(row, "email_moved", _("Letters go to another address now"), member.name)


@letter("own_details_decided")
def write_decided(row: Letter) -> Message:
    asked = ChangeRequest.objects.select_related("member").get(code=row.about)
    accepted = asked.state == ChangeRequest.State.ACCEPTED
    title = _("Your details were changed") if accepted else _("Your details were not changed")
    return _message(row, "own_details_decided", title, asked.member.name, asked)


def _message(
    _row: Letter, template: str, title: str, name: str, asked: ChangeRequest | None = None
) -> Message:
    here = queries.here()
    context = {
        "title": title,
        "subject": title,
        "name": name,
        "asked": asked,
        "action": _("Open my details"),
        "action_url": f"{settings.CANONICAL_ORIGIN}/me/details/",
    }
    text, html = write_halves(f"tenants/mail/{template}", context, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)
