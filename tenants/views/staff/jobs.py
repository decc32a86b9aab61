"""Long work, as its team sees it: how far it is, what failed and why, and what can be done about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tenants import long_work, sheets
from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.http import CooperativeRequest
from tenants.models import Job, JobFile, JobItem
from tenants.services import jobs as services

ROWS = 50
SHOWN = 20
MINUTE, HOUR = 60, 3600
FILE_FOLLOWS = timedelta(minutes=5)


@steward_required
@require_safe
def jobs(request: CooperativeRequest) -> HttpResponse:
    rows = Job.objects.select_related("started_by__user")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    found = [{"job": each, "kind": long_work.kind_of(each).title} for each in page]
    return render(request, "tenants/staff/jobs.html", {"page": page, "rows": found})


@steward_required
@require_safe
def job(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Asks for its own fragment every two seconds, until nothing more is to come."""
    found = _found(code)
    kind = long_work.kind_of(found)
    failures = found.items.filter(outcome=JobItem.FAILED)
    context = {
        "job": found,
        "kind": kind.title,
        "rows": _counts(found, kind),
        "failures": list(failures[:SHOWN]),
        "more": max(0, found.failed - SHOWN),
        "explained": [_explained(found, kind, name) for name in kind.explained],
        "links": kind.links(found) if kind.links else [],
        "file_follows": _file_follows(found, kind),
        "file": JobFile.objects.filter(job=found).values("name").first(),
        "again": (found.failed if kind.retries else 0) + found.left,
        "pace": _pace(found),
    }
    template = "tenants/staff/job.html"
    return render(request, f"{template}#progress" if request.htmx else template, context)  # type: ignore[attr-defined]  # -- django-htmx sets it


@steward_required
@require_POST
def cancel(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _found(code)
    try:
        services.cancel_job(found, by=request.staff)
    except ChangedMeanwhileError:
        messages.info(request, _("It is over already. Nothing was changed."))
    else:
        messages.success(request, _("Cancelled. What was done before stays done."))
    return redirect("tenants:job", request.cooperative.slug, found.code)


@steward_required
@require_POST
def retry(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _found(code)
    try:
        count = services.retry_failed(found, by=request.staff)
    except ChangedMeanwhileError:
        messages.info(request, _("There is nothing to try again now."))
    else:
        said = ngettext("{n} is tried again.", "{n} are tried again.", count).format(n=count)
        messages.success(request, said)
    return redirect("tenants:job", request.cooperative.slug, found.code)


@steward_required
@require_safe
def results(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """What became of each, as a table; `?only=failed` leaves out the rest."""
    found = _found(code)
    rows = found.items.filter(outcome=request.GET["only"]) if "only" in request.GET else found.items
    words = _words(long_work.kind_of(found))
    heads = [_("Line"), _("What"), _("Outcome"), _("Reason")]
    lines = rows.values_list("position", "label", "outcome", "reason")
    drawn = (
        (place, label, words.get(outcome, outcome), why) for place, label, outcome, why in lines
    )
    return sheets.csv_answer(f"{found.kind}-{found.code}", heads, drawn)


@steward_required
@require_safe
def file(_request: CooperativeRequest, code: UUID) -> HttpResponse:
    made = JobFile.objects.filter(job=_found(code)).first()
    if made is None:
        raise Http404
    answer = HttpResponse(bytes(made.content), content_type=made.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return answer


def _explained(found: Job, kind: long_work.Kind, name: str) -> dict[str, Any]:
    rows = list(found.items.filter(outcome=name)[:SHOWN])
    more = max(0, int(found.counts.get(name, 0)) - SHOWN)
    return {"name": name, "label": kind.outcomes[name], "items": rows, "more": more}


def _file_follows(found: Job, kind: long_work.Kind) -> bool:
    """All is decided and the file is being made; one that is long in coming, or was deleted, is not waited for."""
    if not kind.makes_file or found.state != Job.State.DONE or found.failed == found.total:
        return False
    late = timezone.now() - (found.finished_at or found.created_at) > FILE_FOLLOWS
    return not late and not JobFile.objects.filter(job=found).exists()


def _found(code: UUID) -> Job:
    return get_object_or_404(Job.objects.select_related("started_by__user"), code=code)


def _words(kind: long_work.Kind) -> dict[str, str]:
    words = {JobItem.FAILED: _("Failed"), "": _("Not done")}
    # a kind may say that what failed stays as it was
    return words | {name: str(word) for name, word in kind.outcomes.items()}


def _counts(found: Job, kind: long_work.Kind) -> list[dict[str, Any]]:
    """What there is of each outcome, in the order the kind names them; they add up to all."""
    counts = {**found.counts, "": found.left}
    words = _words(kind)
    order = [*kind.outcomes, *(name for name in counts if name and name not in kind.outcomes), ""]
    wanted = dict.fromkeys(order)
    return [
        {"label": words.get(name, name), "value": str(counts.get(name, 0)), "number": True}
        for name in wanted
        if counts.get(name) or name in kind.outcomes
    ]


def _pace(found: Job) -> str:
    """How fast it goes and how long it will take, once there is something to judge by."""
    here = found.done - found.done_before
    if not (found.begun_at and found.seen_at and here and found.is_open):
        return ""
    seconds = (found.seen_at - found.begun_at).total_seconds()
    if seconds < 1:
        return ""
    rate = here / seconds
    return _("{rate} a minute; about {time} left").format(
        rate=round(rate * MINUTE), time=_duration(timedelta(seconds=found.left / rate))
    )


def _duration(time: timedelta) -> str:
    seconds = max(1, round(time.total_seconds()))
    if seconds < MINUTE:
        return ngettext("{n} second", "{n} seconds", seconds).format(n=seconds)
    if seconds < HOUR:
        minutes = round(seconds / MINUTE)
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    hours = round(seconds / HOUR)
    return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
