"""Owners: the keys that sign for the co-op, a new one, and one that somebody else may have."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from credentials import affected, identity
from credentials.models import SigningKey
from credentials.services import keys as service
from credentials.services.compromise import declare_compromised
from tenants.access import fresh_proof_required, staff_required
from tenants.errors import DomainError
from tenants.http import CooperativeRequest
from tenants.models import Staff

owner_required = staff_required(Staff.Role.OWNER)
State = SigningKey.State


@owner_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: CooperativeRequest) -> HttpResponse:
    """Every key there ever was, with what becomes of it; a new one on request."""
    if request.method == "POST":
        return cast(HttpResponse, _ask(request))
    now = timezone.now()
    rows = list(SigningKey.objects.order_by("-pk"))
    context = {
        "rows": [{"key": row, "cards": affected.good_cards(row, now)} for row in rows],
        "pending": any(row.state == State.PENDING for row in rows),
        "none": not any(row.state == State.ACTIVE for row in rows),
        "room": identity.has_room(now),
    }
    return render(request, "credentials/keys/keys.html", context)


@owner_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def compromised(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """What declaring it compromised will do, in numbers; then the job that does it."""
    key = get_object_or_404(SigningKey, code=code)
    if key.state == State.COMPROMISED:  # by a second click, or a colleague
        messages.info(request, _("This key was declared compromised already. Nothing was changed."))
        return redirect("credentials:keys", request.cooperative.slug)
    if request.method == "POST" and request.POST.get("sure") == "yes":
        return cast(HttpResponse, _declare(request, key))
    unsure = request.method == "POST"
    context = {"key": key, "told": affected.of(key, timezone.now()), "unsure": unsure}
    page = "credentials/keys/compromised.html"
    return render(request, page, context, status=422 if unsure else 200)


@fresh_proof_required
def _ask(request: CooperativeRequest) -> HttpResponse:
    try:
        service.ask_for_a_new_key(by=request.staff)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        told = _("A new key is being made. It is published first, and signs in ten minutes.")
        messages.success(request, told)
    return redirect("credentials:keys", request.cooperative.slug)


@fresh_proof_required
def _declare(request: CooperativeRequest, key: SigningKey) -> HttpResponse:
    job = declare_compromised(key.code, by=request.staff)
    messages.success(
        request, _("The key is out of your co-op's document. Everything is being signed anew.")
    )
    return redirect("tenants:job", request.cooperative.slug, job.code)
