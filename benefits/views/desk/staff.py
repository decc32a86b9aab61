"""Staff: the places where cards are checked, and the devices that stand there."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benefits.desk import devices
from benefits.models import Desk
from benefits.services import desk as service
from benefits.views.desk.forms import PlaceForm
from credentials.card import qr
from tenants.access import staff_required
from tenants.http import CooperativeRequest
from tenants.models import Staff

desk_required = staff_required(Staff.Role.DESK)


@desk_required
@require_http_methods(["GET", "POST"])
def desks(request: CooperativeRequest) -> HttpResponse:
    """Every place with when its device was last seen; a form for one more."""
    form = PlaceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        added = service.add_desk(form.cleaned_data["place"], by=request.staff)
        return redirect("benefits:staff-desk", request.cooperative.slug, added.code)
    context = {"desks": Desk.objects.filter(removed_at=None), "form": form}
    status = 422 if form.errors else 200
    return render(request, "benefits/desk/staff/desks.html", context, status=status)


@desk_required
@never_cache
@require_GET
def desk(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """One place: the code that pairs a device, while it waits for one, and what can be done."""
    found = _find(code)
    context: dict[str, object] = {
        "desk": found,
        "waiting": devices.is_waiting(found),
        "opened": f"{urlsplit(settings.CANONICAL_ORIGIN).netloc}{reverse('benefits:desk')}",
    }
    if context["waiting"]:
        address, digits = devices.pairing_address(found), devices.pairing_digits(found)
        context |= {
            "address": address,
            "digits": f"{digits[:4]} {digits[4:]}",
            "picture": qr.data_uri(address),
        }
    part = "#state" if request.headers.get("HX-Request") else ""
    return render(request, f"benefits/desk/staff/desk.html{part}", context)


@desk_required
@require_POST
def new_code(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _find(code)
    service.renew_pairing(found)
    return redirect("benefits:staff-desk", request.cooperative.slug, found.code)


@desk_required
@require_http_methods(["GET", "POST"])
def remove(request: CooperativeRequest, code: UUID) -> HttpResponse:
    found = _find(code)
    if request.method == "POST":
        service.remove_desk(found, by=request.staff)
        messages.success(request, _("Removed. Its device can no longer check cards for you."))
        return redirect("benefits:staff-desks", request.cooperative.slug)
    return render(request, "benefits/desk/staff/remove.html", {"desk": found})


def _find(code: UUID) -> Desk:
    return get_object_or_404(Desk.objects.filter(removed_at=None), code=code)
