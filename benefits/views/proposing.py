"""Staff: propose an agreement in short steps. What was typed stays in the session until it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from benefits import wording
from benefits.forms import GetForm, GiveForm, PartnerForm, StepForm, TermForm
from benefits.services import agreements
from benefits.services.agreements import Draft
from benefits.terms import Terms
from tenants.access import partnerships_required
from tenants.http import CooperativeRequest
from tenants.models import Cooperative

STEPS: Mapping[str, type[StepForm]] = {
    "partner": PartnerForm,
    "give": GiveForm,
    "get": GetForm,
    "term": TermForm,
}
ORDER = [*STEPS, "check"]
TITLES = {
    "partner": gettext_lazy("Which co-op do you want to agree with?"),
    "give": gettext_lazy("What members of {partner} get from you"),
    "get": gettext_lazy("What your members get from {partner}"),
    "term": gettext_lazy("From when until when?"),
    "check": gettext_lazy("Check the agreement"),
}


@partnerships_required
@require_http_methods(["GET", "POST"])
def propose(request: CooperativeRequest, step: str = "partner") -> HttpResponse:
    """One page per step; a later step is reached only through the ones before it."""
    if step not in ORDER:
        raise Http404
    forms = _filled(request)
    missing = next((name for name in ORDER if name != "check" and name not in forms), "check")
    if ORDER.index(step) > ORDER.index(missing):
        return _go(request, missing)
    if step == "check":
        return _check(request, forms)
    form = _form(request, step, request.POST if request.method == "POST" else _typed(request, step))
    if request.method == "POST" and form.is_valid():
        _keep(request, step)
        return _go(request, ORDER[ORDER.index(step) + 1])
    status = 422 if request.method == "POST" else 200
    context = {"form": form, **_place(request, step)}
    return render(request, "benefits/agreements/propose.html", context, status=status)


def _check(request: CooperativeRequest, forms: Mapping[str, StepForm]) -> HttpResponse:
    partner = _partner(request)
    if partner is None:
        return _go(request, "partner")
    terms = _terms(request.cooperative, partner, forms)
    term = forms["term"].cleaned_data
    if request.method == "POST":
        made = agreements.propose_agreement(
            partners=[partner],
            draft=Draft(terms, term["starts_on"], term["ends_on"], term["notice_days"]),
            by=request.staff,
        )
        request.session.pop(_key(request), None)
        sent = _("The proposal is on its way to {partner}. You hear from us when they answer.")
        messages.success(request, sent.format(partner=partner.name))
        return redirect("benefits:agreement", request.cooperative.slug, made.code)
    summary = [
        *wording.each_gives(terms, [request.cooperative, partner]).values(),
        wording.term(term["starts_on"], term["ends_on"], term["notice_days"]),
    ]
    context = {"summary": summary, "partner": partner, **_place(request, "check")}
    return render(request, "benefits/agreements/check.html", context)


def _terms(here: Cooperative, partner: Cooperative, forms: Mapping[str, Any]) -> Terms:
    return Terms({here.did: forms["give"].gives(), partner.did: forms["get"].gives()})


def _filled(request: CooperativeRequest) -> dict[str, StepForm]:
    """The steps that hold, up to the first that does not."""
    forms: dict[str, StepForm] = {}
    for step in STEPS:
        typed = _typed(request, step)
        form = _form(request, step, typed) if typed is not None else None
        if form is None or not form.is_valid():
            break
        forms[step] = form
    return forms


def _form(
    request: CooperativeRequest, step: str, data: MultiValueDict[str, Any] | None
) -> StepForm:
    partner = _partner(request) if step != "partner" else None
    return STEPS[step](data, here=request.cooperative, partner_name=partner.name if partner else "")


def _partner(request: CooperativeRequest) -> Cooperative | None:
    typed = _typed(request, "partner")
    form = PartnerForm(typed, here=request.cooperative) if typed is not None else None
    if form is None or not form.is_valid():
        return None
    return Cooperative.objects.filter(pk=form.cleaned_data["partner"]).first()


def _key(request: CooperativeRequest) -> str:
    return f"agreement:{request.cooperative.pk}"


def _typed(request: CooperativeRequest, step: str) -> MultiValueDict[str, Any] | None:
    typed = request.session.get(_key(request), {}).get(step)
    return MultiValueDict(typed) if typed is not None else None


def _keep(request: CooperativeRequest, step: str) -> None:
    typed = {key: list(values) for key, values in request.POST.lists() if key in _names(step)}
    request.session[_key(request)] = {**request.session.get(_key(request), {}), step: typed}


def _names(step: str) -> set[str]:
    return set(STEPS[step].base_fields)


def _place(request: CooperativeRequest, step: str) -> dict[str, Any]:
    at = ORDER.index(step)
    partner = _partner(request) if at else None
    return {
        "step": at + 1,
        "of": len(ORDER),
        "title": TITLES[step].format(partner=partner.name if partner else ""),
        "back_step": ORDER[at - 1] if at else "",
    }


def _go(request: CooperativeRequest, step: str) -> HttpResponse:
    return redirect("benefits:agreement-new", request.cooperative.slug, step)
