"""Who works where: the personas' seats, and an invented owner where none of them owns."""

from __future__ import annotations

from coopportal.demo import names, personas
from coopportal.demo.cast import House
from tenants.models import Staff
from tenants.services.people import enter_person
from tenants.services.team import add_staff

Role = Staff.Role


def seat_team(house: House) -> None:
    """Within the co-op: give each a seat who has none. Persons of the tour are known to their mailbox."""
    seats = [
        (one.name, one.email, roles)
        for one in personas.PERSONAS
        for slug, roles in one.seats
        if slug == house.slug
    ]
    if not any(Role.OWNER in roles for _name, _email, roles in seats):
        somebody = next(names.people(f"{house.slug}-office", "british", 1))
        seats.insert(0, (somebody.name, f"office@{house.slug}.example.org", (Role.OWNER,)))
    have = set(Staff.objects.values_list("user__email", flat=True))
    for name, email, roles in seats:
        if email not in have:
            add_staff(enter_person(email, name=name, confirmed=True), roles, by=None)


def seat(role: str) -> Staff:
    """Who came first of those who may do this at the current co-op."""
    return next(one for one in Staff.objects.order_by("pk") if one.may(role))


def operators() -> list[str]:
    """The addresses of those who run the portal and have a seat nowhere."""
    return [
        enter_person(one.email, name=one.name, confirmed=True).email
        for one in personas.PERSONAS
        if one.operator
    ]
