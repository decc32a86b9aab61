"""Whom a federation accredits, for everybody: in plain words, as a signed file, and how it came about."""

from __future__ import annotations

from collections.abc import Iterable
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
    """The newest version, by name and in pages; of a long one, those whose name is looked for."""
    _check_body(request.cooperative)
    newest = TrustListVersion.objects.first()
    query = request.GET.get("q", "").strip()[:100]
    entries = accreditations.entries_of(newest) if newest else []
    found = [each for each in entries if query.casefold() in each["name"].casefold()]
    found.sort(key=lambda each: (each["name"].casefold(), each["did"]))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    homes = _homes(page.object_list)
    context = {
        "version": newest,
        "query": query,
        "long": len(entries) > ROWS,
        "page": page,
        "rows": [
            accreditation_words.entry(each, homes.get(each["did"])) for each in page.object_list
        ],
    }
    return render(request, "credentials/accreditation/trust_list.html", context)


@require_safe
def history(request: CooperativeRequest) -> HttpResponse:
    """Every version, and what is different between two of them."""
    _check_body(request.cooperative)
    versions = TrustListVersion.objects.defer("document", "entries")
    newest = versions.first()
    page = Paginator(versions, ROWS).get_page(request.GET.get("page"))
    last = newest.number if newest else 0
    new = _number(request, "to", last)
    old = _number(request, "from", max(new - 1, 0))
    kept = TrustListVersion.objects.defer("document")
    before, after = (kept.filter(number=number).first() for number in (old, new))
    context = {
        "page": page,
        "newest": last,
        "old": old,
        "new": new,
        "compared": after is not None,
        "changes": accreditation_words.changes(*accreditations.differing_entries(before, after)),
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


def _homes(entries: Iterable[dict[str, Any]]) -> dict[str, Cooperative]:
    """Those of this portal, by their DIDs."""
    found = Cooperative.objects.filter(did__in=[each["did"] for each in entries])
    return {each.did: each for each in found.exclude(state=Cooperative.State.CLOSED)}


def _number(request: CooperativeRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isdecimal() and len(text) < len("1000000") else otherwise
