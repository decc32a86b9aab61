"""Who asks to join: the list, and decisions on many at once."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tenants import queries
from tenants.access import steward_required
from tenants.forms.staff import DeclineForm
from tenants.http import CooperativeRequest
from tenants.models import Application
from tenants.services import decisions
from tenants.services.decisions import RowOutcome

ROWS = 50
KEPT = "decided"  # what became of the last rows that were chosen, for the page after
State = Application.State
TABS = (
    State.SUBMITTED,
    State.INFORMATION_ASKED,
    State.APPROVED,
    State.DECLINED,
    State.WITHDRAWN,
)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def applications(request: CooperativeRequest) -> HttpResponse:
    """By state, what waits longest first. Rows that are ticked are decided together."""
    if request.method == "POST":
        return _decide(request)
    state, query = request.GET.get("state", State.SUBMITTED), request.GET.get("q", "").strip()
    if state not in TABS:
        raise Http404
    page = Paginator(queries.applications(state, query), ROWS).get_page(request.GET.get("page"))
    doubtful = queries.with_duplicates(page.object_list) if state in Application.OPEN else set()
    counts = queries.applications_by_state()
    context = {
        "tabs": _tabs(request, state, query, counts),
        "state": state,
        "query": query,
        "page": page,
        "rows": [{"application": row, "duplicate": row.pk in doubtful} for row in page],
        "open": state in Application.OPEN,
        "bulk": _bulk(),
        "lead": _lead(request, counts.get(State.SUBMITTED, 0)),
        "done": _done(request),
    }
    return render(request, "tenants/staff/applications.html", context)


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


def _decide(request: CooperativeRequest) -> HttpResponse:
    codes, action = _chosen(request), request.POST.get("action")
    if not codes:
        messages.warning(request, _("Tick at least one application first."))
    elif action == "approve":
        _keep(request, decisions.approve_many(codes, by=request.staff))
    elif action in {"decline", "decline-with-reason"}:
        form = DeclineForm(request.POST if action == "decline-with-reason" else None)
        if not form.is_valid():
            return _ask_for_reason(request, codes, form)
        reason = form.cleaned_data["reason"]
        _keep(request, decisions.decline_many(codes, reason=reason, by=request.staff))
    return redirect("tenants:applications", request.cooperative.slug)


def _ask_for_reason(
    request: CooperativeRequest, codes: list[UUID], form: DeclineForm
) -> HttpResponse:
    rows = Application.objects.filter(code__in=codes)
    return render(
        request,
        "tenants/staff/decline_many.html",
        {"form": form, "rows": rows},
        status=422 if form.errors else 200,
    )


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


def _done(request: CooperativeRequest) -> dict[str, Any] | None:
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


SUCCESSES = {"approved", "declined", "undone"}


def _names(codes: list[str]) -> dict[str, str]:
    rows = Application.objects.filter(code__in=codes).values_list("code", "name")
    return {str(code): name for code, name in rows}


def _summary(outcomes: Counter[str]) -> str:
    approved, declined, undone = (outcomes[name] for name in ("approved", "declined", "undone"))
    failed = outcomes.total() - approved - declined - undone
    said = []
    if approved:
        said.append(
            ngettext(
                "{n} application approved. The card goes out in a moment.",
                "{n} applications approved. The cards go out in a moment.",
                approved,
            ).format(n=approved)
        )
    if declined:
        said.append(
            ngettext("{n} application declined.", "{n} applications declined.", declined).format(
                n=declined
            )
        )
    if undone:
        said.append(
            ngettext("{n} decision taken back.", "{n} decisions taken back.", undone).format(
                n=undone
            )
        )
    if failed:
        said.append(
            ngettext("{n} stayed as it was.", "{n} stayed as they were.", failed).format(n=failed)
        )
    return " ".join(said)


def _tabs(
    request: CooperativeRequest, current: str, query: str, counts: dict[str, int]
) -> list[dict[str, object]]:
    url = reverse("tenants:applications", args=[request.cooperative.slug])
    search = {"q": query} if query else {}
    return [
        {
            "label": state.label,
            "url": f"{url}?{urlencode({'state': state.value, **search})}",
            "count": counts.get(state, 0),
            "current": state == current,
        }
        for state in TABS
    ]


def _bulk() -> list[dict[str, str]]:
    return [
        {
            "value": "approve",
            "label": _("Approve {n} and send cards"),
            "plain": _("Approve and send cards"),
            "kind": "primary",
        },
        {"value": "decline", "label": _("Decline {n}"), "plain": _("Decline")},
    ]


def _lead(request: CooperativeRequest, waiting: int) -> str:
    if not waiting:
        return _("Nobody is waiting for an answer.")
    oldest = queries.applications(State.SUBMITTED).values_list("submitted_at", flat=True).first()
    days = (timezone.now() - oldest).days if oldest else 0
    said = ngettext("{n} is waiting.", "{n} are waiting.", waiting).format(n=waiting)
    if days:
        said += " " + ngettext("The oldest for {n} day.", "The oldest for {n} days.", days).format(
            n=days
        )
    promised = request.cooperative.answer_days
    return f"{said} " + ngettext(
        "You promise an answer within {n} day.", "You promise an answer within {n} days.", promised
    ).format(n=promised)
