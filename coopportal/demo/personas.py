"""Who one can be in the demonstration: ten people, their seats, and the page each begins on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopportal.demo import cast
from tenants.models import Staff, User

Role = Staff.Role


@dataclass(frozen=True)
class Persona:
    """A person one can become with a click. `seats` are (co-op, roles); an applicant has no login yet."""

    key: str
    name: str
    email: str
    who: str | Promise
    start: str
    seats: tuple[tuple[str, tuple[str, ...]], ...] = ()
    member_of: tuple[str, ...] = ()
    operator: bool = False


PERSONAS: Final = (
    Persona(
        "applicant",
        "",
        "",
        _("Somebody who wants to join Green Valley. Not signed in."),
        "/c/green-valley/",
    ),
    Persona(
        "member",
        "Amara Okonkwo-Lindqvist",
        "amara@example.org",
        _("A member of three co-ops, with three cards."),
        "/me/",
        member_of=(cast.GREEN_VALLEY, cast.HILLSIDE, cast.NORTHLIGHT),
    ),
    Persona(
        "steward",
        "Bo Fraser",
        "bo@example.org",
        _(
            "Decides on applications at Green Valley Food Co-op, and is the second person at Hillside."
        ),
        "/c/green-valley/staff/",
        seats=(
            (cast.GREEN_VALLEY, (Role.OWNER, Role.MEMBERSHIP)),
            (cast.HILLSIDE, (Role.MEMBERSHIP,)),
        ),
    ),
    Persona(
        "desk",
        "Chandra Nair",
        "chandra@example.org",
        _("Checks cards at the desk of Hillside Tool Library, and at the cinema on film nights."),
        "/c/hillside/staff/desks/",
        seats=((cast.HILLSIDE, (Role.DESK,)), (cast.NORTHLIGHT, (Role.DESK,))),
    ),
    Persona(
        "partnerships",
        "Imani Boateng",
        "imani@example.org",
        _("Looks after partners at Oak Street and Hillside."),
        "/c/oak-street/staff/partners/",
        seats=(
            (cast.OAK_STREET, (Role.PARTNERSHIPS, Role.MEMBERSHIP)),
            (cast.HILLSIDE, (Role.PARTNERSHIPS, Role.MEMBERSHIP)),
        ),
    ),
    Persona(
        "federation",
        "Dele Adeyemi",
        "dele@example.org",
        _("Runs Commonlands, the federation whose members are co-ops."),
        "/c/commonlands/staff/",
        seats=((cast.COMMONLANDS, (Role.OWNER,)),),
    ),
    Persona(
        "second",
        "Hana Whitfield",
        "hana@example.org",
        _("The second owner of Commonlands: confirms what Dele proposes, or sends it back."),
        "/c/commonlands/staff/accreditations/",
        seats=((cast.COMMONLANDS, (Role.OWNER,)),),
    ),
    Persona(
        "musician",
        "Rosa Lindgren",
        "rosa@example.org",
        _("A member of Five Strings Music Co-op, who may have 15 % off a week in a cottage."),
        "/me/benefits/",
        member_of=("five-strings",),
    ),
    Persona(
        "holidays",
        "Calum Reid",
        "calum@example.org",
        _("Looks after partners and the web shop at Heatherstone Holiday Homes."),
        "/c/heatherstone/staff/uses/",
        seats=(("heatherstone", (Role.PARTNERSHIPS, Role.DEVELOPER, Role.REPORTS)),),
    ),
    Persona(
        "operator",
        "Olwen Price",
        "olwen@example.org",
        _("Keeps this portal running and opens co-ops."),
        "/network/",
        operator=True,
    ),
)


def persona(key: str) -> Persona | None:
    return next((each for each in PERSONAS if each.key == key), None)


def login_of(one: Persona) -> User | None:
    """The person's login; nobody while the data are still being made."""
    return User.objects.filter(email=one.email).first() if one.email else None
