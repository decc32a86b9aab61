"""Writing to many members: drafted, looked at with everybody it goes to, sent once, watched."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from csp.constants import SELF
from csp.decorators import csp_exempt, csp_update
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants.access import steward_required
from tenants.errors import ChangedMeanwhileError
from tenants.forms.mailings import MailingForm, initial_of
from tenants.http import CooperativeRequest
from tenants.mailing_audience import reason_of, seen, sorted_out
from tenants.models import Letter, Mailing
from tenants.services import letters
from tenants.services import mailings as service
from tenants.views.staff.letter_texts import POLICY
from tenants.views.staff.steps import posted
from tenants.writers.mailings import LETTER, TEST, shown

ROWS, SHOWN = 50, 20


@steward_required
@require_safe
def mailings(request: CooperativeRequest) -> HttpResponse:
    rows = Mailing.objects.select_related("created_by__user", "membership_class")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "tenants/staff/mailings.html", {"page": page})


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: CooperativeRequest) -> HttpResponse:
    """`?query=` is a filter that the list of members leads here with."""
    query = request.GET.get("query", "")
    form = MailingForm(posted(request), here=request.cooperative, query=query)
    return _edited(request, form, None)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = _found(code)
    if row.state != Mailing.State.DRAFT:
        return _told(request, row)
    form = MailingForm(
        posted(request), initial=initial_of(row), here=request.cooperative, query=row.query
    )
    return _edited(request, form, row)


@csp_update({"frame-src": [SELF]})
@steward_required
@require_safe
def mailing(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """A draft with everybody it would go to; what was begun with what became of its letters."""
    row = _found(code)
    title, plain, _html = shown(row, request.cooperative, row.language)
    context = {
        "mailing": row,
        "plain": plain,
        "subject": f"{request.cooperative.name}: {title}",
        "looks": reverse("tenants:mailing-looks", args=[request.cooperative.slug, row.code]),
        "languages": [row.language, *row.variants],
    }
    context |= _draft(row) if row.state == Mailing.State.DRAFT else _progress(row)
    return render(request, "tenants/staff/mailing.html", context)


@csp_exempt()
@xframe_options_sameorigin
@steward_required
@require_safe
def looks(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = _found(code)
    language = request.GET.get("language", row.language)
    known = language if language in row.variants else row.language
    answer = HttpResponse(shown(row, request.cooperative, known)[2])
    answer["Content-Security-Policy"] = POLICY
    return answer


@steward_required
@require_POST
def test(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = _found(code)
    me = request.staff.user
    letters.write_letter(
        TEST, to=me.email, about=row.code, key=str(uuid4()), language=me.language or row.language
    )
    messages.success(request, _("It leaves now, to you."))
    return redirect("tenants:mailing", request.cooperative.slug, row.code)


@steward_required
@require_POST
def send(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """As the page said it and to whom, or not at all."""
    row = _found(code)
    audience = sorted_out(row)
    now = seen(row, audience.reached)
    if row.state == Mailing.State.DRAFT and request.POST.get("seen") != now:
        said = _("By now it says something else, or goes to other members. Look at it once more.")
        messages.warning(request, said)
        return redirect("tenants:mailing", request.cooperative.slug, row.code)
    try:
        service.start(row, audience.reached, by=request.staff)
    except ChangedMeanwhileError:
        return _told(request, row)
    count = len(audience.reached)
    said = ngettext("It goes to {n} member.", "It goes to {n} members.", count).format(n=count)
    messages.success(request, said)
    return redirect("tenants:mailing", request.cooperative.slug, row.code)


@steward_required
@require_POST
def stop(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = _found(code)
    try:
        service.stop(row, by=request.staff)
    except ChangedMeanwhileError:
        return _told(request, row)
    messages.success(request, _("Stopped. What has left cannot be taken back."))
    return redirect("tenants:mailing", request.cooperative.slug, row.code)


@steward_required
@require_POST
def delete(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = _found(code)
    try:
        service.delete_draft(row)
    except ChangedMeanwhileError:
        return _told(request, row)
    messages.success(request, _("The draft is gone."))
    return redirect("tenants:mailings", request.cooperative.slug)


def _edited(request: CooperativeRequest, form: MailingForm, row: Mailing | None) -> HttpResponse:
    if form.is_valid():
        try:
            saved = service.save_draft(row, by=request.staff, **form.values(request.cooperative))
        except ChangedMeanwhileError:
            return _told(request, _found(row.code) if row else Mailing())
        return redirect("tenants:mailing", request.cooperative.slug, saved.code)
    status = 422 if form.errors else 200
    return render(
        request, "tenants/staff/mailing_form.html", {"form": form, "mailing": row}, status=status
    )


def _draft(row: Mailing) -> dict[str, Any]:
    audience = sorted_out(row)
    left = [{"member": each, "why": reason_of(why)} for each, why in audience.left_out]
    counts = [
        {"label": reason_of(why), "value": str(count), "number": True}
        for why, count in sorted(audience.counts().items())
    ]
    return {
        "count": len(audience.reached),
        "seen": seen(row, audience.reached),
        "counts": counts,
        "left_out": left[:SHOWN],
        "more": max(0, len(left) - SHOWN),
    }


def _progress(row: Mailing) -> dict[str, Any]:
    mine = Letter.objects.filter(kind=LETTER, key__startswith=f"{row.code}|").order_by()
    found = mine.values_list("state").annotate(rows=Count("pk"))
    words = dict(Letter.State.choices)
    rows = [
        {"label": words[state], "value": str(count), "number": True}
        for state, count in sorted(found)
    ]
    return {"letters": rows, "waits": any(state == "waiting" for state, _count in found)}


def _found(code: UUID) -> Mailing:
    rows = Mailing.objects.select_related(
        "membership_class", "created_by__user", "started_by__user"
    )
    return get_object_or_404(rows, code=code)


def _told(request: CooperativeRequest, row: Mailing) -> HttpResponse:
    messages.info(request, _("It was sent or stopped already. Nothing was changed."))
    return redirect("tenants:mailing", request.cooperative.slug, row.code)
