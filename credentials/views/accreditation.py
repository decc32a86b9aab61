"""A co-op's owner: asking a federation, following where it stands, vouching for others."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from credentials import accreditation_words, accreditations
from credentials.errors import AccreditationOpenError, BodyRefusedError, VouchersRefusedError
from credentials.forms.accreditation import AskForm, TextForm, VouchForm
from credentials.forms.outside import told
from credentials.models import Accreditation, Vouch
from credentials.services import asking
from tenants.access import staff_required
from tenants.http import CooperativeRequest
from tenants.models import Cooperative, Staff

owner_required = staff_required(Staff.Role.OWNER)
State = Accreditation.State


@owner_required
@require_GET
def accreditation(request: CooperativeRequest) -> HttpResponse:
    """Where each request stands, and who asks us for our word."""
    now = timezone.now()
    rows = list(accreditations.asked_by_us().prefetch_related("vouches__voucher"))
    asked = {each.body_id for each in rows if each.state in Accreditation.LIVE}
    free = [each for each in accreditations.bodies() if each.pk not in asked]
    context = {
        "rows": [_drawn(each, request, now) for each in rows],
        "bodies": accreditations.bodies().exists(),
        "may_ask": bool(free),
        "vouches": accreditations.vouches_for_others(),
        "brought": [
            {"row": each, "why": told(each.fault) if each.fault else ""}
            for each in accreditations.brought()
        ],
    }
    return render(request, "credentials/accreditation/own.html", context)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: CooperativeRequest) -> HttpResponse:
    form = AskForm(_posted(request), here=request.cooperative)
    if form.is_valid():
        body = get_object_or_404(accreditations.bodies(), pk=form.cleaned_data["body"])
        try:
            told = asking.Told(**form.told())
            asking.ask_for_accreditation(body, told, form.vouchers(), by=request.staff)
        except (AccreditationOpenError, BodyRefusedError, VouchersRefusedError) as error:
            form.add_error(None, str(error.message))
        else:
            sent = _("Sent. {name} and the two co-ops get an email.").format(name=body.name)
            messages.success(request, sent)
            return _back(request)
    context = {"form": form, "bodies": form.fields["body"].choices}  # type: ignore[attr-defined]  # -- a ChoiceField
    status = 422 if form.errors else 200
    return render(request, "credentials/accreditation/ask.html", context, status=status)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = get_object_or_404(accreditations.asked_by_us(), code=code)
    if request.method == "POST":
        asking.withdraw_accreditation(row, by=request.staff)
        messages.success(request, _("Taken back. You can ask again at any time."))
        return _back(request)
    return _step(
        request,
        row,
        {
            "title": _("Take the request to {name} back?"),
            "text": _("The federation stops its review. Nothing that you sent is published."),
            "yes": _("Take it back"),
            "danger": True,
        },
    )


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = get_object_or_404(accreditations.asked_by_us(), code=code)
    form = TextForm(
        _posted(request),
        label=_("What should be looked at again?"),
        hint=_("Say what is wrong with the reason, or what has changed."),
        missing=_("Say what should be looked at again."),
    )
    if form.is_valid():
        asking.appeal_refusal(row, text=form.cleaned_data["text"], by=request.staff)
        messages.success(request, _("Sent. Other people look at it again."))
        return _back(request)
    return _step(
        request,
        row,
        {
            "title": _("Appeal against the decision of {name}"),
            "text": _("People who did not take part in the refusal decide, where there are any."),
            "yes": _("Send the appeal"),
        },
        form,
    )


@owner_required
@require_POST
def renew(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = get_object_or_404(accreditations.asked_by_us(), code=code)
    asking.ask_for_renewal(row, by=request.staff)
    messages.success(request, _("Sent. The federation gets an email."))
    return _back(request)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def vouch(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """One sentence, or no. Whoever declines gives no reason."""
    row = get_object_or_404(accreditations.vouches_for_others(), code=code)
    declines = request.POST.get("answer") == "decline"
    form = VouchForm(None if declines else _posted(request))
    if request.method == "POST" and (declines or form.is_valid()):
        sentence = "" if declines else form.cleaned_data["sentence"]
        asking.answer_vouch(row, sentence=sentence, by=request.staff)
        done = _("You have declined.") if declines else _("You vouch for them. Thank you.")
        messages.success(request, done)
        return _back(request)
    asked = row.accreditation
    context = {
        "vouch": row,
        "asked": asked,
        "rows": accreditation_words.identity(asked),
        "open": row.state == Vouch.State.ASKED and asked.is_open,
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "credentials/accreditation/vouch.html", context, status=status)


def _drawn(row: Accreditation, request: CooperativeRequest, now: Any) -> dict[str, Any]:
    here: Cooperative = request.cooperative
    return {
        "row": row,
        "tasks": accreditation_words.tasks(row, here),
        "proof": accreditation_words.proof(row) if row.is_open else None,
        "facts": accreditation_words.identity(row),
        "may_renew": asking.may_ask_for_renewal(row),
        "may_appeal": row.state == State.REFUSED and now <= asking.appeal_until(row),
        "appeal_until": asking.appeal_until(row),
    }


def _step(
    request: CooperativeRequest, row: Accreditation, said: dict[str, Any], form: Any = None
) -> HttpResponse:
    title = said["title"].format(name=row.body.name)
    context = {**said, "title": title, "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "credentials/accreditation/own_step.html", context, status=status)


def _posted(request: CooperativeRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _back(request: CooperativeRequest) -> HttpResponse:
    return redirect("credentials:accreditation", request.cooperative.slug)
