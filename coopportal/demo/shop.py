"""An invented web shop: what a program of the holiday homes asks the portal, and what it is told.

It speaks as any shop would, through the public interface and with a token of its own; only the way
there is short, because shop and portal are one process here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from benefits.errors import CodeRefusedError
from benefits.models import Integration
from coopportal.demo import offers
from coopportal.demo.staffing import seat
from tenants import scope
from tenants.models import Cooperative, Staff
from tenants.services.programs import add_program

NAME: Final = "Web shop of the demonstration"
KEPT: Final = "demo-shop-token"
# As it stands on the page of the shop, before the code.
PRICE: Final = "480.00"
# Where it is, and by which name it was opened: all that the shop's own request has from this one.
PLACE: Final = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "REMOTE_ADDR", "wsgi.url_scheme")


@dataclass(frozen=True)
class Answer:
    """One question of the shop, as it went over the line, and the answer."""

    address: str
    asked: str
    status: int
    told: str

    @property
    def is_good(self) -> bool:
        return self.status == 200 and bool(json.loads(self.told).get("valid"))  # noqa: PLR2004 -- the one status that is a yes

    @property
    def sentence(self) -> str:
        """What the portal says of a code that is not good."""
        told = json.loads(self.told)
        return str(told.get("detail") or CodeRefusedError(told.get("reason", "unknown")))


class OrderForm(forms.Form):
    code = forms.CharField(
        label=_("Code for members of partner co-ops"),
        max_length=40,
        error_messages={"required": _("Enter the code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    order = forms.CharField(max_length=20, widget=forms.HiddenInput)


def check(request: HttpRequest, code: str) -> Answer:
    return _ask(request, "api-code-check", {"code": code})


def redeem(request: HttpRequest, code: str, order: str) -> Answer:
    return _ask(request, "api-code-redeem", {"code": code, "reference": order, "amount": PRICE})


def _ask(request: HttpRequest, route: str, asked: dict[str, str]) -> Answer:
    address = reverse(f"benefits:{route}", args=[offers.HOLIDAYS])
    body = json.dumps(asked).encode()
    environment: dict[str, Any] = {
        **{name: request.META[name] for name in PLACE if name in request.META},
        "REQUEST_METHOD": "POST",
        "PATH_INFO": address,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {_token()}",
        "wsgi.input": BytesIO(body),
    }
    with translation.override(translation.get_language()):
        answer = cast("HttpResponse", _portal().get_response(WSGIRequest(environment)))
    told = json.dumps(json.loads(answer.content), indent=2, ensure_ascii=False)
    return Answer(address, json.dumps(asked, indent=2), answer.status_code, told)


@cache
def _portal() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def _token() -> str:
    """The shop's own, made with its first question, and anew where the office removed it."""
    kept = settings.DATA / KEPT
    with scope.within(Cooperative.objects.get(slug=offers.HOLIDAYS).pk):
        token = kept.read_text(encoding="utf-8") if kept.exists() else ""
        known = Integration.objects.filter(digest=Integration.token_digest(token), removed_at=None)
        if not token or not known.exists():
            _row, token = add_program(Integration, NAME, by=seat(Staff.Role.DEVELOPER))
            kept.touch(mode=0o600)
            kept.write_text(token, encoding="utf-8")
    return token
