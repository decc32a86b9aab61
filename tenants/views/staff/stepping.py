"""Steps that need a reason and a page of their own: the waiting list, sending back, opening again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.access import steward_required
from tenants.errors import DomainError
from tenants.forms.staff import InsideForm, ReasonForm
from tenants.http import CooperativeRequest
from tenants.models import Application
from tenants.services import decisions
from tenants.views.staff.review import already, back, find, query_of
from tenants.views.staff.review_page import may_reopen

State = Application.State


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_list(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = find(code)
    if row.state not in {State.SUBMITTED, State.INFORMATION_ASKED}:
        return already(request, row)
    form = ReasonForm(_posted(request), needed=False)
    words = {
        "title": _("Put {name} on the waiting list?").format(name=row.name),
        "text": _(
            "The applicant is told, with your reason if you give one, and keeps the place in the row."
        ),
        "yes": _("Put on the waiting list"),
        "done": _("On the waiting list. The applicant is told."),
    }
    return _step(request, row, form, words, decisions.put_on_waiting_list)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Not confirmed by the second person, or taken back by the first."""
    row = find(code)
    if not row.is_open or row.proposed_by is None:
        return already(request, row)
    form = InsideForm(_posted(request))
    mine = row.proposed_by_id == request.staff.pk
    words = {
        "title": _("Take your proposal back?") if mine else _("Send the proposal back?"),
        "text": _("The application is to review again. {name} reads why.").format(
            name=row.proposed_by
        ),
        "yes": _("Take it back") if mine else _("Send it back"),
        "done": _("Back to review."),
    }
    return _step(request, row, form, words, decisions.send_back)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = find(code)
    if not may_reopen(row):
        return already(request, row)
    form = InsideForm(_posted(request))
    words = {
        "title": _("Open the application of {name} again?").format(name=row.name),
        "text": _(
            "It is to review again, nothing is deleted meanwhile, and the applicant is told."
        ),
        "yes": _("Open again"),
        "done": _("Open again. The applicant is told."),
    }
    return _step(request, row, form, words, decisions.reopen)


def _step(
    request: CooperativeRequest,
    row: Application,
    form: Any,
    words: dict[str, str],
    act: Callable[..., None],
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(row, reason=form.cleaned_data["reason"], by=request.staff)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, words["done"])
            return back(request, row)
    context = {"application": row, "form": form, "query": query_of(request), **words}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/application_step.html", context, status=status)


def _posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None
