"""No card at hand: our own members, found by name or number, after a look at a photo ID."""

from __future__ import annotations

from allauth.core import ratelimit
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from benefits.desk.examining import looked_up, matches
from benefits.services import desk as service
from benefits.views.desk.access import DeskRequest, of_a_desk
from benefits.views.desk.desk import answer_with
from benefits.views.desk.forms import LookUpForm


@of_a_desk
@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: DeskRequest) -> HttpResponse:
    """Five people at most, each by name and kind of membership; every search leaves its trace."""
    form = LookUpForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "place": request.desk.place}
    if request.method == "POST" and form.is_valid():
        too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="desk_lookup")
        if too_many is not None:
            return too_many
        found = matches(request.cooperative, form.cleaned_data["wanted"])
        if "chosen" in request.POST:
            chosen = next(
                (each for each in found or [] if str(each.code) == request.POST["chosen"]), None
            )
            if chosen is None:
                raise Http404
            return answer_with(request, looked_up(request.cooperative, chosen, seen=True))
        service.note_search(request.desk, matches=len(found or []))
        if found:
            return render(request, "benefits/desk/matches.html", {**context, "found": found})
        form.add_error("wanted", _none() if found is not None else _many())
    status = 422 if form.errors else 200
    return render(request, "benefits/desk/lookup.html", context, status=status)


def _none() -> str:
    return _("No member of yours has this name or number. A partner's members show their card.")


def _many() -> str:
    return _("More than 5 members match. Enter the whole name or the number.")
