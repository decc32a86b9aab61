"""At the desk: a card is held out, and the answer fills the screen."""

from __future__ import annotations

from uuid import UUID

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from benefits.desk import practice
from benefits.desk.examining import examine
from benefits.desk.panel import Case, panel
from benefits.desk.reasons import Found, Reason
from benefits.models import DeskCheck
from benefits.services import desk as service
from benefits.views.desk import today
from benefits.views.desk.access import DeskRequest, of_a_desk, standing_at
from benefits.views.desk.forms import DigitsForm, ScanForm
from credentials.verifying.given import UnreadableError
from tenants.models import Cooperative

# Initials of a partner's member stay with the device, for as long as the card may be in somebody's hand.
GLANCE = "desk-glance"
GLANCE_SECONDS = 600
camera = csp_update({"script-src": ["'wasm-unsafe-eval'"], "manifest-src": ["'self'"]})


@camera
@never_cache
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """The scanner; on a device that is no desk yet, how it becomes one."""
    if standing_at(request) is None:
        return render(request, "benefits/desk/unpaired.html", {"form": DigitsForm()})
    return _scan(request)


@of_a_desk
def _scan(request: DeskRequest) -> HttpResponse:
    form = ScanForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        test_card = practice.scanned(form.cleaned_data["text"])
        if test_card is not None:
            return redirect("benefits:desk-practice", test_card.slug)
        try:
            found = examine(request.cooperative, form.cleaned_data["text"])
        except UnreadableError as error:
            form.add_error("text", _sentence(error))
        else:
            return answer_with(request, found)
    status = 422 if form.errors else 200
    context = {"form": form, "place": request.desk.place, "today": today.checks_of(request).count()}
    return render(request, "benefits/desk/desk.html", context, status=status)


def _sentence(error: UnreadableError) -> str:
    if error.code != "no_card":
        return str(error)
    return _("No card and no member has this. A code has 8 letters and digits, such as K7Q2 M9XD.")


def answer_with(request: DeskRequest, found: Found) -> HttpResponse:
    """Written first, then shown by its own address: a reload checks nothing twice."""
    check = service.record_check(found, desk=request.desk)
    answer = redirect("benefits:desk-check", check.code)
    answer.set_signed_cookie(
        GLANCE,
        f"{check.code}|{found.initials}",
        max_age=GLANCE_SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
        path="/desk/",
    )
    return answer


@camera
@of_a_desk
@require_safe
def check(request: DeskRequest, code: UUID) -> HttpResponse:
    """The answer to one card, as it was given."""
    row = _find(request, code)
    case = case_of(row, request.cooperative, initials=_glance(request, row))
    context = {
        "check": row,
        "panel": panel(case),
        "asks": row.reason == Reason.CHECK_ID,
        "place": request.desk.place,
        "form": ScanForm(auto_id=False),
    }
    return render(request, "benefits/desk/check.html", context)


@of_a_desk
@require_POST
def compare(request: DeskRequest, code: UUID) -> HttpResponse:
    """The photo ID is theirs, or it is not."""
    row = _find(request, code)
    service.compare_identity(row, matches="yes" in request.POST)
    return redirect("benefits:desk-check", row.code)


def case_of(row: DeskCheck, here: Cooperative, *, initials: str = "") -> Case:
    """A kept answer, as far as it is kept, with the name from our own register."""
    mine = row.membership
    return Case(
        reason=Reason(row.reason),
        host=here.name,
        person=mine.member.name if mine else initials,
        home="" if mine else row.home,
        valid_until=row.valid_until,
        ended_on=mine.ended_at.date() if mine and mine.ended_at else None,
        elsewhere=row.elsewhere,
    )


def _find(request: DeskRequest, code: UUID) -> DeskCheck:
    rows = DeskCheck.objects.select_related("membership__member", "membership__membership_class")
    row = rows.filter(desk=request.desk, code=code).first()
    if row is None:
        raise Http404
    return row


def _glance(request: HttpRequest, row: DeskCheck) -> str:
    told = str(request.get_signed_cookie(GLANCE, default="", max_age=GLANCE_SECONDS))
    code, _mark, initials = told.partition("|")
    return initials if code == str(row.code) else ""
