"""The check-list as it is drawn: for a co-op's team on its first page, and for the network."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coopportal.onboarding import facts, steps
from coopportal.onboarding.steps import Stand
from tenants import queries
from tenants.models import Cooperative, Staff

# Where a team goes on, and which role may.
WHERE: Final = {
    steps.SET_UP: ("tenants:settings", Staff.Role.OWNER),
    steps.ACCREDITED: ("credentials:accreditation", Staff.Role.OWNER),
    steps.AGREED: ("benefits:partners", Staff.Role.PARTNERSHIPS),
    steps.CARDED: ("tenants:applications", Staff.Role.MEMBERSHIP),
    steps.GRANTED: ("benefits:grants", Staff.Role.PARTNERSHIPS),
}


def of_the_team(staff: Staff) -> dict[str, Any] | None:
    """For whoever looks after members or partners, until all is done. A federation has its own tasks."""
    here = queries.here()
    roles = (Staff.Role.MEMBERSHIP, Staff.Role.PARTNERSHIPS)
    if here.level != Cooperative.Level.PRIMARY or not staff.may(*roles):
        return None
    stands = steps.of(facts.of([here])[0])
    if not steps.is_on_its_way(stands):
        return None
    return {
        "tasks": [_task(stand, _address(stand, staff, here)) for stand in stands],
        **_far(stands),
    }


def of_the_network(stands: list[Stand]) -> dict[str, Any]:
    return {"tasks": [_task(stand, "") for stand in stands], **_far(stands)}


def _far(stands: list[Stand]) -> dict[str, Any]:
    return {"done": sum(stand.done for stand in stands), "all": len(stands)}


def _task(stand: Stand, href: str) -> dict[str, Any]:
    return {
        "label": stand.label,
        "href": href,
        "note": date_format(stand.at, "DATE_FORMAT") if stand.at else stand.waits,
        "state": "done" if stand.done else "waiting",
        "word": _("Done") if stand.done else _("Not yet"),
    }


def _address(stand: Stand, staff: Staff, here: Cooperative) -> str:
    route, role = WHERE.get(stand.key, ("", ""))
    return reverse(route, args=[here.slug]) if route and staff.may(role) else ""
