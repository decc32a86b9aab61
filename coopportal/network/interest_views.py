"""Who is interested: the list, one of them, and the invitation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coopportal.interest import choices
from coopportal.interest.views import answers
from coopportal.network import interests
from coopportal.network.access import NetworkRequest, Viewer, network_required
from coopportal.network.forms import HereAlreadyForm, NextStepForm, NoteForm, StateForm
from coopportal.services import interest as service
from coopportal.services.opening import Opening, open_with_steward
from coopportal.setting_up.forms import OpeningForm
from tenants.access import operator_required
from tenants.countries import countries
from tenants.models import Interest, User
from tenants.sheets import csv_answer

ROWS = 50
UNPROCESSABLE = 422


@never_cache
@network_required
@require_safe
def interest_list(request: NetworkRequest) -> HttpResponse:
    filters = interests.Filters.of(request.GET.dict())
    rows = interests.narrowed(interests.seen_by(request.viewer), filters)
    found = interests.in_order(rows, filters.state)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "viewer": request.viewer,
        "filters": filters,
        "tabs": interests.tabs(rows, filters),
        "page": page,
        "rows": [
            {
                "interest": row,
                "late": interests.is_late(row),
                "sector": choices.word(choices.SECTORS, row.sector),
                "country": choices.word(countries(), row.country),
                "wishes": choices.words(choices.WISHES, row.wishes),
            }
            for row in page
        ],
        "offered": interests.SINGLE,
        "export": filters.address(),
    }
    return render(request, "portal/network/interests.html", context)


@never_cache
@network_required
@require_safe
def interest_export(request: NetworkRequest) -> HttpResponse:
    """Exactly what the list shows under the same filters."""
    filters = interests.Filters.of(request.GET.dict())
    rows = interests.narrowed(interests.seen_by(request.viewer), filters)
    found = interests.in_order(rows, filters.state)
    return csv_answer(f"interest-{filters.state}", interests.HEADS, interests.sheet(found))


@never_cache
@network_required
@require_http_methods(["GET", "HEAD", "POST"])
def interest(request: NetworkRequest, code: UUID) -> HttpResponse:
    """What was told, where it stands, and three short forms; each is sent by itself."""
    found = _found(request.viewer, code)
    forms = _forms(found, request.viewer.user)
    sent = request.POST.get("form", "") if request.method == "POST" else ""
    if sent in forms:
        forms[sent] = type(forms[sent])(request.POST)
        if forms[sent].is_valid():
            _keep(sent, found, forms[sent], request.viewer.user)
            messages.success(request, _("Saved."))
            return redirect("network-interest", found.code)
    context = {
        "viewer": request.viewer,
        "interest": found,
        "rows": answers(found),
        "forms": forms,
        "form": forms.get(sent),
        "late": interests.is_late(found),
        "notes": [
            {"at": each.at, "text": each.text, "who": each.who} for each in found.notes.all()
        ],
        "letters": found.letters.all(),
        "failed": found.letters.filter(state="failed", to="").exists(),
    }
    status = UNPROCESSABLE if sent in forms else 200
    return render(request, "portal/network/interest.html", context, status=status)


@never_cache
@operator_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, code: UUID) -> HttpResponse:
    """Open a co-op with what is known already; its first steward is invited by mail."""
    rows = Interest.objects.filter(state__in=Interest.LISTED, cooperative=None)
    found = get_object_or_404(rows, code=code)
    by = _user(request)
    here = HereAlreadyForm(request.POST if "here" in request.POST else None)
    if here.is_bound and here.is_valid():
        service.link_cooperative(found, here.cleaned_data["cooperative"], by=by)
        return redirect("network-interest", found.code)
    known = {"name": found.organisation, "email": found.email, "steward_email": found.email}
    opening = request.method == "POST" and not here.is_bound
    form = OpeningForm(request.POST if opening else None, initial=known)
    if opening and form.is_valid():
        wanted = Opening(**form.cleaned_data, sector=found.sector, country=found.country)
        opened = open_with_steward(wanted)
        service.link_cooperative(found, opened, by=by)
        messages.success(
            request,
            _("{name} is open. {email} has an invitation.").format(
                name=opened.name, email=form.cleaned_data["steward_email"]
            ),
        )
        return redirect("network-interest", found.code)
    wrong = here if here.errors else form
    return render(
        request,
        "portal/network/invite.html",
        {"interest": found, "form": wrong, "opening": form, "here": here},
        status=UNPROCESSABLE if wrong.errors else 200,
    )


def _found(viewer: Viewer, code: UUID) -> Interest:
    rows = interests.seen_by(viewer).select_related("cooperative", "federation")
    return get_object_or_404(rows, code=code)


def _forms(found: Interest, user: User) -> dict[str, Form]:
    step = {"step": found.next_step, "on": found.next_on, "who": found.next_by or str(user)}
    return {
        "next": NextStepForm(initial=step),
        "note": NoteForm(),
        "state": StateForm(initial={"to": found.state, "was": found.state}),
    }


def _keep(sent: str, found: Interest, form: Form, by: User) -> None:
    told: dict[str, Any] = form.cleaned_data
    if sent == "next":
        service.plan_next_step(found, **told, by=by)
    elif sent == "note":
        service.add_note(found, told["text"], by=by)
    elif told["to"] != told["was"]:
        service.change_state(found, told["to"], was=told["was"], by=by)


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):  # operator_required has seen to it
        raise TypeError("Only a signed-in person gets here.")
    return user
