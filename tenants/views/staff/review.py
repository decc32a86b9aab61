"""One application: everything that was told, who it may be, and the decision."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants import history, queries
from tenants.access import steward_required
from tenants.errors import AlreadyDecidedError, AlreadyMemberError, TooLateToUndoError
from tenants.forms.staff import DeclineForm, QuestionForm, SamePersonForm
from tenants.http import CooperativeRequest
from tenants.models import Application, Letter
from tenants.services import decisions
from tenants.views.join import answer_day

State = Application.State


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Read it all; a click approves. Declining and asking have pages of their own."""
    row = _find(code)
    duplicates = queries.possible_duplicates(row) if row.is_open else []
    known = [each for each in duplicates if each.member is not None]
    form = SamePersonForm(_posted(request), duplicates=known) if known else None
    if request.method == "POST":
        if not row.is_open:
            return _already(request, row)
        if form is None or form.is_valid():
            return _approve(request, row, form)
    context = {
        **_context(request, row),
        "duplicates": duplicates,
        "form": form,
        "history": history.of_application(row.code),
    }
    failed = form is not None and bool(form.errors)
    return render(request, "tenants/staff/review.html", context, status=422 if failed else 200)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """A reason, then a look at it as the applicant will read it, then the decision."""
    row = _find(code)
    if not row.is_open:
        return _already(request, row)
    form = DeclineForm(_posted(request))
    shown = form.is_valid() and request.POST.get("action") in {"check", "decline"}
    if shown and request.POST["action"] == "decline":
        reason = form.cleaned_data["reason"]
        act = partial(decisions.decline_application, row, reason=reason, by=request.staff)
        return _settle(request, row, act)
    context = {"application": row, "form": form, "check": shown}
    return _asked(request, "tenants/staff/decline.html", context)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Put a question; the application waits for the answer."""
    row = _find(code)
    if row.state != State.SUBMITTED:
        return _already(request, row)
    form = QuestionForm(_posted(request))
    if not form.is_valid():
        return _asked(request, "tenants/staff/ask.html", {"application": row, "form": form})
    try:
        question = form.cleaned_data["question"]
        decisions.ask_for_information(row, question=question, by=request.staff)
    except AlreadyDecidedError:
        return _already(request, row)
    messages.success(request, _("Your question is on its way. The answer will stand here."))
    return _back(request, row)


@steward_required
@require_POST
def undo(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = _find(code)
    if row.state not in decisions.UNDOABLE:
        messages.info(request, _("This has been taken back already. Nothing went out."))
        return _back(request, row)
    try:
        decisions.undo_decision(row, by=request.staff)
    except TooLateToUndoError:
        messages.error(request, _too_late(row))
    else:
        messages.success(request, _("Taken back. Nothing went out."))
    return _back(request, row)


def _find(code: UUID) -> Application:
    rows = Application.objects.exclude(state=State.DRAFT)
    near = ("membership_class", "bylaws", "decided_by__user", "membership__member")
    return get_object_or_404(rows.select_related(*near), code=code)


def _approve(
    request: CooperativeRequest, row: Application, form: SamePersonForm | None
) -> HttpResponse:
    member = form.members.get(form.cleaned_data["person"]) if form is not None else None
    act = partial(decisions.approve_application, row, by=request.staff, member=member)
    return _settle(request, row, act)


def _settle(request: CooperativeRequest, row: Application, act: Any) -> HttpResponse:
    """Whoever comes second, by another click or at another desk, reads what has happened."""
    try:
        act()
    except AlreadyDecidedError:
        return _already(request, row)
    except AlreadyMemberError as error:
        messages.error(request, str(error.message))
    return _back(request, row)


def _already(request: CooperativeRequest, row: Application) -> HttpResponse:
    row = _find(row.code)
    who = row.decided_by
    if row.state == State.INFORMATION_ASKED:
        said = _("A question has been asked already. The application waits for the answer.")
    elif row.state == State.WITHDRAWN:
        said = _("The applicant has withdrawn this meanwhile. There is nothing to decide.")
    elif who is not None and who.pk == request.staff.pk:
        mine = {State.APPROVED.value: _("You have approved this already, once.")}
        said = mine.get(row.state, _("You have declined this already, once."))
    elif who is not None:
        theirs = {State.APPROVED.value: _("{name} has approved this already. Nothing was changed.")}
        said = theirs.get(row.state, _("{name} has declined this already. Nothing was changed."))
        said = said.format(name=who)
    else:
        said = _("This application is open again. Please look again before you decide.")
    messages.info(request, said)
    return _back(request, row)


def _too_late(row: Application) -> str:
    if row.state == State.APPROVED:
        return _("It is too late to take this back: the card is already on its way.")
    return _("It is too late to take this back: the letter is already on its way.")


def _context(request: CooperativeRequest, row: Application) -> dict[str, Any]:
    mine = Letter.objects.filter(about=row.code, to=row.email)
    return {
        "application": row,
        "rows": _told(row),
        "by": answer_day(row, request.cooperative),
        "may_ask": row.state == State.SUBMITTED,
        "mail_failed": mine.filter(state=Letter.State.FAILED).exists(),
        "seconds": _seconds_left(row),
        "next": _next(row),
    }


def _told(row: Application) -> list[dict[str, Any]]:
    """Every answer, as somebody reads it who did not give it."""
    on_card = (row.name_on_card or row.name) if row.share_name else _("Not shown on the card")
    told: list[tuple[str, Any]] = [
        (_("Kind of membership"), row.membership_class),
        (_("Full name"), row.name),
        (_("Name on the card"), on_card),
        (_("Email address"), row.email),
        (_("Phone number"), row.phone),
        (_("Postcode"), row.postcode),
        (_("Message"), row.message),
    ]
    if row.bylaws is not None:
        told.append((_("Bylaws accepted"), row.bylaws.title))
    return [{"label": label, "value": value} for label, value in told]


def _seconds_left(row: Application) -> int:
    """For how long the decision can be taken back."""
    if row.decided_at is None or row.state not in decisions.UNDOABLE:
        return 0
    return max(0, int((row.decided_at + decisions.UNDO - timezone.now()).total_seconds()))


def _next(row: Application) -> Application | None:
    """Once this one is decided: who waits longest."""
    return None if row.is_open else queries.applications(State.SUBMITTED).first()


def _posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _asked(request: CooperativeRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, status=422 if context["form"].errors else 200)


def _back(request: CooperativeRequest, row: Application) -> HttpResponse:
    return redirect("tenants:application-review", request.cooperative.slug, row.code)
