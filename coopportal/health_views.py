"""Two addresses for machines: does this process live, and may it be sent visitors?"""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coopportal import health, metrics

NOT_READY = 503


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def measured(request: HttpRequest) -> HttpResponse:
    """For a monitoring system that knows the token; to everybody else there is no such address."""
    _, _, given = request.headers.get("Authorization", "").partition("Bearer ")
    known = settings.METRICS_TOKEN
    if not known or not constant_time_compare(given, known):
        raise Http404
    return HttpResponse(metrics.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Every check by name; 503 if one fails. Text for people (the default), JSON if asked for."""
    checks = health.check_everything()
    status = 200 if all(check.passed for check in checks) else NOT_READY
    if "application/json" in request.headers.get("Accept", ""):
        answer = {
            "ready": status != NOT_READY,
            "checks": {check.name: {"ok": check.passed, "text": check.text} for check in checks},
        }
        return JsonResponse(answer, status=status)
    lines = [f"{'ok ' if check.passed else 'NOT'} {check.name}: {check.text}" for check in checks]
    return HttpResponse("\n".join(lines) + "\n", status=status, content_type="text/plain")
