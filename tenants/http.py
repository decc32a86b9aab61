"""A request that knows its co-op and who sits where."""

from __future__ import annotations

from django.http import HttpRequest

from tenants.models import Cooperative, Staff, User


class CooperativeRequest(HttpRequest):
    """What views under /c/<cooperative>/ receive. `staff` is set by the access decorators."""

    cooperative: Cooperative
    staff: Staff
    user: User
