"""Codes that may be anybody's: tried so often from one network, counted in the database before one is looked for."""

from __future__ import annotations

from typing import Final

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

from tenants.services import tries

CLAIM_CODES: Final = tries.Share(of_one=10, of_all=600)
# Eight digits, good for a quarter of an hour: 600 tries an hour meet one of ten codes once in a thousand days.
PAIRING_CODES: Final = tries.Share(of_one=20, of_all=600)


def refusal(request: HttpRequest, what: str, share: tries.Share) -> HttpResponse | None:
    """Note a try; a page that says how long to wait where there were enough."""
    if tries.of_network(what, network_of(request), share):
        return None
    minutes = 60 - timezone.now().minute
    wait = ngettext(
        "For safety no more codes are taken from here for a while. Wait {n} minute, then go back and try again. "
        "Nothing was lost.",
        "For safety no more codes are taken from here for a while. Wait {n} minutes, then go back and try again. "
        "Nothing was lost.",
        minutes,
    ).format(n=minutes)
    return render(request, "429.html", {"wait": wait}, status=429)


def was_right(request: HttpRequest, what: str) -> None:
    """What was typed leads somewhere: it counts as no try."""
    tries.give_back(what, network_of(request))


def network_of(request: HttpRequest) -> str:
    """Whoever types: of an IPv6 address the network, for one person has billions."""
    address = str(get_adapter(request).get_client_ip(request))
    return ":".join(address.split(":")[:4]) if ":" in address else address
