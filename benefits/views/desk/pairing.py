"""A device becomes a desk: by the address in a QR code, or by the digits below it."""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from benefits.desk import devices
from benefits.errors import PairingSpentError
from benefits.services import desk as service
from benefits.views.desk.forms import DigitsForm
from tenants import scope
from tenants.views.enough import PAIRING_CODES, refusal, was_right


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the address changes nothing; the button pairs, once."""
    too_many: HttpResponse | None = ratelimit.consume_or_429(
        request, action="desk_pair", limit_get=True
    )
    if too_many is not None:
        return too_many
    place = devices.awaiting(token)
    if place is None:
        return _spent(request)
    if request.method != "POST":
        request.cooperative = place.cooperative  # type: ignore[attr-defined]  # -- the page bears its name
        return render(request, "benefits/desk/pair.html", {"desk": place.desk})
    return _paired(request, place, token)


@require_http_methods(["GET", "HEAD", "POST"])
def pair_by_digits(request: HttpRequest) -> HttpResponse:
    """For a device whose camera is not at hand: the same, typed. Who comes without digits gets the page for them."""
    if request.method != "POST":
        return redirect("benefits:desk")
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="desk_pair")
    if too_many is not None:
        return too_many
    form = DigitsForm(request.POST)
    if not form.is_valid():
        return render(request, "benefits/desk/unpaired.html", {"form": form}, status=422)
    enough = refusal(request, "pairing codes", PAIRING_CODES)
    if enough is not None:
        return enough
    place = devices.awaiting(form.cleaned_data["digits"])
    if place is None:
        form.add_error("digits", str(PairingSpentError.message))
        return render(request, "benefits/desk/unpaired.html", {"form": form}, status=422)
    was_right(request, "pairing codes")
    return _paired(request, place, form.cleaned_data["digits"])


def _paired(request: HttpRequest, place: devices.Place, secret: str) -> HttpResponse:
    try:
        with scope.within(place.cooperative.pk):
            carried = service.pair_desk(place.desk, secret)
    except PairingSpentError:
        return _spent(request)
    answer = redirect("benefits:desk")
    remember(answer, carried)
    return answer


def remember(answer: HttpResponse, token: str) -> None:
    """Long-lived and out of reach of scripts; removing the desk makes it worth nothing."""
    answer.set_cookie(
        devices.cookie_name(),
        token,
        max_age=devices.COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _spent(request: HttpRequest) -> HttpResponse:
    context = {"error": PairingSpentError(), "form": DigitsForm()}
    return render(request, "benefits/desk/spent.html", context, status=PairingSpentError.status)
