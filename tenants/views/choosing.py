"""What a member wants to get: by the link in a letter, with one click of a mail program, or on a page of their own."""

from __future__ import annotations

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tenants import scope
from tenants.models import Cooperative, Locator, Member, Seat, User
from tenants.secrets import digest
from tenants.services import mailings


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A POST without a session is what RFC 8058 asks for; looking changes nothing, because mail scanners look."""
    key = digest("mailings", token)
    # A mail provider clicks for thousands of people from one address: counted is the link, and by address who guesses.
    if not ratelimit.consume(request, action="unsubscribe", key=key):
        return render(request, "429.html", status=429)
    found = Locator.objects.filter(kind=Locator.Kind.MAILINGS, digest=key).first()
    if found is None:
        if not ratelimit.consume(request, action="unsubscribe_guess"):
            return render(request, "429.html", status=429)
        raise Http404
    here = Cooperative.objects.get(pk=found.cooperative_id)
    with scope.within(here.pk):
        member = Member.objects.filter(code=found.target, anonymised_at=None).first()
        if member is None:
            raise Http404
        if request.method == "POST":
            mailings.choose(member, wants="again" in request.POST)
            member.refresh_from_db()
    context = {"home": here, "off": member.mailings_off_at is not None}
    answer = render(request, "tenants/choosing/unsubscribe.html", context)
    answer["X-Robots-Tag"] = "noindex"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """Of each co-op on whose register this person stands."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    homes = _homes(user)
    if request.method == "POST":
        _choose(request, homes)
        return redirect("tenants:my-letters")
    shown = [{"home": home, "member": member} for home, member in homes]
    return render(request, "tenants/choosing/choices.html", {"homes": shown})


def _homes(user: User) -> list[tuple[Cooperative, Member]]:
    seats = Seat.objects.filter(user=user, kind=Seat.Kind.MEMBER).values("cooperative")
    found = []
    for home in Cooperative.objects.filter(pk__in=seats):
        with scope.within(home.pk):
            rows = Member.objects.filter(user=user, anonymised_at=None).order_by("pk")
            found += [(home, member) for member in rows]
    return found


def _choose(request: HttpRequest, homes: list[tuple[Cooperative, Member]]) -> None:
    try:
        code = UUID(request.POST.get("member", ""))
    except ValueError:
        raise Http404 from None
    mine = next(((home, member) for home, member in homes if member.code == code), None)
    if mine is None:
        raise Http404
    with scope.within(mine[0].pk):
        if "reminders" in request.POST:
            mailings.choose_reminders(mine[1], wants=request.POST["reminders"] == "yes")
        else:
            mailings.choose(mine[1], wants=request.POST.get("wants") == "yes")
    messages.success(request, _("Saved."))
