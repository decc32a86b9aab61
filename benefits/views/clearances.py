"""Staff: a yes beforehand to one person, and noting what was done once, such as an induction."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from benefits.days import day_field
from benefits.forms import ReasonForm
from benefits.models import Clearance
from benefits.services import clearing
from tenants.access import partnerships_required
from tenants.dates import today_in
from tenants.http import CooperativeRequest

ROWS = 50
State = Clearance.State


class YesForm(forms.Form):
    ends_on = day_field(
        _("Until"), help_text=_("The last day. Leave it empty for always."), required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ends_on(self) -> date | None:
        ends_on: date | None = self.cleaned_data["ends_on"]
        if ends_on and ends_on < self.today:
            raise forms.ValidationError(gettext("Choose a day that is not over."))
        return ends_on


class NoForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = gettext("The person reads this.")


@partnerships_required
@require_GET
def clearances(request: CooperativeRequest) -> HttpResponse:
    """Who asked, and who has our yes, the newest first."""
    state = request.GET.get("state", State.ASKED)
    if state not in State.values:
        raise Http404
    url = reverse("benefits:clearances", args=[request.cooperative.slug])
    tabs = [
        {
            "label": label,
            "url": f"{url}?state={value}",
            "count": Clearance.objects.filter(state=value).count(),
            "current": value == state,
        }
        for value, label in State.choices
    ]
    rows = Paginator(Clearance.objects.filter(state=state), ROWS)
    context = {"tabs": tabs, "page": rows.get_page(request.GET.get("page")), "state": state}
    return render(request, "benefits/clearances/list.html", context)


@partnerships_required
@require_http_methods(["GET", "POST"])
def clearance(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Yes with a last day, no with a reason; later, no more."""
    row = get_object_or_404(Clearance, code=code)
    posted = request.POST if request.method == "POST" else None
    yes = YesForm(
        posted if posted and "yes" in posted else None,
        today=today_in(request.cooperative.time_zone),
    )
    no = NoForm(posted if posted and "no" in posted else None)
    done = _answered(request, row, yes, no) if posted else ""
    if done:
        messages.success(request, done)
        return redirect("benefits:clearances", request.cooperative.slug)
    wrong = no if no.errors else yes
    context = {"clearance": row, "yes": yes, "no": no, "wrong": wrong}
    status = 422 if wrong.errors else 200
    return render(request, "benefits/clearances/clearance.html", context, status=status)


def _answered(request: CooperativeRequest, row: Clearance, yes: YesForm, no: NoForm) -> str:
    """What was done, in words; nothing where something has to be mended first."""
    if "end" in request.POST:
        clearing.end_clearance(row, by=request.staff)
        return gettext("It does not count any more.")
    if yes.is_bound and yes.is_valid():
        clearing.clear(row, ends_on=yes.cleaned_data["ends_on"], by=request.staff)
        return gettext("Noted. The desk knows from now on.")
    if no.is_bound and no.is_valid():
        clearing.decline(row, reason=no.cleaned_data["reason"], by=request.staff)
        return gettext("Declined. The person reads your reason.")
    return ""
