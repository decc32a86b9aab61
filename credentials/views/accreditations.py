"""A federation's staff: who asks, what was seen, what one person proposes and another one decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from credentials import accreditation_words, accreditations, domain_proof, warnings
from credentials.errors import NotShownError, OthersFirstError, RulingWaitsError
from credentials.forms.accreditation import GiveForm, TextForm
from credentials.models import Accreditation, Finding, Ruling
from credentials.services import accrediting
from credentials.services.accrediting import FROM, GIVES, Proposal
from tenants.access import staff_required
from tenants.dates import today_in
from tenants.http import CooperativeRequest
from tenants.models import Staff

ROWS = 50
State, Kind = Accreditation.State, Ruling.Kind
# What stands on one tab: a request and its appeal are one work.
TABS = {
    State.ASKED: Accreditation.OPEN,
    State.IN_FORCE: (State.IN_FORCE,),
    State.SUSPENDED: (State.SUSPENDED,),
    State.REFUSED: (State.REFUSED,),
    State.REVOKED: (State.REVOKED, State.LAPSED, State.WITHDRAWN),
}
Step = Callable[[CooperativeRequest, Accreditation], HttpResponse]


def _of_a_body(*roles: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Only where the co-op is a federation; anywhere else these pages are not there."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def asked(request: CooperativeRequest, **arguments: Any) -> HttpResponse:
            if not accreditations.is_body(request.cooperative):
                raise Http404
            if "code" in arguments:
                code = arguments.pop("code")
                row = get_object_or_404(accreditations.asked_of_us(), code=code)
                return view(request, row, **arguments)
            return view(request, **arguments)

        return staff_required(*roles)(asked)  # type: ignore[return-value]  # -- the decorator widens the answer

    return decorate


reviewer = _of_a_body(Staff.Role.MEMBERSHIP)
decider = _of_a_body(Staff.Role.OWNER)


@reviewer
@require_GET
def listed(request: CooperativeRequest) -> HttpResponse:
    """By state, what waits longest first."""
    state = request.GET.get("state", State.ASKED)
    if state not in TABS:
        raise Http404
    counts = accreditations.counts_by_state()
    rows = accreditations.asked_of_us(TABS[State(state)]).prefetch_related("vouches")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    waiting = accreditations.open_rulings(page.object_list)
    context = {
        "full": warnings.of_trust_list(request.staff),
        "tabs": _tabs(request, state, counts),
        "state": state,
        "page": page,
        "rows": [{"row": each, "ruling": waiting.get(each.pk)} for each in page],
    }
    return render(request, "credentials/accreditation/list.html", context)


@reviewer
@require_GET
def review(request: CooperativeRequest, row: Accreditation) -> HttpResponse:
    """Everything there is to decide on, and what waits for whom."""
    ruling = accreditations.open_rulings([row]).get(row.pk)
    owner = request.staff.may(Staff.Role.OWNER)
    context = {
        "row": row,
        "facts": accreditation_words.identity(row),
        "proof": accreditation_words.proof(row),
        "looked": accreditation_words.looked(row),
        "can_look": domain_proof.can_look(row) and not row.domain_seen_on,
        "vouches": row.vouches.select_related("voucher"),
        "findings": Finding.objects.filter(accreditation=row).select_related("by__user"),
        "ruling": ruling,
        "mine": ruling is not None and ruling.proposed_by_id == request.staff.pk,
        "owner": owner,
        "others": _owners_besides(request.staff),
        "settled": _settled(row),
        "may": [kind for kind, states in FROM.items() if row.state in states],
    }
    return render(request, "credentials/accreditation/review.html", context)


@reviewer
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: CooperativeRequest, row: Accreditation, kind: str) -> HttpResponse:
    """The first of two persons."""
    if kind not in FROM or row.state not in FROM[kind]:
        raise Http404
    form = _form_of(kind, row, request)
    if request.method == "POST" and (form is None or form.is_valid()):
        values = dict(form.cleaned_data) if form else {}
        if "text" in values:
            values = {"reason": values["text"]}
        try:
            accrediting.propose_ruling(row, Proposal(kind=kind, **values), by=request.staff)
        except NotShownError as error:
            if form is None:  # only a word that is given rests on something
                raise
            form.add_error("assurance", str(error.message))
        except (OthersFirstError, RulingWaitsError) as error:
            messages.error(request, str(error.message))
            return back(request, row)
        else:
            messages.success(request, _("Proposed. A second person decides, and gets an email."))
            return back(request, row)
    return step(request, row, accreditation_words.question(Kind(kind)), form)


@decider
@require_POST
def confirm(request: CooperativeRequest, row: Accreditation) -> HttpResponse:
    """The second one. The page names the proposal that was read."""
    accrediting.confirm_ruling(_ruling(request, row), by=request.staff)
    messages.success(request, _("Decided. The co-op gets an email."))
    return back(request, row)


@decider
@require_http_methods(["GET", "HEAD", "POST"])
def send_back(request: CooperativeRequest, row: Accreditation) -> HttpResponse:
    ruling = accreditations.open_rulings([row]).get(row.pk)
    if ruling is None:
        messages.info(request, _("There is no proposal that waits."))
        return back(request, row)
    form = TextForm(
        posted(request),
        label=_("What is to be looked at again?"),
        missing=_("Say what is to be looked at again."),
    )
    if form.is_valid():
        accrediting.send_back(ruling, note=form.cleaned_data["text"], by=request.staff)
        messages.success(request, _("Sent back. Nothing was decided."))
        return back(request, row)
    said = {
        "title": _("Send the proposal on {name} back?"),
        "text": _("Nothing is decided. Somebody can propose anew."),
        "yes": _("Send it back"),
    }
    return step(request, row, said, form)


@decider
@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request: CooperativeRequest, row: Accreditation) -> HttpResponse:
    if row.state != State.IN_FORCE:
        messages.info(request, _("This is not in force, so there is nothing to suspend."))
        return back(request, row)
    form = TextForm(
        posted(request),
        label=_("Reason"),
        hint=_("The co-op reads it. The public reads only that it is suspended."),
        missing=_("Give a reason in a sentence."),
    )
    if form.is_valid():
        accrediting.suspend_accreditation(row, reason=form.cleaned_data["text"], by=request.staff)
        messages.success(request, _("Suspended. Others see it within a minute."))
        return back(request, row)
    said = {
        "title": _("Suspend the accreditation of {name}?"),
        "text": _("It holds at once, by you alone. To restore or to revoke it takes two people."),
        "yes": _("Suspend"),
        "danger": True,
    }
    return step(request, row, said, form)


def _form_of(kind: str, row: Accreditation, request: CooperativeRequest) -> Any:
    sent = posted(request)
    if kind in GIVES:
        known = {"assurance": row.assurance, "conditions": row.conditions}
        return GiveForm(sent, today=today(request), initial=known)
    if kind == Kind.RESTORE:
        return None
    return TextForm(
        sent,
        label=_("Reason"),
        hint=_("The co-op reads it on its page."),
        missing=_("Give a reason in a sentence."),
    )


def _ruling(request: CooperativeRequest, row: Accreditation) -> Ruling:
    try:
        code = UUID(request.POST.get("ruling", ""))
    except ValueError:
        raise Http404 from None
    return get_object_or_404(Ruling, accreditation=row, code=code)


def _settled(row: Accreditation) -> list[Ruling]:
    rulings = Ruling.objects.filter(accreditation=row).exclude(state=Ruling.State.PROPOSED)
    return list(rulings.select_related("proposed_by__user", "settled_by__user"))


def _owners_besides(staff: Staff) -> bool:
    team = Staff.objects.filter(removed_at=None).exclude(pk=staff.pk)
    return any(each.may(Staff.Role.OWNER) for each in team)


def _tabs(request: CooperativeRequest, state: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    address = reverse("credentials:accreditations", args=[request.cooperative.slug])
    labels = {State.REVOKED: _("Over")}
    return [
        {
            "label": labels.get(tab, tab.label),
            "url": f"{address}?{urlencode({'state': tab.value})}",
            "count": sum(counts.get(each, 0) for each in states),
            "current": tab.value == state,
        }
        for tab, states in TABS.items()
    ]


def step(
    request: CooperativeRequest, row: Accreditation, said: dict[str, Any], form: Any = None
) -> HttpResponse:
    title = said["title"].format(name=row.applicant.name)
    context = {**said, "title": title, "row": row, "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "credentials/accreditation/step.html", context, status=status)


def today(request: CooperativeRequest) -> Any:
    return today_in(request.cooperative.time_zone)


def posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None


def back(request: CooperativeRequest, row: Accreditation) -> HttpResponse:
    return redirect("credentials:accreditation-review", request.cooperative.slug, row.code)
