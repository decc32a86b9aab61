"""At the desk: a card is held out, and the answer fills the screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from benefits import agreed, wording
from benefits.desk import glance, offering, practice
from benefits.desk.examining import examine
from benefits.desk.panel import Case, given, panel, with_a_reason
from benefits.desk.reasons import Found, Reason
from benefits.eligibility import Benefit, Evidence
from benefits.eligibility.proof import PhotoId
from benefits.models import DeskCheck
from benefits.services import desk as service
from benefits.sides import Bond
from benefits.views.desk import handed, photo, today
from benefits.views.desk.access import DeskRequest, of_a_desk, standing_at
from benefits.views.desk.forms import DigitsForm, ScanForm
from benefits.views.desk.give_form import GiveForm
from credentials.verifying.given import UnreadableError
from tenants.countries import currency_of
from tenants.dates import today_in
from tenants.http import with_camera
from tenants.models import Cooperative, Membership

# Benefits are offered while the answer is one of these.
OFFERING = (Reason.PARTNER, Reason.LOOK_FIRST, Reason.USED, Reason.NOT_TODAY, Reason.TOO_WEAK)
BACK_AFTER = 8
MERGED = Membership.EndReason.MERGED
camera = csp_update({"script-src": ["'wasm-unsafe-eval'"], "manifest-src": ["'self'"]})


@camera
@with_camera
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
        too_many: HttpResponse | None = ratelimit.consume_or_429(
            request, action="desk_scan", key=str(request.desk.code)
        )
        if too_many is not None:
            return too_many
        try:
            found = examine(request.cooperative, form.cleaned_data["text"])
        except UnreadableError as error:
            form.add_error("text", _sentence(error))
        else:
            return answer_with(request, found)
    status = 422 if form.errors else 200
    count = today.checks_of(request).count()
    context = {"form": form, "place": request.desk.place, "today": count}
    return render(request, "benefits/desk/desk.html", context, status=status)


def _sentence(error: UnreadableError) -> str:
    if error.code != "no_card":
        return str(error)
    return _("No card and no member has this. A code has 8 letters and digits, such as K7Q2 M9XD.")


def answer_with(request: DeskRequest, found: Found) -> HttpResponse:
    """Written first, then shown by its own address: a reload checks nothing twice."""
    check = service.record_check(_concluded(request, found), desk=request.desk)
    answer = redirect("benefits:desk-check", check.code)
    answer.set_cookie(
        glance.COOKIE,
        glance.told(check.code, found.initials, found.claims),
        max_age=glance.KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/desk/",
    )
    return answer


def _concluded(request: DeskRequest, found: Found) -> Found:
    """What the benefits come to, where it is not plainly good: by the agreement as it was read for this card."""
    if found.reason is not Reason.PARTNER or found.bond is None or found.claims is None:
        return found
    here = here_at(request, timezone.now(), found.evidence)
    offers = offering.offered(found.bond, found.claims, here, holder=found.pseudonym)
    reason = offering.reason_of(offers)
    if reason is Reason.PARTNER:
        return found
    return replace(found, reason=reason, sentence=_said(offers[0]))


def _said(offer: offering.Offered) -> str:
    """What stands in the way, or what is to be seen to; initials at most."""
    conditions = wording.conditions(offer.verdict)
    return " ".join(conditions) or wording.verdict(offer.verdict)


def offers_of(request: DeskRequest, check: DeskCheck) -> list[offering.Offered]:
    """The benefits of a partner's member as of now; none where the card is no longer remembered."""
    claims = glance.claims_in(kept(request), check.code)
    if claims is None or Reason(check.reason) not in OFFERING:
        return []
    bond = bond_with(request, check.issuer_did)
    if bond is None:
        return []
    return offering.offered(bond, claims, here_of(request, check), holder=check.pseudonym)


def bond_with(request: DeskRequest, home: str) -> Bond | None:
    """What gives something to members of this co-op now."""
    return agreed.partner(home, on=today_in(request.cooperative.time_zone))


def here_of(request: DeskRequest, check: DeskCheck, **asked: Any) -> offering.Here:
    return here_at(request, check.at, Evidence[check.evidence.upper()], **asked)


def here_at(
    request: DeskRequest, checked_at: datetime, evidence: Evidence, **asked: Any
) -> offering.Here:
    return offering.Here(
        cooperative=request.cooperative,
        place=request.desk.place,
        now=timezone.now(),
        evidence=evidence,
        checked_at=checked_at,
        **asked,
    )


@camera
@with_camera
@of_a_desk
@require_safe
def check(request: DeskRequest, code: UUID) -> HttpResponse:
    """The answer to one card, as it was given; then what was handed over on it."""
    return answer_page(request, find(request, code))


def answer_page(
    request: DeskRequest, row: DeskCheck, typed: GiveForm | None = None
) -> HttpResponse:
    """`typed` is what could not be given as it was asked for."""
    case = case_of(row, request.cooperative, initials=glance.initials_in(kept(request), row.code))
    written = handed.written_on(row)
    shown, uses = panel(case), handed.uses_in(written)
    had = {use.benefit for use in uses}
    offers = [each for each in offers_of(request, row) if each.benefit.id not in had]
    if row.reason == Reason.USED and any(each.again for each in offers):
        shown = with_a_reason(shown)
    voids = handed.voids_in(written)
    context: dict[str, Any] = {
        "check": row,
        "panel": given(shown.name, uses[0].sentence) if uses else shown,
        "asks": row.reason == Reason.CHECK_ID,
        "offers": [
            _drawn(each, give_form(request, row, each.benefit), typed)
            | {"void": voids.get(each.benefit.id)}
            for each in offers
        ],
        "typed": typed,
        "uses": [{"use": each, "seconds": handed.seconds_left(each)} for each in uses],
        "has_photo": photo.of_check(row) is not None,
        "back_after": BACK_AFTER if uses else 0,
        "place": request.desk.place,
        "form": ScanForm(auto_id=False),
    }
    status = 422 if typed else 200
    return render(request, "benefits/desk/check.html", context, status=status)


def give_form(request: DeskRequest, row: DeskCheck, benefit: Benefit, data: Any = None) -> GiveForm:
    currency = currency_of(request.cooperative.country)
    return GiveForm(data, benefit, home=row.issuer_did, currency=currency)


def _drawn(offer: offering.Offered, empty: GiveForm, typed: GiveForm | None) -> dict[str, Any]:
    again = typed is not None and typed.benefit.id == offer.benefit.id
    form = typed if typed and again else empty
    return {
        "benefit": offer.benefit,
        "may": offer.may_be_given,
        "conditions": form.conditions or wording.conditions(offer.verdict),
        "sentence": wording.verdict(offer.verdict),
        "left": offer.verdict.left,
        "form": form,
        "unmet": offer.unmet,
        "may_again": offer.again is not None,
        "again_first": wording.conditions(offer.again) if offer.again else [],
        "why": form.data.get("again", "") if form is typed else "",
        "waits": offer.asked is not None and offer.asked.state == "asked",
        "asks_photo": offer.benefit.rule(PhotoId) is not None,
        "instead": offer.benefit.substitute,
    }


@of_a_desk
@require_POST
def compare(request: DeskRequest, code: UUID) -> HttpResponse:
    """The photo ID is theirs, or it is not."""
    row = find(request, code)
    service.compare_identity(row, matches="yes" in request.POST)
    return redirect("benefits:desk-check", row.code)


def case_of(row: DeskCheck, here: Cooperative, *, initials: str = "") -> Case:
    """A kept answer, as far as it is kept, with the name from our own register."""
    mine = row.membership
    return Case(
        reason=Reason(row.reason),
        host=here.name,
        person=_person(row) or initials,
        number=mine.member.number if mine and mine.end_reason == MERGED else "",
        household=mine.member.name if mine and row.further else "",
        home="" if mine else row.home,
        valid_until=row.valid_until,
        ended_on=mine.ended_at.date() if mine and mine.ended_at else None,
        elsewhere=row.elsewhere,
        sentence=row.sentence,
    )


def _person(row: DeskCheck) -> str:
    """Of our own register, and of whom its members have with them."""
    if row.further:
        return row.further.name
    return row.membership.member.name if row.membership else ""


def find(request: DeskRequest, code: UUID) -> DeskCheck:
    """One of this desk's own."""
    rows = DeskCheck.objects.select_related(
        "membership__member", "membership__membership_class", "further"
    )
    row = rows.filter(desk=request.desk, code=code).first()
    if row is None:
        raise Http404
    return row


def kept(request: HttpRequest) -> str:
    return request.COOKIES.get(glance.COOKIE, "")
