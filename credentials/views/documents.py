"""What the world may fetch of a co-op: its identity, its lists, what bodies say of it."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from credentials import publishing
from credentials.models import PublishedDocument


@require_safe
def did_document(request: HttpRequest) -> HttpResponse:
    return _answer(request, publishing.DID_MAX_AGE)


@require_safe
def status_list(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 -- the whole address is asked for
    return _answer(request, publishing.STATUS_MAX_AGE)


@require_safe
def accreditation(request: HttpRequest) -> HttpResponse:
    """What bodies say of the co-op, shown by itself."""
    return _answer(request, publishing.DID_MAX_AGE)


@require_safe
def trust_list(request: HttpRequest) -> HttpResponse:
    """What a body says of all its co-ops."""
    return _answer(request, publishing.DID_MAX_AGE)


@require_safe
def trust_list_part(request: HttpRequest, code: str) -> HttpResponse:  # noqa: ARG001 -- the whole address is asked for
    """A part of a long one."""
    return _answer(request, publishing.DID_MAX_AGE)


def _answer(request: HttpRequest, max_age: timedelta) -> HttpResponse:
    """By the address alone: no session is looked at, no cookie set, and any site may read it."""
    address = f"{settings.CANONICAL_ORIGIN}{request.path}"
    found = PublishedDocument.objects.filter(url=address).first()
    if found is None:
        raise Http404
    etag = quote_etag(found.etag)
    response = HttpResponse(found.body, content_type=found.media_type)
    answer = get_conditional_response(request, etag, response=response) or response
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={max_age.total_seconds():.0f}"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
