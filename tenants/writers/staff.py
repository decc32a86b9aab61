"""Letters to the people who work for a co-op. They name nobody: who asks to join stands in the office."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants import queries
from tenants.mail import Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Cooperative, Letter, Staff


@letter("staff_invited")
def write_invited(row: Letter) -> Message:
    staff = Staff.objects.select_related("user").get(code=row.about)
    roles = [str(Staff.Role(role).label) for role in staff.roles]
    context = {"email": row.to, "roles": ", ".join(roles)}
    return _message("staff_invited", row, _("You are on the team"), context, "tenants:overview")


@letter("applications_waiting")
def write_waiting(row: Letter) -> Message:
    """Counted when it is sent: several applications within an hour are one letter."""
    count = queries.applications_to_review()
    title = ngettext("{n} application to review", "{n} applications to review", count or 1).format(
        n=count or 1
    )
    return _message("applications_waiting", row, title, {"count": count}, "tenants:applications")


def _message(
    template: str, row: Letter, title: str, context: dict[str, Any], route: str
) -> Message:
    here = Cooperative.objects.get(pk=row.cooperative_id)
    whole = {
        **context,
        "title": title,
        "subject": title,
        "action": _("Open the office"),
        "action_url": f"{settings.CANONICAL_ORIGIN}{reverse(route, args=[here.slug])}",
    }
    text, html = write_halves(f"tenants/mail/{template}", whole, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)
