"""A bank's file: uploaded, its columns, the plan line by line, and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.forms.bank import BankColumnsForm, BankUploadForm
from tenants.http import CooperativeRequest
from tenants.importing.columns import describe
from tenants.importing.table import Row, Table
from tenants.models import BankFile, BankLine, Due
from tenants.offers import money
from tenants.services.money import bank

ROWS = 50
LONGEST_NUMBER = 10
LATELY = 20
METHODS = ["GET", "HEAD", "POST"]
State, Line = BankFile.State, BankLine.Outcome
BEFORE = {State.COLUMNS, State.PLANNED}
DECIDE = "decide"


@steward_required
@require_http_methods(METHODS)
def files(request: CooperativeRequest) -> HttpResponse:
    """Choose a file; below, those that were here before."""
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = BankUploadForm(*posted)
    if form.is_bound and form.is_valid():
        name = str(form.cleaned_data["file"].name)
        made, new = bank.upload(form.told, name=name, digest=form.digest, by=request.staff)
        if not new:
            messages.info(request, _("This very file is here already. This is what became of it."))
        return redirect("tenants:bank-file", request.cooperative.slug, made.code)
    status = 422 if form.errors else 200
    context = {"form": form, "before": BankFile.objects.select_related("job")[:LATELY]}
    return render(request, "tenants/staff/bank.html", context, status=status)


@steward_required
@require_http_methods(METHODS)
def columns(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(BankFile, code=code)
    if found.state not in BEFORE:
        return _to(request, found)
    lines = found.lines.filter(number__gt=found.first).values_list("number", "cells")
    rows = tuple(Row(number, tuple(cells)) for number, cells in lines[:200])
    table = Table(tuple(found.heads), rows or (Row(0, tuple(found.heads)),))
    form = BankColumnsForm(
        request.POST if request.method == "POST" else None,
        columns=describe(table),
        known=found.columns,
    )
    if form.is_bound and form.is_valid():
        bank.make_plan(found, columns=form.cleaned_data["columns"])
        return _to(request, found)
    context = {"brought": found, "form": form}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/bank_columns.html", context, status=status)


@steward_required
@require_http_methods(METHODS)
def one(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """The plan, line by line, until it is booked; afterwards what was. POST decides about lines."""
    found = get_object_or_404(BankFile.objects.select_related("job", "created_by__user"), code=code)
    if found.state == State.COLUMNS:
        return redirect("tenants:bank-columns", request.cooperative.slug, found.code)
    if request.method == "POST":
        return _decided(request, found)
    wanted = request.GET.get("what", "")
    if wanted not in {"", DECIDE, *Line.values}:
        raise Http404
    counts = _counts(found)
    lines = _lines(found, wanted)
    page = Paginator(lines, ROWS).get_page(request.GET.get("page"))
    offered = _offered(page.object_list)
    taken = found.lines.filter(take=True)
    context = {
        "brought": found,
        "planned": found.state == State.PLANNED,
        "tabs": _tabs(request, wanted, counts),
        "rows": _summary(counts),
        "page": page,
        "lines": [_drawn(line, offered, request.cooperative.currency) for line in page],
        "to_book": taken.count(),
    }
    return render(request, "tenants/staff/bank_file.html", context)


@steward_required
@require_POST
def run(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(BankFile, code=code)
    try:
        job = bank.run(found, by=request.staff)
    except ChangedMeanwhileError:
        messages.info(request, _("This file has been booked already. Nothing was booked twice."))
        return _to(request, found)
    return redirect("tenants:job", request.cooperative.slug, job.code)


@steward_required
@require_POST
def discard(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = get_object_or_404(BankFile, code=code)
    try:
        bank.discard(found)
    except ChangedMeanwhileError:
        messages.info(request, _("This file has been booked already. Nothing was booked twice."))
        return _to(request, found)
    messages.success(request, _("Nothing of this file is kept."))
    return redirect("tenants:bank", request.cooperative.slug)


def _number(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < LONGEST_NUMBER else None


def _decided(request: CooperativeRequest, found: BankFile) -> HttpResponse:
    decisions = {
        line: _number(str(value))
        for name, value in request.POST.items()
        if (line := _number(name.removeprefix("line_"))) is not None
    }
    try:
        count = bank.decide(found, decisions)
    except ChangedMeanwhileError:
        messages.info(request, _("This file has been booked already. Nothing was booked twice."))
    else:
        said = ngettext("{n} line decided otherwise.", "{n} lines decided otherwise.", count)
        messages.success(request, said.format(n=count))
    answer = _to(request, found)
    if request.GET:
        answer["Location"] += f"?{request.GET.urlencode()}"
    return answer


def _to(request: CooperativeRequest, found: BankFile) -> HttpResponse:
    return redirect("tenants:bank-file", request.cooperative.slug, found.code)


def _counts(found: BankFile) -> dict[str, int]:
    rows = found.lines.order_by().values_list("outcome").annotate(lines=Count("pk"))
    counts = dict.fromkeys(Line.values, 0) | dict(rows)
    return counts | {"": sum(counts.values()), DECIDE: _lines(found, DECIDE).count()}


def _lines(found: BankFile, wanted: str) -> Any:
    rows = found.lines.select_related("due__member", "due__application")
    if wanted == DECIDE:
        return rows.filter(Q(outcome=Line.DIFFERS) | Q(outcome=Line.UNKNOWN))
    return rows.filter(outcome=wanted) if wanted else rows


def _tabs(
    request: CooperativeRequest, wanted: str, counts: dict[str, int]
) -> list[dict[str, object]]:
    labels = {"": _("All"), DECIDE: _("To decide")} | {str(each): each.label for each in Line}
    return [
        {
            "label": label,
            "url": f"?what={name}" if name else request.path,
            "count": counts[name],
            "current": name == wanted,
        }
        for name, label in labels.items()
        if not name or counts[name]
    ]


def _summary(counts: dict[str, int]) -> list[dict[str, object]]:
    told = [(each.label, counts[each]) for each in Line] + [(_("Lines of the file"), counts[""])]
    return [{"label": label, "value": str(value), "number": True} for label, value in told]


def _offered(lines: Any) -> dict[int, Due]:
    """Whatever may be chosen on this page; one query."""
    wanted = {pk for line in lines for pk in line.choices}
    return Due.objects.select_related("member", "application").in_bulk(wanted)


def _drawn(line: BankLine, offered: dict[int, Due], currency: str) -> dict[str, Any]:
    return {
        "line": line,
        "amount": money(line.amount, currency) if line.amount is not None else "",
        "due": line.due,
        "rest": money(line.due.open, line.due.currency) if line.due else "",
        "options": [_option(offered[pk]) for pk in line.choices if pk in offered],
        "chosen": line.due_id if line.take else None,
        "is_booked": line.entry_id is not None,
        "what_there_is": " · ".join(cell for cell in line.cells if cell)[:120],
    }


def _option(due: Due) -> dict[str, Any]:
    who = due.member or due.application
    parts = [due.spelt, who.name if who else "", due.what, money(due.open, due.currency)]
    return {"pk": due.pk, "label": " · ".join(part for part in parts if part)}
