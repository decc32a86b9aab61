"""Letters to the people who work for a co-op. They name nobody: who asks to join stands in the office."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from tenants import long_work, queries
from tenants.mail import Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Cooperative, Job, Letter, Staff


@letter("staff_invited", _lazy("On the team"), again=True)
def write_invited(row: Letter) -> Message:
    staff = Staff.objects.select_related("user").get(code=row.about)
    roles = [str(Staff.Role(role).label) for role in staff.roles]
    context = {"email": row.to, "roles": ", ".join(roles)}
    return _message("staff_invited", row, _("You are on the team"), context, "tenants:overview")


@letter("applications_waiting", _lazy("Applications to review"))
def write_waiting(row: Letter) -> Message:
    """Counted when it is sent: several applications within an hour are one letter."""
    count = queries.applications_to_review()
    title = ngettext("{n} application to review", "{n} applications to review", count or 1).format(
        n=count or 1
    )
    return _message("applications_waiting", row, title, {"count": count}, "tenants:applications")


@letter("job_finished", _lazy("Job finished"))
def write_job_finished(row: Letter) -> Message:
    job = Job.objects.get(code=row.about)
    kind = str(long_work.kind_of(job).title)
    title = _("{job}: finished").format(job=kind)
    context = {"job": job, "kind": kind}
    return _message("job_finished", row, title, context, "tenants:job", job.code)


def _message(
    template: str, row: Letter, title: str, context: dict[str, Any], route: str, *about: UUID
) -> Message:
    here = Cooperative.objects.get(pk=row.cooperative_id)
    whole = {
        **context,
        "title": title,
        "subject": title,
        "action": _("Open the office"),
        "action_url": f"{settings.CANONICAL_ORIGIN}{reverse(route, args=[here.slug, *about])}",
    }
    text, html = write_halves(f"tenants/mail/{template}", whole, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)
