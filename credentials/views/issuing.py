"""Who signs the co-op's cards: itself, or a federation whose accreditation lets it. For owners."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credentials import issuers
from credentials.services import ordering
from tenants.access import staff_required
from tenants.http import CooperativeRequest
from tenants.models import Membership, Staff


@staff_required(Staff.Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def issuing(request: CooperativeRequest) -> HttpResponse:
    """Who signs now, who could, and what a change means. Every change gives each member a new card."""
    running, possible = issuers.running(), issuers.possible()
    if request.method == "POST":
        wanted = request.POST.get("issuer", "")
        if wanted == "self":
            ordering.sign_ourselves(by=request.staff)
            messages.success(request, _("You sign your own cards again. Members get new ones."))
        else:
            chosen = next((each for each in possible if str(each.pk) == wanted), None)
            if chosen is None:
                raise Http404
            ordering.let_sign(chosen, by=request.staff)
            told = _("{name} signs your cards from now on. Members get new ones.")
            messages.success(request, told.format(name=chosen.name))
        return redirect("credentials:issuing", request.cooperative.slug)
    current = running.issuer_id if running else None
    context = {
        "running": running,
        "lapsed": running is not None and current not in {each.pk for each in possible},
        "others": [each for each in possible if each.pk != current],
        "members": Membership.objects.exclude(standing=Membership.Standing.ENDED).count(),
    }
    return render(request, "credentials/issuing/issuing.html", context)
