"""A federation's staff: what they have seen of a co-op, written down with day and name."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from credentials import domain_proof
from credentials.forms.accreditation import SeenForm
from credentials.models import Accreditation, Finding
from credentials.services import accrediting
from credentials.views.accreditations import back, posted, reviewer, step, today
from tenants.http import CooperativeRequest


@reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def seen(request: CooperativeRequest, row: Accreditation) -> HttpResponse:
    form = SeenForm(posted(request), today=today(request))
    if form.is_valid():
        accrediting.record_finding(row, by=request.staff, **form.cleaned_data)
        messages.success(request, _("Written down."))
        return back(request, row)
    said = {
        "title": _("What have you seen of {name}?"),
        "text": _("It is kept with your name, and the accreditation says what it rests on."),
        "yes": _("Write it down"),
    }
    return step(request, row, said, form)


@reviewer
@require_POST
def look(request: CooperativeRequest, row: Accreditation) -> HttpResponse:
    """Read the co-op's website or its DNS now. What is there is written down; what is not changes nothing."""
    if not domain_proof.is_shown(row):
        messages.warning(request, _("The line does not stand there, or nobody answered."))
        return back(request, row)
    accrediting.record_finding(
        row,
        kind=Finding.Kind.DOMAIN,
        seen_on=today(request),
        note=_("The portal read it in the DNS.")
        if row.domain_proof == Accreditation.Proof.DNS
        else _("The portal read it on the website."),
        by=request.staff,
    )
    messages.success(request, _("The line stands there. Written down."))
    return back(request, row)
