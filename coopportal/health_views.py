"""Two addresses for machines: does this process live, and may it be sent visitors?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coopportal import health

NOT_READY = 503


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nobody else."""
    return HttpResponse("ok\n", content_type="text/plain")


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
