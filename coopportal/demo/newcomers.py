"""Whoever a walk begins with: somebody nobody here has met, and a co-op that is new on the portal."""

from __future__ import annotations

import secrets
from typing import Final

from django.utils import timezone
from django.utils.text import slugify

from coopportal.demo import building, cast, names
from coopportal.demo.cast import Classy, House
from coopportal.demo.staffing import seat
from credentials.models import Accreditation
from credentials.services import asking
from credentials.services.asking import Told
from tenants import scope
from tenants.models import (
    Application,
    Bylaws,
    Cooperative,
    Member,
    MembershipClass,
    Staff,
)
from tenants.secrets import name_key
from tenants.services import applying

VOUCHERS: Final = (cast.GREEN_VALLEY, cast.OAK_STREET)
BAKERS: Final = Classy("Worker member", MembershipClass.Kind.WORKER, "£100 once")
NEW: Final = (
    ("Fernhill Bakery", "food", "Fernhill"),
    ("Lantern Books", "books", "Ashford"),
    ("Brookside Bicycles", "mobility", "Millbrook"),
    ("Copper Kettle Café", "food", "Northgate"),
    ("Wharf Street Laundry", "services", "Port Ellen"),
)


def draft_application() -> Application:
    """Within the co-op: a form that is filled in, of another name and another mailbox each time."""
    while True:
        mark = secrets.token_hex(3)
        somebody = next(names.people(f"tour-{mark}", "british", 1))
        if not Member.objects.filter(name_key=name_key(somebody.name)).exists():
            break
    plain = names.plain(somebody.name, "somebody")
    draft, _token = applying.start_application(language="en")
    kind = MembershipClass.objects.filter(open_to_applicants=True).first()
    return applying.save_answers(
        draft,
        membership_class=kind,
        declared_age=kind.minimum_age if kind else None,
        bylaws=Bylaws.objects.first(),
        name=somebody.name,
        name_on_card=somebody.name[:60],
        email=f"{plain}.{mark}@example.org",
        postcode=somebody.postcode,
        message="I met your apples at the Saturday market.",
    )


def ask_as_cooperative() -> Accreditation:
    """One more co-op, which asks the federation for its word and names two that know it."""
    here = building.open_house(_house(), now=timezone.now())
    others = [Cooperative.objects.get(slug=slug) for slug in VOUCHERS]
    with scope.within(here.pk):
        told = Told(
            legal_name=f"{here.name} Limited",
            trading_name=here.name,
            registration_number=f"RS{secrets.randbelow(9000) + 1000}",
            registration_authority="Mutuals Public Register",
            jurisdiction="GB",
            category=Accreditation.Category.COOP,
            membership_base=(BAKERS.kind,),
            register_url=f"https://register.example.org/{here.slug}",
            domain=f"{here.slug}.example.org",
            domain_proof=Accreditation.Proof.FILE,
        )
        body = Cooperative.objects.get(slug=cast.COMMONLANDS)
        return asking.ask_for_accreditation(body, told, others, by=seat(Staff.Role.OWNER))


def _house() -> House:
    """The first name that is free; in the end with a number."""
    taken = set(Cooperative.objects.values_list("slug", flat=True))
    number = 0
    while True:
        name, sector, place = NEW[number % len(NEW)]
        again = number // len(NEW) + 1
        called = name if again == 1 else f"{name} {again}"
        slug = slugify(called)
        if slug not in taken:
            profile = {
                "sector": sector,
                "place": place,
                "country": "GB",
                "region": "ENG",
                "time_zone": cast.LONDON,
                "about": "Owned by the people who work there.",
                "state": Cooperative.State.AWAITING_ACCREDITATION,
            }
            prefix = "".join(word[0] for word in called.split())
            return House(slug, called, prefix, 0, (BAKERS,), profile, years=1)
        number += 1
