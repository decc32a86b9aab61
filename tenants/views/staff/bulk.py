"""What is done to many applications at once, and what is said of each of them afterwards."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tenants import admission
from tenants.access import steward_required
from tenants.admission.listing import Filters
from tenants.forms.staff import ReasonForm
from tenants.http import CooperativeRequest
from tenants.models import Application
from tenants.services import decisions
from tenants.services.decisions import RowOutcome

ROWS = 50
KEPT = "decided"  # what became of the last rows that were chosen, for the page after
SUCCESSES = {"approved", "declined", "undone", "proposed", "waiting_list", "offered", "taken"}
AT_ONCE = {
    "approve": decisions.approve_many,
    "take": decisions.take_many,
    "offer": decisions.offer_many,
}
WITH_A_REASON = {
    "decline": decisions.decline_many,
    "wait": decisions.put_many_on_waiting_list,
}


def act(request: CooperativeRequest, filters: Filters) -> HttpResponse:
    """Decide on the rows that are ticked; a reason is asked for where the applicants will read one."""
    codes, action = _chosen(request), request.POST.get("action", "")
    asked, _colon, step = action.partition("-with-")
    if not codes:
        messages.warning(request, _("Tick at least one application first."))
    elif asked in AT_ONCE:
        _keep(request, AT_ONCE[asked](codes, by=request.staff))
    elif asked in WITH_A_REASON:
        form = ReasonForm(
            request.POST if step == "reason" else None,
            templates=admission.templates("decline", request.cooperative.language),
            needed=asked == "decline",
        )
        if step != "reason" or not form.is_valid():
            return _ask_for_reason(request, codes, form, asked, filters)
        reason = form.cleaned_data["reason"]
        _keep(request, WITH_A_REASON[asked](codes, reason=reason, by=request.staff))
    return back(request, filters)


def back(request: CooperativeRequest, filters: Filters) -> HttpResponse:
    answer = redirect("tenants:applications", request.cooperative.slug)
    answer["Location"] += f"?{filters.query()}"
    return answer


@steward_required
@require_POST
def undo(request: CooperativeRequest) -> HttpResponse:
    """Take back the decisions made together a moment ago."""
    kept = request.session.pop(KEPT, None) or {}
    codes = [UUID(row["code"]) for row in kept.get("rows", []) if row["undo"]]
    if codes:
        _keep(request, decisions.undo_many(codes, by=request.staff))
    else:
        messages.info(request, _("There is nothing to take back any more."))
    return redirect("tenants:applications", request.cooperative.slug)


def done(request: CooperativeRequest) -> dict[str, Any] | None:
    """What was done to many, once, and for as long as it can be taken back."""
    kept = request.session.get(KEPT)
    if not kept:
        return None
    left = int(kept["at"] + decisions.UNDO.total_seconds() - timezone.now().timestamp())
    can_undo = left > 0 and any(row["undo"] for row in kept["rows"])
    if not can_undo:
        del request.session[KEPT]
    names = _names([row["code"] for row in kept["rows"]])
    rows = [
        {**row, "name": names[row["code"]], "failed": row["outcome"] not in SUCCESSES}
        for row in kept["rows"]
        if row["code"] in names
    ]
    return {
        "seconds": left if can_undo else 0,
        "rows": rows,
        "sentence": _summary(Counter(row["outcome"] for row in rows)),
        "failed": [row for row in rows if row["failed"]],
    }


def _ask_for_reason(
    request: CooperativeRequest,
    codes: list[UUID],
    form: ReasonForm,
    action: str,
    filters: Filters,
) -> HttpResponse:
    form.use_template(request.POST.get("use", ""), request.POST.get("reason", ""))
    context = {
        "form": form,
        "rows": Application.objects.filter(code__in=codes),
        "action": action,
        "back_query": filters.query(),
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/decline_many.html", context, status=status)


def _chosen(request: CooperativeRequest) -> list[UUID]:
    chosen = []
    for text in request.POST.getlist("row")[:ROWS]:
        try:
            chosen.append(UUID(text))
        except ValueError:
            continue
    return chosen


def _keep(request: CooperativeRequest, outcomes: list[RowOutcome]) -> None:
    """No names: they are read again when the outcome is shown."""
    rows = [
        {
            "code": str(each.code),
            "sentence": each.sentence,
            "outcome": each.outcome,
            "undo": each.outcome in {"approved", "declined"},
        }
        for each in outcomes
    ]
    request.session[KEPT] = {"at": timezone.now().timestamp(), "rows": rows}


def _names(codes: list[str]) -> dict[str, str]:
    rows = Application.objects.filter(code__in=codes).values_list("code", "name")
    return {str(code): name for code, name in rows}


def _summary(outcomes: Counter[str]) -> str:
    said = [
        sentence.format(n=outcomes[outcome])
        for outcome, sentence in _sentences(outcomes).items()
        if outcomes[outcome]
    ]
    failed = outcomes.total() - sum(outcomes[outcome] for outcome in SUCCESSES)
    if failed:
        said.append(
            ngettext("{n} stayed as it was.", "{n} stayed as they were.", failed).format(n=failed)
        )
    return " ".join(said)


def _sentences(n: Counter[str]) -> dict[str, str]:
    return {
        "approved": ngettext(
            "{n} application approved. The card goes out in a moment.",
            "{n} applications approved. The cards go out in a moment.",
            n["approved"],
        ),
        "proposed": ngettext(
            "{n} approval proposed. Somebody else confirms it.",
            "{n} approvals proposed. Somebody else confirms them.",
            n["proposed"],
        ),
        "declined": ngettext(
            "{n} application declined.", "{n} applications declined.", n["declined"]
        ),
        "waiting_list": ngettext(
            "{n} application put on the waiting list.",
            "{n} applications put on the waiting list.",
            n["waiting_list"],
        ),
        "offered": ngettext("{n} place offered.", "{n} places offered.", n["offered"]),
        "taken": ngettext("{n} application is yours.", "{n} applications are yours.", n["taken"]),
        "undone": ngettext("{n} decision taken back.", "{n} decisions taken back.", n["undone"]),
    }
