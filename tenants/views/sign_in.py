"""Signing in: the first page, whose form may also be sent to its own address."""

from __future__ import annotations

from allauth.account.views import login, request_login_code
from django.http import HttpRequest, HttpResponseBase


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """There are no passwords: whatever is sent here is an email address to which a code goes."""
    view = request_login_code if request.method == "POST" else login
    answer: HttpResponseBase = view(request)
    return answer
