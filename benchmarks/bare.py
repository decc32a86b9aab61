"""What `benchmarks.verdict` and `benchmarks.pages` hold the portal's pages against: Django alone, the same rows by the same models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import Context, Template
from django.urls import path

from benchmarks.replayed import replayed
from credentials.verifying.register import find
from tenants.secrets import card_code_key

PAGE: Final = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ card.membership.standing }}</title></head>
<body><h1>{{ home.name }}</h1><dl><dt>Initials</dt><dd>{{ card.membership.member.name|slice:":1" }}</dd>
<dt>Valid until</dt><dd>{{ card.valid_until|date }}</dd></dl></body></html>""")


class ItsOwnAddresses:
    """This request is answered by the views of this module, and not by the portal's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.urlconf = "benchmarks.bare"
        return self.get_response(request)


def bare(_request: HttpRequest, code: str) -> HttpResponse:
    home, card = find(card_code_key(code))
    return HttpResponse(PAGE.render(Context({"card": card, "home": home})))


def nothing(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


urlpatterns = [
    path("bare/<str:code>", bare),
    path("replayed/<int:number>", replayed),
    path("json", nothing),
]
