"""One application: everything that was told, who it may be, and the decision."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants import admission, queries
from tenants.access import steward_required
from tenants.admission.listing import Filters
from tenants.errors import AlreadyDecidedError, DomainError, TooLateToUndoError
from tenants.forms.staff import MessageForm, ReasonForm, SamePersonForm
from tenants.http import CooperativeRequest
from tenants.models import Application
from tenants.services import decisions, thread
from tenants.views.staff import review_page, working

State = Application.State
MOST_COMPARED: Final = 10  # side by side; the surest of them
EVERYBODY: Final = "everybody"  # in the address: all of them


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Read it all and work on it; a click approves. Declining and asking have pages of their own."""
    row = find(code)
    if request.method == "POST" and request.POST.get("action") in working.ACTIONS:
        return working.work(request, row, again=_page)
    return _decide(request, row) if request.method == "POST" else _page(request, row)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """A reason, then a look at it as the applicant will read it, then the decision."""
    row = find(code)
    if not row.is_open:
        return already(request, row)
    form, checked = _written(request, row, ReasonForm, "decline")
    if checked and request.POST["action"] == "send":
        reason = form.cleaned_data["reason"]
        act = partial(decisions.decline_application, row, reason=reason, by=request.staff)
        return _settle(request, row, act)
    context = {"application": row, "form": form, "check": checked, "query": query_of(request)}
    return _asked(request, "tenants/staff/decline.html", context)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Write to the applicant; a question makes the application wait for the answer."""
    row = find(code)
    if not row.is_open:
        return already(request, row)
    form, checked = _written(request, row, MessageForm, "ask")
    if checked and request.POST["action"] == "send":
        text, asks = form.cleaned_data["text"], form.cleaned_data["asks"]
        try:
            thread.write_to_applicant(row, text=text, asks=asks, by=request.staff)
        except AlreadyDecidedError:
            return already(request, row)
        except DomainError as error:
            form.add_error(None, str(error.message))
            checked = False
        else:
            messages.success(request, _("Your message is on its way. An answer will stand here."))
            return back(request, row, "#thread")
    context = {"application": row, "form": form, "check": checked, "query": query_of(request)}
    return _asked(request, "tenants/staff/ask.html", context)


@steward_required
@require_POST
def undo(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = find(code)
    if row.state not in decisions.UNDOABLE:
        messages.info(request, _("This has been taken back already. Nothing went out."))
        return back(request, row)
    try:
        decisions.undo_decision(row, by=request.staff)
    except TooLateToUndoError:
        messages.error(request, _too_late(row))
    else:
        messages.success(request, _("Taken back. Nothing went out."))
    return back(request, row)


def find(code: UUID) -> Application:
    rows = Application.objects.exclude(state=State.DRAFT)
    near = (
        "membership_class",
        "bylaws",
        "privacy_notice",
        "assignee__user",
        "proposed_by__user",
        "decided_by__user",
        "membership__member",
    )
    return get_object_or_404(rows.select_related(*near), code=code)


def query_of(request: CooperativeRequest) -> str:
    """The list this came from, as it goes on in the addresses."""
    return Filters.read(request.GET).query() if request.GET else ""


def back(request: CooperativeRequest, row: Application, anchor: str = "") -> HttpResponse:
    answer = redirect("tenants:application-review", request.cooperative.slug, row.code)
    query = query_of(request)
    answer["Location"] += (f"?{query}" if query else "") + anchor
    return answer


def already(request: CooperativeRequest, row: Application) -> HttpResponse:
    """Whoever comes second reads what has happened."""
    row = find(row.code)
    who = row.decided_by
    if row.state == State.WITHDRAWN:
        said = _("The applicant has withdrawn this meanwhile. There is nothing to decide.")
    elif who is not None and who.pk == request.staff.pk:
        mine = {State.APPROVED.value: _("You have approved this already, once.")}
        said = mine.get(row.state, _("You have declined this already, once."))
    elif who is not None:
        theirs = {State.APPROVED.value: _("{name} has approved this already. Nothing was changed.")}
        said = theirs.get(row.state, _("{name} has declined this already. Nothing was changed."))
        said = said.format(name=who)
    else:
        said = _("This application has changed meanwhile. Please look again before you decide.")
    messages.info(request, said)
    return back(request, row)


def _page(
    request: CooperativeRequest, row: Application, *, form: Any = None, **more: Any
) -> HttpResponse:
    duplicates = queries.possible_duplicates(row) if row.is_open else []
    shown = duplicates if EVERYBODY in request.GET else duplicates[:MOST_COMPARED]
    known = [each for each in shown if each.member is not None]
    if form is None and known and not row.proposed_by_id:
        form = SamePersonForm(duplicates=known)
    elif isinstance(form, SamePersonForm):
        form.offer(known)
    context = review_page.context(
        request, row, form=form, compared=review_page.compared(row, shown), **more
    )
    context["more"] = len(duplicates) - len(shown)
    wrong = [each for each in (form, *more.values()) if getattr(each, "errors", None)]
    context["wrong"] = wrong[0] if wrong else None
    status = 422 if wrong else 200
    return render(request, "tenants/staff/review.html", context, status=status)


def _decide(request: CooperativeRequest, row: Application) -> HttpResponse:
    """Approve, propose or confirm; somebody who may be known already is asked about first."""
    if not row.is_open:
        return already(request, row)
    known = [each for each in queries.possible_duplicates(row) if each.member is not None]
    form = SamePersonForm(request.POST, duplicates=known) if known else None
    if row.proposed_by_id:
        form = None  # who it is, the proposal says
    if form is not None and not form.is_valid():
        return _page(request, row, form=form)
    anyway, wrong = working.anyway(request)
    if wrong is not None:
        return _page(request, row, form=form, anyway_form=wrong)
    member = form.members.get(form.cleaned_data["person"]) if form is not None else None
    act = partial(decisions.admit, row, by=request.staff, member=member, anyway=anyway)
    return _settle(request, row, act)


def _settle(request: CooperativeRequest, row: Application, act: Callable[[], Any]) -> HttpResponse:
    """Whoever comes second, by another click or at another desk, reads what has happened."""
    try:
        outcome = act()
    except AlreadyDecidedError:
        return already(request, row)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        if outcome is not None and outcome.outcome != "approved":
            messages.success(request, outcome.sentence)
    return back(request, row)


def _written(
    request: CooperativeRequest, row: Application, kind: Any, purpose: str
) -> tuple[Any, bool]:
    """What the applicant will read: with kept words put in, looked at first, then sent."""
    kept = admission.templates(purpose, row.language)
    action = request.POST.get("action")
    if request.method != "POST" or action == "use":
        form = kind(templates=kept)
        form.use_template(request.POST.get("use", ""), request.POST.get(form.words_in, ""))
        if request.method == "POST" and "asks" in form.fields:
            form.initial["asks"] = bool(request.POST.get("asks"))
        return form, False
    form = kind(request.POST, templates=kept)
    return form, form.is_valid() and action in {"check", "send"}


def _too_late(row: Application) -> str:
    if row.state == State.APPROVED:
        return _("It is too late to take this back: the card is already on its way.")
    return _("It is too late to take this back: the letter is already on its way.")


def _asked(request: CooperativeRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)
