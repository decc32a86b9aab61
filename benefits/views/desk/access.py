"""Who stands at the desk: the device, not a person. What is not its own is not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from benefits.desk import devices
from benefits.models import Desk
from benefits.services import desk as service
from tenants import scope
from tenants.http import CooperativeRequest

View = Callable[..., HttpResponse]


class DeskRequest(CooperativeRequest):
    """What views of a paired device receive."""

    desk: Desk


def of_a_desk(view: View) -> View:
    """Within the co-op of the paired device. Any other is led to where devices are paired."""

    @wraps(view)
    @never_cache
    def found(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        place = standing_at(request)
        if place is None:
            return redirect("benefits:desk")
        request.cooperative, request.desk = place.cooperative, place.desk
        # The clock on the wall: times are those of where the desk stands.
        here = ZoneInfo(place.cooperative.time_zone)
        with scope.within(place.cooperative.pk), timezone.override(here):
            if service.was_long_unseen(place.desk):
                service.note_seen(place.desk)
            answer = view(request, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return found


def standing_at(request: HttpRequest) -> devices.Place | None:
    """Asked more than once for one request, and looked up once."""
    if not hasattr(request, "standing_at"):
        carried = request.COOKIES.get(devices.cookie_name(), "")
        request.standing_at = devices.place_of(carried)  # type: ignore[attr-defined]  # -- kept with the request
    found: devices.Place | None = request.standing_at  # type: ignore[attr-defined]  # -- as above
    return found
