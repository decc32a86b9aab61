"""Where a co-op is in time, and in which languages it writes, as an owner settles it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tenants.access import staff_required
from tenants.forms.place import PlaceForm
from tenants.http import CooperativeRequest
from tenants.models import Membership, Staff
from tenants.services import place as service
from tenants.settings_page import settings_tabs


@staff_required(Staff.Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: CooperativeRequest) -> HttpResponse:
    """Another zone or language is another card: the page asks once more and says for how many."""
    here = request.cooperative
    form = PlaceForm(request.POST if request.method == "POST" else None, here=here)
    if request.method == "POST" and form.is_valid():
        values = form.settled()
        held = _held() if service.changes_cards(here, values) else 0
        if held and "sure" not in request.POST:
            context = {"form": form, "held": held}
            return render(request, "tenants/staff/place_cards.html", context)
        service.settle_place(by=request.staff, **values)
        messages.success(request, _("Saved. New cards are on their way.") if held else _("Saved."))
        return redirect("tenants:place", here.slug)
    context = {
        "form": form,
        "now": timezone.localtime(timezone.now(), ZoneInfo(here.time_zone)).replace(tzinfo=None),
        "tabs": settings_tabs(here, "tenants:place"),
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/place.html", context, status=status)


def _held() -> int:
    return Membership.objects.exclude(standing=Membership.Standing.ENDED).count()
