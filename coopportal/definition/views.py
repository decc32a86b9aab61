"""The definition: what it is, its words, how to implement it, its vectors, and the files to the byte."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from coopportal.consultation import reading
from coopportal.definition import contents
from credentials.core import definition
from credentials.core.accreditation import LONGEST
from credentials.core.bundle import published_document, published_files
from credentials.core.status import MINIMUM
from tenants.models import Proposal

A_YEAR: Final = 31_536_000


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    proposals = reading.proposals()
    return render(
        request,
        "portal/definition/definition.html",
        _context(
            files=contents.files(),
            changelog=reading.changelog(proposals),
            coming=reading.coming(proposals),
            proposals=[each for each in proposals if each["proposal"].state == Proposal.State.OPEN],
            comments=reading.counts()[""],
        ),
    )


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:100]
    groups = contents.groups(query)
    return render(request, "portal/definition/terms.html", _context(groups=groups, query=query))


@require_safe
def implement(request: HttpRequest) -> HttpResponse:
    context = _context(
        context_digest=contents.context_digest(),
        schema=definition.SCHEMA_REFERENCE,
        accreditation_schema=definition.ACCREDITATION_SCHEMA_REFERENCE,
        example=contents.example("membership-least"),
        bits=MINIMUM,
        days=LONGEST.days,
    )
    return render(request, "portal/definition/implement.html", context)


@require_safe
def vectors(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("kind", "")
    kind = asked if asked in contents.KINDS else ""
    counted = published_document("vectors.json")
    choices: list[tuple[str, Any]] = [("", None), *contents.KINDS.items()]
    context = _context(
        vectors=contents.vectors(kind),
        now=counted["now"],
        tabs=[
            {
                "label": label,
                "slug": slug,
                "count": len(contents.vectors(slug)),
                "current": slug == kind,
            }
            for slug, label in choices
        ],
    )
    return render(request, "portal/definition/vectors.html", context)


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One file, byte for byte. No session is looked at, no cookie set, and any site may read it."""
    found = published_files().get(name)
    if found is None:
        raise Http404
    etag = quote_etag(found.digest)
    response = HttpResponse(found.data, content_type=found.media_type)
    answer = get_conditional_response(request, etag, response=response) or response
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _context(**shown: Any) -> dict[str, Any]:
    bundle = published_document("bundle.json")
    return {
        "version": definition.VERSION,
        "namespace": definition.NAMESPACE,
        "base": bundle["base"],
        "published": date.fromisoformat(bundle["published"]),
        **shown,
    }
