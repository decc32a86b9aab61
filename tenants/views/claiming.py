"""A letter's code leads to one person's seat: the code, then a mailbox that is theirs, then yes.

Nothing of the person is shown before the code was right, and their name only after the mailbox was confirmed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tenants import scope
from tenants.errors import DomainError
from tenants.forms.claiming import ClaimCodeForm, MailboxForm
from tenants.models import ClaimCode, Cooperative, Locator
from tenants.services import claiming, people
from tenants.views.enough import CLAIM_CODES, refusal, was_right

SESSION = "claim_code"
REMEMBERED = timedelta(minutes=30)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """The code is typed in by hand. Each try is counted before anything is compared."""
    form = ClaimCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        enough = refusal(request, "claim codes", CLAIM_CODES)
        if enough is not None:
            return enough
        found = _place(form.cleaned_data["code"])
        if found is None:
            form.add_error("code", _unknown())
        else:
            was_right(request, "claim codes")
            request.session[SESSION] = {
                "code": str(found.target),
                "at": timezone.now().isoformat(),
                "cooperative": str(found.cooperative_id),
            }
            return redirect("tenants:claim-email")
    status = 422 if form.errors else 200
    return _private(render(request, "tenants/claim/enter.html", {"form": form}, status=status))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: HttpRequest) -> HttpResponse:
    """Which mailbox is yours: a code goes there, as to anybody who signs in."""
    kept = _kept(request)
    if kept is None:
        return redirect("tenants:claim-enter")
    if request.user.is_authenticated:
        return redirect("tenants:claim-confirm")
    form = MailboxForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        too_many: HttpResponse | None = ratelimit.consume_or_429(
            request, action="claim_mail", key=email.lower()
        )
        if too_many is not None:
            return too_many
        user = people.open_mailbox(email)
        LoginCodeVerificationProcess.initiate(request=request, user=user, email=email)
        there = urlencode({"next": reverse("tenants:claim-confirm")})
        return redirect(f"{reverse('account_confirm_login_code')}?{there}")
    context = {"form": form, "home": kept[0]}
    status = 422 if form.errors else 200
    return _private(render(request, "tenants/claim/email.html", context, status=status))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Whose membership it is, and yes. Then it is theirs, and the code is spent."""
    kept = _kept(request)
    if kept is None:
        return redirect("tenants:claim-enter")
    if not request.user.is_authenticated:
        return redirect("tenants:claim-email")
    home, code = kept
    refusal = ""
    with scope.within(home.pk):
        row = ClaimCode.objects.select_related("member").get(code=code)
        if request.method == "POST":
            try:
                claiming.claim_membership(row, request.user, request.user.email)
            except DomainError as error:
                refusal = str(error.message)
            else:
                request.session.pop(SESSION, None)
                return redirect("/me/")
        context = {"home": home, "member": row.member, "refusal": refusal}
        status = 422 if refusal else 200
        return _private(render(request, "tenants/claim/confirm.html", context, status=status))


def _place(key: str) -> Locator | None:
    """The co-op of a code that is unused and not too old; else nothing, whatever was wrong with it."""
    digest = claiming.claim_digest(key)
    rows = Locator.objects.filter(kind=Locator.Kind.CLAIM_CODE, digest=digest)
    found = rows.exclude(cooperative__state=Cooperative.State.CLOSED).first()
    if found is None:
        return None
    with scope.within(found.cooperative_id):
        good = ClaimCode.objects.filter(
            code=found.target, used_at=None, expires_at__gt=timezone.now(), member__user=None
        )
        return found if good.exists() else None


def _kept(request: HttpRequest) -> tuple[Cooperative, UUID] | None:
    """What this browser typed within the last half hour."""
    kept = request.session.get(SESSION)
    if not isinstance(kept, dict):
        return None
    if datetime.fromisoformat(kept["at"]) < timezone.now() - REMEMBERED:
        return None
    home = Cooperative.objects.filter(pk=kept["cooperative"]).first()
    return (home, UUID(kept["code"])) if home else None


def _unknown() -> str:
    return _(
        "This code leads nowhere: it was used, is too old, or was never printed. Ask your co-op."
    )


def _private(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    return answer
