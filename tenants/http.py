"""A request that knows its co-op and who sits where; and what a page may ask of the device."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest, HttpResponseBase

from tenants.models import Cooperative, Staff, User

PASSKEYS: Final = "publickey-credentials-get=(self), publickey-credentials-create=(self)"
NOTHING_ELSE: Final = (
    "accelerometer=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), midi=(), payment=(), usb=()"
)
PERMISSIONS: Final = f"camera=(), {PASSKEYS}, {NOTHING_ELSE}"


class CooperativeRequest(HttpRequest):
    """What views under /c/<cooperative>/ receive. `staff` is set by the access decorators."""

    cooperative: Cooperative
    staff: Staff
    user: User


def with_camera(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page that reads codes: the only kind that may ask for the camera."""

    @wraps(view)
    def seeing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        answer["Permissions-Policy"] = PERMISSIONS.replace("camera=()", "camera=(self)")
        return answer

    return seeing
