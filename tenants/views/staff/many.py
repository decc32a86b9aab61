"""Something for many members at once: chosen on the list, asked once more with number and effect, then a job."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tenants import bulk
from tenants.access import steward_required
from tenants.bulk import BulkAct
from tenants.dates import today_in
from tenants.errors import DomainError
from tenants.forms.finding import Asked, asked_for
from tenants.forms.many import WhatForm
from tenants.http import CooperativeRequest
from tenants.models import Member
from tenants.services import many as service
from tenants.views.staff.exporting import as_file
from tenants.views.staff.members import LONGEST

MOST_TICKED = 100  # the most rows that a page of the list has
NAMED = 5


@steward_required
@require_POST
def many(request: CooperativeRequest) -> HttpResponseBase:
    """Rows that were ticked, or all that the filter finds: the filter is sent, never their codes."""
    asked = asked_for(QueryDict(request.POST.get("query", "")[:LONGEST]))
    rows = _chosen(request, asked)
    act = bulk.act_of(request.POST.get("action", ""))
    total = rows.count()
    if not asked.form.is_valid():  # nothing narrows then, and "all" would be everybody
        return redirect("tenants:members", request.cooperative.slug)
    if not total:
        messages.warning(request, _("Tick at least one member first."))
        return redirect(_list(request, asked))
    if act is None:
        return _ask_what(request, asked, rows, total)
    confirmed = request.POST.get("step") == "confirmed"
    form = None
    if act.form:
        today = today_in(request.cooperative.time_zone)
        form = act.form(request.POST if confirmed else None, today)
    stale = confirmed and request.POST.get("expected") != str(total)
    if not confirmed or stale or (form and not form.is_valid()):
        return _ask(request, act, asked, rows, total, form, stale=stale)
    return _go(request, act, asked, rows, total, form)


def _ask_what(
    request: CooperativeRequest, asked: Asked, rows: QuerySet[Member], total: int
) -> HttpResponse:
    """Who was ticked stays ticked: on the list again, all ticks would be gone."""
    title = ngettext("What to do with {n} member?", "What to do with {n} members?", total)
    form = WhatForm(request.POST)  # without an act it has errors, and says so
    context = {"title": title.format(n=total), "form": form, **_who(request, asked, rows, total)}
    return render(request, "tenants/staff/many.html", context, status=422)


def _go(
    request: CooperativeRequest,
    act: BulkAct,
    asked: Asked,
    rows: QuerySet[Member],
    total: int,
    form: Any,
) -> HttpResponseBase:
    key = _uuid(request.POST.get("key", ""))
    if act.begins is not None:
        try:
            job = act.begins(
                rows.order_by("number"), form, asked.kind, key or uuid4(), request.staff
            )
        except DomainError as error:
            if form is None:
                raise
            # This address cannot be gone back to: only a POST leads here, and what was chosen is in it.
            form.add_error(None, str(error.message))
            return _ask(request, act, asked, rows, total, form, stale=False)
        return redirect("tenants:job", request.cooperative.slug, job.code)
    if act.act is None:
        return as_file(request, rows, form.cleaned_data["form"])
    job = service.begin(
        act.name,
        rows.order_by("number"),
        key=key or uuid4(),
        particulars=act.stored(form, request.staff) if act.stored else {},
        kind=asked.kind,
        title=f"{act.label}: {total}",
        by=request.staff,
    )
    return redirect("tenants:job", request.cooperative.slug, job.code)


def _ask(
    request: CooperativeRequest,
    act: BulkAct,
    asked: Asked,
    rows: QuerySet[Member],
    total: int,
    form: Any,
    *,
    stale: bool,
) -> HttpResponse:
    context = {
        "act": act,
        "is_job": act.act is not None or act.begins is not None,
        "title": act.title(total).format(n=total),
        "form": form,
        "stale": stale,
        "key": request.POST.get("key") or str(uuid4()),
        **_who(request, asked, rows, total),
    }
    wrong = stale or (form is not None and form.errors)
    return render(request, "tenants/staff/many.html", context, status=422 if wrong else 200)


def _who(
    request: CooperativeRequest, asked: Asked, rows: QuerySet[Member], total: int
) -> dict[str, Any]:
    """Whom it is about, for people and for the form that is sent next."""
    everything = bool(request.POST.get("everything"))
    named = list(rows.order_by("number")[:NAMED])
    more = total - len(named)
    return {
        "ticked": [] if everything else [str(code) for code in _ticked(request)],
        "everything": everything,
        "query": asked.query,
        "named": named,
        "more": ngettext("and {n} more", "and {n} more", more).format(n=more) if more else "",
        "total": total,
        "back": _list(request, asked),
    }


def _chosen(request: CooperativeRequest, asked: Asked) -> QuerySet[Member]:
    if request.POST.get("everything"):
        return asked.rows
    return Member.objects.filter(code__in=_ticked(request))


def _ticked(request: CooperativeRequest) -> list[UUID]:
    found = [_uuid(text) for text in request.POST.getlist("row")[:MOST_TICKED]]
    return [each for each in found if each is not None]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _list(request: CooperativeRequest, asked: Asked) -> str:
    return f"{reverse('tenants:members', args=[request.cooperative.slug])}?{asked.query}"
