"""Register an interest, confirm it from the mailbox, see what is kept, have it deleted."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coopportal.interest import choices
from coopportal.interest.forms import InterestForm
from coopportal.network.access import who_looks_after
from coopportal.services import interest as service
from coopportal.tasks import LETTERS
from tenants import nudging
from tenants.countries import countries
from tenants.models import Interest

UNPROCESSABLE = 422
GONE = 410


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """One page. What was typed stays on it until it is sent."""
    wanted = {"use_cases": request.GET.getlist("use"), "wishes": request.GET.getlist("wish")}
    form = InterestForm(request.POST if request.method == "POST" else None, initial=wanted)
    if request.method == "POST" and form.is_valid():
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="interest_send")
        if too_many is not None:
            return too_many
        service.register_interest(**form.answers())
        nudging.nudge(LETTERS)
        return redirect("interest-sent")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "portal/interest/register.html", {"form": form}, status=status)


@never_cache
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same for everybody, whoever is on the list already."""
    return render(request, "portal/interest/sent.html", {"days": service.CONFIRM_WITHIN.days})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: HttpRequest, token: str) -> HttpResponse:
    """Behind the link of each letter. Opening it changes nothing, for mail programs open links too."""
    found = service.find(token)
    if found is None:
        return _gone(request)
    if request.method == "POST":
        confirmed = service.confirm_interest(found, told=who_looks_after(found))
        nudging.nudge(LETTERS)
        return redirect("interest-kept", service.link_token(confirmed.code))
    context = {"interest": found, "token": token, "rows": answers(found)}
    return render(request, "portal/interest/kept.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, token: str) -> HttpResponse:
    found = service.find(token)
    if found is None:
        return _gone(request)
    if request.method == "POST":
        service.delete_interest(found)
        return render(request, "portal/interest/deleted.html")
    return render(request, "portal/interest/delete.html", {"token": token})


def answers(interest: Interest) -> list[dict[str, Any]]:
    """What was told, as rows of a summary."""
    rows = [
        (_("Who"), interest.get_kind_display()),
        (_("Co-op"), interest.organisation),
        (_("Name"), interest.name),
        (_("Role"), choices.word(choices.ROLES, interest.role)),
        (_("Country"), choices.word(countries(), interest.country)),
        (_("Sector"), choices.word(choices.SECTORS, interest.sector)),
        (_("Would like to"), choices.words(choices.WISHES, interest.wishes)),
        (_("Use cases"), choices.words(choices.USES, interest.use_cases)),
        (_("Hopes for"), interest.hopes),
        (_("Email address"), interest.email),
        (_("Language"), choices.word(choices.LANGUAGES, interest.language)),
        (_("Passed on to"), interest.federation),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _gone(request: HttpRequest) -> HttpResponse:
    reason = _("There is nothing behind this link any more. What you told us is deleted.")
    return render(request, "410.html", {"reason": reason}, status=GONE)
