"""Whom a federation accredits, for everybody: in plain words, as a signed file, and how it came about."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from credentials import accreditation_words, accreditations, publishing
from credentials.models import TrustListVersion
from tenants.http import CooperativeRequest
from tenants.models import Cooperative

ROWS = 25


@require_safe
def trust_list(request: CooperativeRequest) -> HttpResponse:
    """The newest version, as it is signed."""
    _check_body(request.cooperative)
    newest = TrustListVersion.objects.first()
    entries = newest.entries if newest else []
    homes = _homes(entries)
    context = {
        "version": newest,
        "rows": [accreditation_words.entry(each, homes.get(each["did"])) for each in entries],
    }
    return render(request, "credentials/accreditation/trust_list.html", context)


@require_safe
def history(request: CooperativeRequest) -> HttpResponse:
    """Every version, and what is different between two of them."""
    _check_body(request.cooperative)
    versions = TrustListVersion.objects.defer("document")
    newest = versions.first()
    page = Paginator(versions, ROWS).get_page(request.GET.get("page"))
    last = newest.number if newest else 0
    new = _number(request, "to", last)
    old = _number(request, "from", max(new - 1, 0))
    entries = {each.number: each.entries for each in versions.filter(number__in=[old, new])}
    context = {
        "page": page,
        "newest": last,
        "old": old,
        "new": new,
        "compared": new in entries,
        "changes": accreditation_words.changes(entries.get(old, []), entries.get(new, [])),
    }
    return render(request, "credentials/accreditation/trust_list_history.html", context)


@require_safe
def version(request: CooperativeRequest, number: int) -> HttpResponse:
    """A version as it was signed last. It is no longer what holds, and says until when it did."""
    _check_body(request.cooperative)
    found = get_object_or_404(TrustListVersion, number=number)
    answer = HttpResponse(found.document, content_type=publishing.CREDENTIAL)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _check_body(here: Cooperative) -> None:
    if not accreditations.is_body(here):
        raise Http404


def _homes(entries: list[dict[str, Any]]) -> dict[str, Cooperative]:
    """Those of this portal, by their DIDs."""
    found = Cooperative.objects.filter(did__in=[each["did"] for each in entries])
    return {each.did: each for each in found.exclude(state=Cooperative.State.CLOSED)}


def _number(request: CooperativeRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < len("1000000") else otherwise
