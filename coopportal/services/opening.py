"""Open a co-op as the operator does it: the co-op, its kinds of membership, its rules, its first steward.

Four small transactions, because each belongs to one service. Begun again after an interruption, it
goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from coopportal import presets
from tenants import scope
from tenants.errors import SlugTakenError
from tenants.models import Bylaws, Cooperative, MembershipClass, Staff
from tenants.services.cooperatives import add_membership_class, open_cooperative
from tenants.services.team import add_staff
from tenants.services.texts import publish_bylaws


@dataclass(frozen=True)
class Opening:
    """What the operator typed."""

    slug: str
    name: str
    number_prefix: str
    preset: str
    email: str
    steward_email: str
    place: str = ""
    sector: str = ""
    country: str = ""


def open_with_steward(wanted: Opening, *, resume: bool = False) -> Cooperative:
    """Raises SlugTakenError where a co-op has the address, unless that one is to be completed."""
    cooperative = Cooperative.objects.filter(slug=wanted.slug).first()
    if cooperative is not None and not resume:
        raise SlugTakenError
    if cooperative is None:
        cooperative = open_cooperative(
            slug=wanted.slug,
            name=wanted.name,
            number_prefix=wanted.number_prefix,
            email=wanted.email,
            place=wanted.place,
            sector=wanted.sector,
            country=wanted.country,
        )
    with scope.within(cooperative.pk):
        have = set(MembershipClass.objects.values_list("name", flat=True))
        for values in presets.classes(wanted.preset):
            if values["name"] not in have:
                add_membership_class(**values)
        if not Bylaws.objects.exists():
            publish_bylaws(_("Rules of {name}").format(name=wanted.name), str(presets.BYLAWS))
        if not Staff.objects.exists():
            add_staff(wanted.steward_email, [Staff.Role.OWNER], by=None)
    return cooperative
