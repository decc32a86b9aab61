"""What is done to an application on its own page besides deciding: notes, hands, conditions, places."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from tenants import admission
from tenants.admission.listing import Filters
from tenants.errors import ChangedMeanwhileError, DomainError
from tenants.forms.staff import AnywayForm, NoteForm
from tenants.http import CooperativeRequest
from tenants.models import Application, Condition, Staff
from tenants.services import conditions, decisions, thread

Again = Callable[..., HttpResponse]


def work(request: CooperativeRequest, row: Application, *, again: Again) -> HttpResponse:
    """One of the small forms; what is refused says why and loses nothing."""
    action = request.POST["action"]
    if action == "note":
        form = NoteForm(request.POST)
        if not form.is_valid():
            return again(request, row, note_form=form)
        try:
            thread.add_note(row, text=form.cleaned_data["note"], by=request.staff)
        except DomainError as error:
            form.add_error("note", str(error.message))
            return again(request, row, note_form=form)
        return _back(request, row, "#notes")
    try:
        said = ACTIONS[action](request, row)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        if said:
            messages.success(request, said)
    return _back(request, row)


def anyway(request: CooperativeRequest) -> tuple[str, AnywayForm | None]:
    """An owner's reason to approve while a condition is open, or the form that lacks it."""
    if request.POST.get("action") != "anyway":
        return "", None
    form = AnywayForm(request.POST)
    if not form.is_valid():
        return "", form
    return form.cleaned_data["anyway"], None


def _assign(request: CooperativeRequest, row: Application) -> str:
    """`seen` is who had it when the page was drawn: nothing is taken from a hand one did not see."""
    if request.POST.get("seen", "") != (str(row.assignee.code) if row.assignee else ""):
        raise ChangedMeanwhileError
    to = _colleague(request.POST.get("to", ""), request.staff)
    decisions.assign(row, to=to, by=request.staff)
    if to is None:
        return _("Nobody looks after this now.")
    if to.pk == request.staff.pk:
        return _("You look after this now.")
    return _("{name} looks after this now, and is told.").format(name=to)


def _tick(request: CooperativeRequest, row: Application) -> str:
    conditions.tick(row, _condition(request), by=request.staff)
    return ""


def _untick(request: CooperativeRequest, row: Application) -> str:
    conditions.untick(row, _condition(request), by=request.staff)
    return ""


def _offer(request: CooperativeRequest, row: Application) -> str:
    decisions.offer_place(row, by=request.staff)
    return _("A place is offered. The applicant is told.")


def _off_list(request: CooperativeRequest, row: Application) -> str:
    decisions.take_off_waiting_list(row, by=request.staff)
    return _("Taken off the waiting list, and to review again.")


def _colleague(code: str, me: Staff) -> Staff | None:
    if not code:
        return None
    if code == "me":
        return me
    found = [each for each in admission.deciders() if str(each.code) == code]
    if not found:
        raise Http404
    return found[0]


def _condition(request: CooperativeRequest) -> Condition:
    try:
        code = UUID(request.POST.get("condition", ""))
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Condition, code=code)


def _note(_request: CooperativeRequest, _row: Application) -> str:
    raise NotImplementedError


def _back(request: CooperativeRequest, row: Application, anchor: str = "") -> HttpResponse:
    answer = redirect("tenants:application-review", request.cooperative.slug, row.code)
    query = Filters.read(request.GET).query() if request.GET else ""
    answer["Location"] += (f"?{query}" if query else "") + anchor
    return answer


ACTIONS: dict[str, Callable[[CooperativeRequest, Application], str]] = {
    "note": _note,
    "assign": _assign,
    "tick": _tick,
    "untick": _untick,
    "offer": _offer,
    "off-list": _off_list,
}
