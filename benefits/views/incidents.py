"""Staff: report what went wrong with a partner's member, and answer what partners report about ours."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benefits import reporting
from benefits.errors import IncidentUnknownError, NotDeliveredError, TooManyIncidentsError
from benefits.models import Grant, Incident, Redemption
from benefits.reporting import About
from credentials.core.errors import CoreError, UnreachableError
from credentials.core.incident import LONGEST_TEXT
from tenants.access import partnerships_required, staff_required
from tenants.http import CooperativeRequest
from tenants.models import Cooperative, Staff

UNSENT = (NotDeliveredError, IncidentUnknownError, TooManyIncidentsError)
ROWS = 50
MOST = 16 * 1024
reading = staff_required(Staff.Role.PARTNERSHIPS, Staff.Role.MEMBERSHIP)


class ReportForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=Incident.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is.")},
    )
    text = forms.CharField(
        label=_("What happened?"),
        help_text=_("Their co-op and the member read this. Do not name anybody else."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what happened.")},
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("The co-op that reported it and your member read this. It closes the report."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what you have done about it.")},
    )


@reading
@require_GET
def listed(request: CooperativeRequest) -> HttpResponse:
    """What we reported and what was reported to us, the newest first."""
    page = Paginator(Incident.objects.all(), ROWS).get_page(request.GET.get("page"))
    return render(request, "benefits/incidents/list.html", {"page": page})


@reading
@require_http_methods(["GET", "POST"])
def incident(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """One report. Who looks after members sees who it is about, and answers."""
    rows = Incident.objects.select_related("membership__member")
    row = get_object_or_404(rows, code=code)
    may = request.staff.may(Staff.Role.MEMBERSHIP)
    asks = row.side != Incident.Side.REPORTED and row.answered_at is None and may
    form = AnswerForm(request.POST if request.method == "POST" and asks else None)
    if row.side == Incident.Side.MEMBER:
        form.fields["text"].help_text = _(
            "Your member reads this, and nobody else. It closes the matter."
        )
    if form.is_bound and form.is_valid():
        try:
            reporting.answer(
                request.cooperative,
                row,
                text=form.cleaned_data["text"],
                by=request.staff,
                may_send=partial(_may_send, request),
            )
        except UNSENT as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Answered. The report is closed."))
            return redirect("benefits:incident", request.cooperative.slug, row.code)
    context: dict[str, Any] = {
        "incident": row,
        "form": form if asks else None,
        "member": row.membership.member if row.membership and may else None,
    }
    return _shown(request, "incident", context, form)


@partnerships_required
@require_http_methods(["GET", "POST"])
def report(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """About one use: to the home of whoever had it."""
    use = get_object_or_404(Redemption, code=code)
    back = reverse("benefits:use", args=[request.cooperative.slug, code])
    return _report(request, reporting.about_use(use), back)


@partnerships_required
@require_http_methods(["GET", "POST"])
def report_visit(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """About a visiting member: to the home."""
    grant = get_object_or_404(Grant, code=code)
    back = reverse("benefits:grant", args=[request.cooperative.slug, code])
    return _report(request, reporting.about_visit(grant), back)


def _report(request: CooperativeRequest, about: About, back: str) -> HttpResponse:
    can_be_found = bool(about.question)
    posted = request.POST if request.method == "POST" and can_be_found else None
    form = ReportForm(posted, initial={"key": uuid4()})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            made = reporting.report(
                request.cooperative,
                about,
                shared=asked["key"],
                kind=asked["kind"],
                text=asked["text"],
                by=request.staff,
                may_send=partial(_may_send, request),
            )
        except UNSENT as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Reported. Their answer will stand here."))
            return redirect("benefits:incident", request.cooperative.slug, made.code)
    known = Cooperative.objects.filter(did=about.home_did).exclude(state=Cooperative.State.CLOSED)
    context = {"about": about, "back": back, "home": known.first()}
    return _shown(request, "report", {**context, "form": form if can_be_found else None}, form)


def _may_send(request: HttpRequest, sender: str, reader: str) -> bool:
    """Of one co-op to one other."""
    return bool(ratelimit.consume(request, action="incident", key=f"{sender} {reader}"))


def _shown(
    request: HttpRequest, name: str, context: dict[str, Any], form: forms.Form
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, f"benefits/incidents/{name}.html", context, status=status)


@csrf_exempt
@never_cache
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """From another portal: only what is signed, and only about whom that co-op was told of."""
    if not ratelimit.consume(request, action="incident_take"):
        return HttpResponse(status=429)
    try:
        text = request.read(MOST + 1).decode("ascii", "replace")
        reporting.take(text, may_send=partial(_may_send, request))
    except (IncidentUnknownError, TooManyIncidentsError) as error:
        return HttpResponse(status=error.status)
    except UnreachableError:
        return HttpResponse(status=503)
    except CoreError:
        return HttpResponse(status=400)
    return HttpResponse(status=204)
