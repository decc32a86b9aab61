"""A co-op's owner: accreditations by bodies of other portals, brought and taken down."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credentials import accreditations
from credentials.errors import OutsideWordError
from credentials.forms.outside import BringForm
from credentials.outside import read_word
from credentials.services import outside_words
from tenants.access import staff_required
from tenants.http import CooperativeRequest
from tenants.models import Staff

owner_required = staff_required(Staff.Role.OWNER)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: CooperativeRequest) -> HttpResponse:
    form = BringForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="recognise")
        if too_many is not None:
            return too_many  # each may ask another portal several times
        try:
            word = read_word(form.cleaned_data["text"], request.cooperative)
        except OutsideWordError as error:
            form.refuse(error)
        else:
            row = outside_words.bring_word(
                word.claims,
                word.document,
                valid_from=word.valid_from,
                valid_until=word.valid_until,
                by=request.staff,
            )
            told = _("Checked. The accreditation by {name} is shown from now on.")
            messages.success(request, told.format(name=row.issuer_name))
            return _back(request)
    status = 422 if form.errors else 200
    return render(request, "credentials/accreditation/bring.html", {"form": form}, status=status)


@owner_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_down(request: CooperativeRequest, code: UUID) -> HttpResponse:
    row = get_object_or_404(accreditations.brought(), code=code)
    if request.method == "POST":
        outside_words.take_word_down(row, by=request.staff)
        messages.success(request, _("Taken down. You can bring it again at any time."))
        return _back(request)
    context = {
        "title": _("Show the accreditation by {name} no longer?").format(name=row.issuer_name),
        "text": _("Co-ops that trust this body may not recognise your cards any more."),
        "yes": _("Take it down"),
        "danger": True,
    }
    return render(request, "credentials/accreditation/own_step.html", context)


def _back(request: CooperativeRequest) -> HttpResponse:
    return redirect("credentials:accreditation", request.cooperative.slug)
