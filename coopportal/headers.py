"""What every answer says to the browser besides its content, whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from tenants.http import PERMISSIONS

KEPT_NOWHERE = "no-store, private"


class HeadersMiddleware:
    """Few permissions; what a signed-in person saw is kept by nobody; who signs out leaves nothing behind."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        signed_out = request.method == "POST" and request.path == "/accounts/logout/"
        answer = self.get_response(request)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if _is_personal(request):
            answer.headers.setdefault("Cache-Control", KEPT_NOWHERE)
        if signed_out:
            answer.headers["Clear-Site-Data"] = '"cache"'
        return answer


def _is_personal(request: HttpRequest) -> bool:
    """The answer looked at the session, and somebody is signed in with it."""
    session = getattr(request, "session", None)
    return session is not None and session.accessed and "_auth_user_id" in session
