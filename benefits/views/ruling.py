"""Staff: every rule of a benefit on one page, while an agreement is being written."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from benefits.drafting.gifts import GET, GIVE
from benefits.drafting.presets import is_preset
from benefits.ruling import KIND_NAMES, WholeForm
from benefits.views.proposing import changing, kind_of
from benefits.views.wizard import CHECK, Wizard
from tenants.access import partnerships_required
from tenants.http import CooperativeRequest


@partnerships_required
@require_http_methods(["GET", "POST"])
def rules(request: CooperativeRequest, side: str, benefit: str) -> HttpResponse:
    """`benefit` is one that is given so far, or a kind of which a new one is written."""
    return _edit(Wizard(request), side, benefit)


@partnerships_required
@require_http_methods(["GET", "POST"])
def change_rules(request: CooperativeRequest, code: UUID, side: str, benefit: str) -> HttpResponse:
    return _edit(changing(request, code), side, benefit)


def _edit(wizard: Wizard, side: str, code: str) -> HttpResponse:
    if side not in {GIVE, GET}:
        raise Http404
    if wizard.missing != CHECK:
        return wizard.go(wizard.missing)
    request, given = wizard.request, wizard.gifts(side)
    before = next((each for each in given if each.id == code), None)
    kind = before.kind if before else kind_of(code)
    if kind not in KIND_NAMES:
        raise Http404
    if request.method == "POST" and "remove" in request.POST and before and not is_preset(before):
        wizard.keep_benefit(side, code, None)
        return wizard.go(CHECK)
    posted = request.POST if request.method == "POST" else None
    form = WholeForm(kind, posted, before, currency=wizard.currency(side))
    if request.method == "POST" and form.is_valid():
        wizard.keep_benefit(side, code, form.benefit(code))
        return wizard.go(CHECK)
    context: dict[str, Any] = {
        "form": form,
        "kind": KIND_NAMES[kind],
        "back_href": wizard.url(CHECK),
        "may_remove": before is not None and not is_preset(before),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "benefits/agreements/rules.html", context, status=status)
