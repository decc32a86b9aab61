"""The page that somebody of a team meets whose session has only seen a code from a mail."""

from __future__ import annotations

from typing import cast

from allauth.account.utils import get_next_redirect_url
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tenants import second_proof as proof
from tenants.models import User


@login_required
@never_cache
@require_safe
def second_proof(request: HttpRequest) -> HttpResponse:
    """Says why and leads to setting one up; whoever has one shows it, and whoever has shown it goes on."""
    kept = request.session.get(proof.GOING_TO, proof.ELSEWHERE)
    there = get_next_redirect_url(request) or proof.safe(request, kept)
    user = cast("User", request.user)
    has_one = proof.has_one(user)
    if proof.is_given(request) and (has_one or settings.DEMO):
        request.session.pop(proof.GOING_TO, None)
        return redirect(there)
    if has_one:
        return redirect(f"{proof.page_to_show_it(user)}?{urlencode({'next': there})}")
    request.session[proof.GOING_TO] = there
    return render(request, "account/second_proof.html")
