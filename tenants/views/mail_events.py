"""Where mail services say what became of letters: signed by them, of now, and each only once."""

from __future__ import annotations

import time

from allauth.core import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tenants import bounces, mail_events, scope

MOST = 512 * 1024


@csrf_exempt
@never_cache
@require_POST
def mail_events_of(request: HttpRequest, service: str) -> HttpResponse:
    """404 for a service that this portal does not send by, so that nothing is told about it."""
    key = settings.MAIL_EVENT_KEYS.get(service, "")
    reader = mail_events.READERS.get(service)
    if not key or reader is None:
        raise Http404
    if not ratelimit.consume(request, action="mail_events"):
        return HttpResponse(status=429)
    body = request.read(MOST + 1)
    if len(body) > MOST:
        return HttpResponse(status=413)
    try:
        delivered = reader(body, request.headers, key, time.time())
    except mail_events.RefusedError:
        return HttpResponse(status=403)
    # A second longer than what is signed stays news on both sides of its moment.
    seen = f"mail-event:{service}:{delivered.once}"
    if not cache.add(seen, 1, 2 * mail_events.LATE + 1):
        return HttpResponse(status=200)
    try:
        with scope.nowhere():
            for report in delivered.reports:
                bounces.take(report)
    except Exception:
        # Forgotten at once: the service posts it once more, and taking it twice changes nothing.
        cache.set(seen, 0, 0)
        raise
    return HttpResponse(status=200)
