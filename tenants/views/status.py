"""Where an application stands: for whoever holds its link, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tenants import admission, paying, scope
from tenants.dates import today_in
from tenants.errors import DomainError
from tenants.forms.applying import AnswerForm
from tenants.http import CooperativeRequest
from tenants.models import Application, ApplicationMessage, Cooperative, Locator
from tenants.secrets import digest
from tenants.services import applying, decisions, thread
from tenants.views.join import remember
from tenants.views.join_steps import answer_day, answers

# A decision can be taken back for ten seconds; until then it is none.
SETTLED_AFTER = timedelta(seconds=10)
State = Application.State
View = Callable[..., HttpResponse]


def _by_link(view: View) -> View:
    """Find the co-op behind the link, and read the application within it."""

    @wraps(view)
    @never_cache
    def found(request: CooperativeRequest, token: str) -> HttpResponse:
        place = (
            Locator.objects.filter(kind=Locator.Kind.APPLICATION, digest=digest("locator", token))
            .exclude(cooperative__state=Cooperative.State.CLOSED)
            .select_related("cooperative")
            .first()
        )
        if place is None:
            raise Http404
        request.cooperative = place.cooperative
        with scope.within(place.cooperative_id):
            row = (
                Application.objects.filter(code=place.target)
                .select_related("membership_class", "bylaws")
                .first()
            )
            if row is None:
                raise Http404
            answer = view(request, row, token)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return found


@_by_link
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: CooperativeRequest, row: Application, token: str) -> HttpResponse:
    """Sent, read, decided; messages both ways while it is open. A draft can be gone on with."""
    if row.deleted_at is not None:
        return _gone(request, _("This application is closed, and what it told us is deleted."))
    if row.state == State.DRAFT:
        return _draft(request, row, token)
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        asked=row.state == State.INFORMATION_ASKED,
    )
    if request.method == "POST" and (answer := _act(request, row, token, form)):
        return answer
    state = _settled(row)
    by = answer_day(row, request.cooperative)
    today = today_in(request.cooperative.time_zone)
    waiting = state == State.WAITING_LIST
    context = {
        "application": row,
        "state": state,
        "tasks": _tasks(row, state, by),
        "rows": answers(row),
        "pay": paying.of_application(row),
        "by": by,
        "form": form,
        "token": token,
        "thread": ApplicationMessage.objects.filter(application=row),
        "may_write": row.is_open,
        "may_withdraw": row.is_open,
        "may_read_deletion": state in {State.DECLINED, State.WITHDRAWN},
        "place": admission.positions().get(row.pk) if waiting else None,
        "offered": waiting and admission.has_promise(row, today=today),
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/application/status.html", context, status=status)


def _act(
    request: CooperativeRequest, row: Application, token: str, form: AnswerForm
) -> HttpResponse | None:
    """A message, or a place taken; None where the page is shown again with what is wrong."""
    taking = request.POST.get("action") == "take"
    if not taking and not row.is_open:
        return redirect("tenants:application", token)
    if not taking and not form.is_valid():
        return None
    try:
        if taking:
            decisions.take_place(row)
            messages.success(
                request, _("The place is yours as soon as the co-op has confirmed it.")
            )
        else:
            thread.write_as_applicant(row, form.cleaned_data["answer"])
            messages.success(request, _("Your message is with the co-op."))
    except DomainError as error:
        if not taking:
            form.add_error("answer", str(error.message))
            return None
        messages.error(request, str(error.message))
    return redirect("tenants:application", token)


@_by_link
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: CooperativeRequest, row: Application, token: str) -> HttpResponse:
    """Asked once more before it is taken back."""
    if not row.is_open:
        return redirect("tenants:application", token)
    if request.method == "POST":
        applying.withdraw_application(row)
        messages.success(request, _("Your application is withdrawn."))
        return redirect("tenants:application", token)
    context = {"application": row, "token": token, "days": request.cooperative.deletion_days}
    return render(request, "tenants/application/withdraw.html", context)


@_by_link
@require_POST
def go_on(request: CooperativeRequest, row: Application, token: str) -> HttpResponse:
    """Only a click takes a draft into this browser: a link alone never leads anybody to type into it."""
    if row.state != State.DRAFT or _is_over(row):
        return redirect("tenants:application", token)
    remember(request, row)
    begun = "join-verify" if row.confirm_sent_at else "join-check" if row.name else "join-details"
    return redirect(f"tenants:{begun}", request.cooperative.slug)


def _draft(request: CooperativeRequest, row: Application, token: str) -> HttpResponse:
    if _is_over(row):
        return _gone(request, _("This application was never sent, and what was typed is deleted."))
    return render(request, "tenants/application/draft.html", {"application": row, "token": token})


def _is_over(row: Application) -> bool:
    return row.draft_expires_at is not None and row.draft_expires_at < timezone.now()


def _gone(request: CooperativeRequest, reason: str) -> HttpResponse:
    return render(request, "410.html", {"reason": reason}, status=410)


def _settled(row: Application) -> str:
    decided = row.state in {State.APPROVED, State.DECLINED}
    if decided and row.decided_at and timezone.now() < row.decided_at + SETTLED_AFTER:
        return row.state_before or State.SUBMITTED
    return row.state


def _tasks(row: Application, state: str, by: Any) -> list[dict[str, Any]]:
    """The way of an application, each stage with its word."""
    done, waiting = _("Done"), _("Not yet")
    tasks = [
        {
            "label": _("Application sent"),
            "state": "done",
            "word": done,
            "note": _date(row.submitted_at),
        }
    ]
    tasks += _between(row, state)
    if state == State.WITHDRAWN:
        note = {"state": "failed", "word": _("Withdrawn"), "note": _date(row.decided_at)}
        return [*tasks, {"label": _("Decision"), **note}]
    decision = {"label": _("Decision"), "state": "waiting", "word": waiting}
    if state == State.APPROVED:
        decision |= {"state": "done", "word": _("Accepted"), "note": _date(row.decided_at)}
    elif state == State.DECLINED:
        decision |= {"state": "failed", "word": _("Not accepted"), "note": _date(row.decided_at)}
    elif state == State.INFORMATION_ASKED:
        decision |= {"note": _("Waits for your answer")}
    elif state == State.WAITING_LIST:
        decision |= {"note": _("When there is a place")}
    else:
        decision |= {"note": _("By {day}").format(day=_date(by))}
    card = {"label": _("Card by email"), "state": "waiting", "word": waiting}
    if state == State.APPROVED:
        card |= {"state": "done", "word": _("On its way")}
    return [*tasks, decision] if state == State.DECLINED else [*tasks, decision, card]


def _between(row: Application, state: str) -> list[dict[str, Any]]:
    """What stands between sending and the decision, for some."""
    if state == State.INFORMATION_ASKED:
        task = {"label": _("Answer a question"), "href": "#question"}
        return [{**task, "state": "open", "word": _("To do")}]
    if row.waitlisted_at is None:
        return []
    waits = state == State.WAITING_LIST
    word, kind = (_("You wait"), "open") if waits else (_("Done"), "done")
    note = _date(row.waitlisted_at)
    return [{"label": _("Waiting list"), "note": note, "state": kind, "word": word}]


def _date(moment: Any) -> str:
    return date_format(moment, "DATE_FORMAT")
