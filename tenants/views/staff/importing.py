"""Members from elsewhere: a file, its columns, a plan that is looked at, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from tenants import sheets
from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.forms.importing import ColumnsForm, UploadForm
from tenants.http import CooperativeRequest
from tenants.importing.besides import is_besides
from tenants.importing.columns import describe
from tenants.importing.planning import CREATE, ERROR, SKIP, UNCHANGED, UPDATE
from tenants.importing.table import Row, Table
from tenants.models import Import, ImportLine
from tenants.services import importing as services
from tenants.services.importing import afterwards
from tenants.services.importing.register import labels

ROWS = 50
LATELY = 20
State = Import.State


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: CooperativeRequest) -> HttpResponse:
    """Choose a file; below, what was imported before."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        made = services.upload(form.table, name=form.name, by=request.staff)
        return redirect("tenants:import-columns", request.cooperative.slug, made.code)
    context = {"form": form, "before": Import.objects.select_related("job", "undo_job")[:LATELY]}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/imports.html", context, status=status)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _found(code)
    if not services.is_before_a_plan(found):
        return _to(request, found)
    lines = ImportLine.objects.filter(brought=found).values_list("number", "cells")
    table = Table(tuple(found.heads), tuple(Row(number, tuple(cells)) for number, cells in lines))
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        brought=found,
        columns=describe(table),
        rows=[list(row.cells) for row in table.rows],
        fields=labels(),
    )
    if form.is_bound and form.is_valid():
        chosen = services.Chosen(
            columns=form.cleaned_data["columns"],
            classes=form.cleaned_data["classes"],
            fallback=form.cleaned_data["fallback"],
            month_first=form.cleaned_data["dates"] == "month",
        )
        with suppress(ChangedMeanwhileError):  # pressed twice: the page shows what is going on
            services.begin_plan(found, chosen, by=request.staff)
        return _to(request, found)
    context = {"brought": found, "form": form, "count": len(table.rows)}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/import_columns.html", context, status=status)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """The plan, line by line, until it is run; afterwards what became of it. POST decides about lines."""
    found = _found(code)
    if found.state == State.COLUMNS:
        return redirect("tenants:import-columns", request.cooperative.slug, found.code)
    if found.state == State.PLANNING:
        return _being_read(request, found)
    if request.htmx:  # type: ignore[attr-defined]  # -- django-htmx sets it
        return HttpResponseClientRefresh()  # the page that showed how far it is
    if request.method == "POST":
        return _decided(request, found)
    wanted = request.GET.get("action", "")
    if wanted not in {"", "decide", *ImportLine.Action.values}:
        raise Http404
    counts = _counts(found)
    page = _lines(request, found, wanted)
    context = {
        "brought": found,
        "tabs": _tabs(request, wanted, counts),
        "counts": counts,
        "wanted": wanted,
        "page": page,
        "lines": _drawn_lines(page),
        "to_do": counts[CREATE] + counts[UPDATE],
        "planned": found.state == State.PLANNED,
        "may_undo": afterwards.undo_until(found),
        "until": found.run_at + afterwards.UNDO_FOR if found.run_at else None,
        "may_make_cards": _may_make_cards(found),
        "rows": _summary(counts),
    }
    return render(request, "tenants/staff/import.html", context)


def _being_read(request: CooperativeRequest, found: Import) -> HttpResponse:
    """How far the plan is; asks for itself until it stands."""
    lines = ImportLine.objects.filter(brought=found)
    context = {
        "brought": found,
        "job": found.plan_job,
        "done": lines.exclude(action="").count(),
        "total": lines.count(),
    }
    template = "tenants/staff/import_planning.html"
    return render(request, f"{template}#progress" if request.htmx else template, context)  # type: ignore[attr-defined]  # -- django-htmx sets it


def _decided(request: CooperativeRequest, found: Import) -> HttpResponse:
    decisions = {
        int(name.removeprefix("line_")): str(value)
        for name, value in request.POST.items()
        if name.removeprefix("line_").isdecimal()
    }
    try:
        count = services.decide(found, decisions)
    except ChangedMeanwhileError:
        messages.info(request, _("This import has been run already. Nothing was changed."))
    else:
        said = ngettext("{n} line decided otherwise.", "{n} lines decided otherwise.", count)
        messages.success(request, said.format(n=count))
    answer = _to(request, found)
    if request.GET:
        answer["Location"] += f"?{request.GET.urlencode()}"
    return answer


@steward_required
@require_POST
def run(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _found(code)
    try:
        job = services.run(found, by=request.staff)
    except ChangedMeanwhileError:
        messages.info(
            request, _("This import has been run already, or its columns are not chosen.")
        )
        return _to(request, found)
    return redirect("tenants:job", request.cooperative.slug, job.code)


@steward_required
@require_POST
def discard(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _found(code)
    try:
        services.discard(found)
    except ChangedMeanwhileError:
        messages.info(
            request,
            _("This file is being read, or has been imported already. Nothing was deleted."),
        )
        return _to(request, found)
    messages.success(request, _("The file is deleted here. Nothing was imported."))
    return redirect("tenants:imports", request.cooperative.slug)


@steward_required
@require_POST
def undo(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _found(code)
    try:
        job = afterwards.undo(found, by=request.staff)
    except ChangedMeanwhileError:
        messages.info(request, _("This import cannot be undone any more. Nothing was changed."))
        return _to(request, found)
    return redirect("tenants:job", request.cooperative.slug, job.code)


@steward_required
@require_POST
def cards(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _found(code)
    try:
        job = afterwards.make_cards(found, by=request.staff)
    except ChangedMeanwhileError:
        messages.info(request, _("The cards are made already, or the import is not over."))
        return _to(request, found)
    return redirect("tenants:job", request.cooperative.slug, job.code)


@steward_required
@require_safe
def errors(_request: CooperativeRequest, code: UUID) -> HttpResponse:
    """The lines that cannot be taken, as they came, with the reason: to mend and to upload again."""
    found = _found(code)
    lines = ImportLine.objects.filter(brought=found, action=ERROR)
    rows = ([*line.cells, line.number, line.reason] for line in lines)
    heads = [*found.heads, _("Line"), _("Reason")]
    return sheets.csv_answer(f"errors-{found.code}", heads, rows)


def _found(code: UUID) -> Import:
    rows = Import.objects.select_related("job", "undo_job", "plan_job", "created_by__user")
    return get_object_or_404(rows, code=code)


def _to(request: CooperativeRequest, found: Import) -> HttpResponse:
    return redirect("tenants:import", request.cooperative.slug, found.code)


def _counts(found: Import) -> dict[str, int]:
    rows = ImportLine.objects.filter(brought=found).order_by()
    counts = dict(rows.values_list("action").annotate(rows=Count("pk")))
    decide = rows.exclude(choices=[]).exclude(reason="").count()
    none = dict.fromkeys(ImportLine.Action.values, 0)
    return {**none, **counts, "decide": decide, "": sum(counts.values())}


def _summary(counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {"label": ImportLine.Action(name).label, "value": str(counts[name]), "number": True}
        for name in (CREATE, UPDATE, UNCHANGED, SKIP, ERROR)
    ]


def _tabs(
    request: CooperativeRequest, current: str, counts: dict[str, int]
) -> list[dict[str, object]]:
    labels = {"": _("All"), "decide": _("To look at")}
    labels |= {each.value: str(each.label) for each in ImportLine.Action}
    return [
        {
            "label": label,
            "url": f"{request.path}?action={name}" if name else request.path,
            "count": counts[name],
            "current": name == current,
        }
        for name, label in labels.items()
    ]


def _lines(request: CooperativeRequest, found: Import, wanted: str) -> Any:
    rows = ImportLine.objects.filter(brought=found).select_related("member")
    if wanted == "decide":
        rows = rows.exclude(choices=[]).exclude(reason="")
    elif wanted:
        rows = rows.filter(action=wanted)
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def _drawn_lines(lines: Iterable[ImportLine]) -> list[dict[str, Any]]:
    said = labels(closed=True)
    return [_drawn(line, said) for line in lines]


def _drawn(line: ImportLine, said: Mapping[str, Any]) -> dict[str, Any]:
    """A line with what may be decided about it, and what it would change; of who is new, what comes besides."""
    names = line.changes
    if line.action == CREATE:
        names = [name for name in said if is_besides(name) and line.values.get(name)]
    changes = [
        {
            "label": said[name],
            "old": "" if line.action == CREATE else line.before.get(name, ""),
            "new": line.values.get(name, ""),
        }
        for name in names
        if name in said
    ]
    offered = [(each, str(ImportLine.Action(each).label)) for each in line.choices]
    if line.action not in line.choices:
        offered.insert(0, (line.action, line.get_action_display()))
    return {
        "line": line,
        "offered": offered if line.choices else [],
        "changes": changes,
        "name": line.values.get("name", ""),
        "email": line.values.get("email", ""),
    }


def _may_make_cards(found: Import) -> bool:
    over = found.job is not None and not found.job.is_open
    return over and found.state == State.RUNNING and found.cards_at is None
