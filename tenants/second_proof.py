"""Whoever works for a co-op proves twice who they are: reading their mail is not enough to be them."""

from __future__ import annotations

import time
from typing import Final

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from tenants.models import Seat, Staff, User

PROVEN: Final = "mfa"  # as allauth calls it, whichever proof it was
# A click in the demonstration is nobody's login: the session is marked, and exists with invented people alone.
CLICKED: Final = "demo"
GOING_TO: Final = "second_proof"  # where somebody was going, kept while they set one up
ELSEWHERE: Final = "/me/"


def is_given(request: HttpRequest) -> bool:
    """This very session has seen a second proof, whenever that was."""
    return bool(_proofs(request))


def is_fresh(request: HttpRequest) -> bool:
    """As `is_given`, and a few minutes ago at most: for what a laptop left open must not do."""
    return any(
        method == CLICKED or time.time() - at < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
        for method, at in _proofs(request)
    )


def has_one(user: User) -> bool:
    """Recovery codes alone are none: they stand in for one that is lost."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(is_mfa_enabled(user, kinds))


def page_to_show_it(user: User) -> str:
    """Where the one that there is can be shown."""
    by_code = is_mfa_enabled(user, [Authenticator.Type.TOTP])
    return resolve_url("mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn")


def is_asked_of(request: HttpRequest) -> bool:
    """Of the team of the co-op whose page it is, and on the portal's own pages of whoever works for any."""
    user = request.user
    if not isinstance(user, User):
        return False
    if hasattr(request, "cooperative"):
        return Staff.objects.filter(user=user.pk, removed_at=None).exists()
    return user.is_staff or Seat.objects.filter(user=user, kind=Seat.Kind.STAFF).exists()


def ask(request: HttpRequest, *, anew: bool = False) -> HttpResponseBase:
    """To the page that says why, and from there back. What was sent is not kept, and that is said."""
    user, page = request.user, resolve_url("second-proof")
    if anew and isinstance(user, User) and has_one(user):
        page = page_to_show_it(user)
    there = f"{page}?{urlencode({'next': _wanted(request)})}"
    if request.method not in {"GET", "HEAD"}:
        messages.warning(
            request, _("Nothing has changed yet. Prove that it is you, and do it again.")
        )
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(there)
    return redirect(there)


def forget(request: HttpRequest) -> None:
    """What this session has proven counts no more: the proof itself has gone."""
    for key in (AUTHENTICATION_METHODS_SESSION_KEY, GOING_TO):
        request.session.pop(key, None)


def safe(request: HttpRequest, address: str) -> str:
    """An address of this portal, or one's own page."""
    good = url_has_allowed_host_and_scheme(address, {request.get_host()})
    return address if good else ELSEWHERE


def _wanted(request: HttpRequest) -> str:
    """The page itself; where something was sent or swapped in, the page it was sent from."""
    if request.method in {"GET", "HEAD"} and not getattr(request, "htmx", False):
        return request.get_full_path()
    return safe(request, request.headers.get("referer", ""))


def _proofs(request: HttpRequest) -> list[tuple[str, float]]:
    counted = {PROVEN, CLICKED} if settings.DEMO else {PROVEN}
    records = get_authentication_records(request, request.user)
    return [(each["method"], each["at"]) for each in records if each["method"] in counted]
