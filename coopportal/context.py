"""What every page may know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    return {"demo": settings.DEMO, "cooperative": getattr(request, "cooperative", None)}
