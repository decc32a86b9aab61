"""The consultation for whoever looks after the network: comments to read and to answer, changes to propose."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coopportal.consultation import reading, subjects
from coopportal.network import comments
from coopportal.network.access import NetworkRequest, network_required
from coopportal.network.moderating_forms import PUBLISH, AnswerForm, ProposalForm, ReadForm
from coopportal.services import consultation as service
from coopportal.tasks import COMMENT_LETTERS
from tenants import nudging
from tenants.models import Comment, Proposal, User
from tenants.sheets import csv_answer

ROWS = 50
UNPROCESSABLE = 422


@never_cache
@network_required
@require_safe
def comment_list(request: NetworkRequest) -> HttpResponse:
    filters = comments.Filters.of(request.GET.dict())
    rows = comments.narrowed(filters)
    page = Paginator(comments.in_order(rows, filters.state), ROWS).get_page(request.GET.get("page"))
    context = {
        "viewer": request.viewer,
        "filters": filters,
        "tabs": comments.tabs(rows, filters),
        "page": page,
        "rows": [{"comment": row, "about": subjects.word(row)} for row in page],
        "offered": comments.offered(),
        "export": filters.address(),
    }
    return render(request, "portal/network/comments.html", context)


@never_cache
@network_required
@require_safe
def export(request: NetworkRequest) -> HttpResponse:
    """Exactly what the list shows under the same filters."""
    filters = comments.Filters.of(request.GET.dict())
    found = comments.in_order(comments.narrowed(filters), filters.state)
    return csv_answer(f"consultation-{filters.state}", comments.HEADS, comments.sheet(found))


@never_cache
@network_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: NetworkRequest, code: UUID) -> HttpResponse:
    """What was written, whether others may read it, and what becomes of it."""
    rows = Comment.objects.filter(state__in=Comment.LISTED).select_related("proposal", "led_to")
    found = get_object_or_404(rows, code=code)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    forms = _forms(found, {sent: request.POST})
    if sent in forms and forms[sent].is_valid():
        _keep(sent, found, forms[sent].cleaned_data, request.viewer.user)
        nudging.nudge(COMMENT_LETTERS)
        messages.success(request, _("Saved. Whoever wrote it gets an email."))
        return redirect("network-comment", found.code)
    context = {
        "viewer": request.viewer,
        "comment": found,
        "about": subjects.word(found),
        "forms": forms,
        "form": forms.get(sent),
        "letters": found.letters.filter(to=""),
        "failed": found.letters.filter(state="failed", to="").exists(),
        "hidden_days": service.HIDDEN_FOR.days,
    }
    status = UNPROCESSABLE if sent in forms else 200
    return render(request, "portal/network/comment.html", context, status=status)


@never_cache
@network_required
@require_safe
def proposal_list(request: NetworkRequest) -> HttpResponse:
    context = {"viewer": request.viewer, "proposals": reading.proposals()}
    return render(request, "portal/network/proposals.html", context)


@never_cache
@network_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_proposal(request: NetworkRequest) -> HttpResponse:
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        service.propose(**form.cleaned_data, by=request.viewer.user)
        messages.success(request, _("The change is proposed. Everybody can read it."))
        return redirect("network-proposals")
    return _proposal_page(request, form, None)


@never_cache
@network_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: NetworkRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(Proposal, code=code)
    known = {name: getattr(found, name) for name in ProposalForm.base_fields}
    form = ProposalForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        service.change_proposal(found, **form.cleaned_data, by=request.viewer.user)
        messages.success(request, _("Saved."))
        return redirect("network-proposals")
    return _proposal_page(request, form, found)


def _proposal_page(
    request: NetworkRequest, form: ProposalForm, found: Proposal | None
) -> HttpResponse:
    context = {"viewer": request.viewer, "form": form, "proposal": found}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "portal/network/proposal.html", context, status=status)


def _forms(found: Comment, sent: dict[str, Any]) -> dict[str, Form]:
    """Read first; answered once it is published. A decision may be changed."""
    was = {"was": found.state}
    forms: dict[str, Form] = {"read": ReadForm(sent.get("read"), state=found.state, initial=was)}
    if found.is_public:
        answered = found.state in Comment.ANSWERED
        said = {"state": found.state if answered else "", "answer": found.answer}
        known = {**was, **said, "led_to": found.led_to}
        forms["answer"] = AnswerForm(sent.get("answer"), initial=known)
    return forms


def _keep(sent: str, found: Comment, told: dict[str, Any], by: User) -> None:
    if sent == "answer":
        service.answer_comment(found, **told, by=by)
    elif told["to"] == PUBLISH:
        service.publish_comment(found, was=told["was"], by=by)
    else:
        service.hide_comment(found, was=told["was"], by=by)
