"""`python -m tests.support.acts`: acts through the portal's own services, one for each line that is sent."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

django.setup()

from django.core.cache import caches  # noqa: E402 -- after the set-up
from django.db import connections  # noqa: E402 -- after the set-up
from django.db.models import Q  # noqa: E402 -- after the set-up
from django.utils import timezone  # noqa: E402 -- after the set-up

from benefits.desk.examining import examine  # noqa: E402 -- after the set-up
from benefits.eligibility import Benefit, Period  # noqa: E402 -- after the set-up
from benefits.eligibility.often import Quota  # noqa: E402 -- after the set-up
from benefits.eligibility.what import Discount  # noqa: E402 -- after the set-up
from benefits.models import Agreement, Grant, Integration  # noqa: E402 -- after the set-up
from benefits.services.agreements import (  # noqa: E402 -- after the set-up
    accept_agreement,
    propose_agreement,
)
from benefits.terms import Draft, Gives, Terms  # noqa: E402 -- after the set-up
from coopportal.services.opening import Opening, open_with_steward  # noqa: E402 -- after the set-up
from credentials.models import Credential, IssuingProgram, Vouch  # noqa: E402 -- after the set-up
from credentials.services import keys  # noqa: E402 -- after the set-up
from credentials.services.accrediting import (  # noqa: E402 -- after the set-up
    Proposal,
    confirm_ruling,
    propose_ruling,
)
from credentials.services.asking import (  # noqa: E402 -- after the set-up
    Told,
    answer_vouch,
    ask_for_accreditation,
)
from tenants import scope  # noqa: E402 -- after the set-up
from tenants.models import Cooperative, Membership, MembershipClass, Staff  # noqa: E402 -- after
from tenants.services import members, people  # noqa: E402 -- after the set-up
from tenants.services.applying import submit_trusted  # noqa: E402 -- after the set-up
from tenants.services.decisions import approve_application  # noqa: E402 -- after the set-up
from tenants.services.programs import add_program  # noqa: E402 -- after the set-up
from tenants.services.team import add_staff  # noqa: E402 -- after the set-up
from tests.drill import acts as drill  # noqa: E402 -- after the set-up
from tests.drill import planting, traffic  # noqa: E402 -- after the set-up
from tests.support import first_day  # noqa: E402 -- after the set-up


def open_cooperative(
    slug: str, name: str, prefix: str, steward: str, partnerships: str = ""
) -> dict[str, str]:
    cooperative = open_with_steward(
        Opening(
            slug=slug,
            name=name,
            number_prefix=prefix,
            preset="consumer",
            email=f"office@{slug}.example.org",
            steward_email=steward,
        )
    )
    if partnerships:
        with scope.within(cooperative.pk):
            add_staff(partnerships, [Staff.Role.PARTNERSHIPS], by=_owner())
    return {"did": cooperative.did}


def join(slug: str, name: str, email: str) -> dict[str, str]:
    """Somebody who came on paper and was accepted at once."""
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        application = submit_trusted(
            name=name,
            name_on_card=name,
            email=email,
            share_name=True,
            membership_class=MembershipClass.objects.filter(visiting=False)[0],
        )
        people.enter_person(email, name=name, confirmed=True)
        membership = approve_application(application, by=_owner(), undo=timedelta())
        return {"membership": str(membership.code)}


def change(slug: str, membership: str, how: str) -> dict[str, str]:
    """What the office does to a membership, where no browser stands by: suspend, restore or end."""
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        row = Membership.objects.get(code=membership)
        if how == "suspend":
            members.suspend_membership(row, reason="Fees", by=_owner())
        elif how == "restore":
            members.restore_membership(row, by=_owner())
        else:
            reason = Membership.EndReason.RESIGNED
            members.end_membership(row, reason=reason, by=_owner())
    return {}


def card(slug: str, membership: str) -> dict[str, str]:
    """The card as it stands in the database; empty until somebody else has looked at it."""
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        row = Credential.objects.filter(
            membership__code=membership, superseded_at=None, checked_at__isnull=False
        ).first()
        return {"document": row.document, "code": row.card_code} if row else {}


def program(slug: str, kind: str = "issuing") -> dict[str, str]:
    """A program that may issue for the co-op, or ask about codes, and its token."""
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        if kind == "shop":
            return {"token": add_program(Integration, "Web shop", by=_owner())[1]}
        return {"token": add_program(IssuingProgram, "Courses", by=_owner())[1]}


def agree(slug: str, partner: str, title: str = "") -> dict[str, str]:
    """The two co-ops let each other's members visit for ninety days, and give this once a day at the desk."""
    one, other = Cooperative.objects.get(slug=slug), Cooperative.objects.get(slug=partner)
    gives = Gives.visiting(classes=frozenset({"consumer"}), days=90)
    if title:
        off = Benefit("off", title, Discount(percent_off=10), (Quota(1, Period.DAY),))
        gives = Gives((*gives.benefits, off))
    today = timezone.localdate()
    with scope.within(one.pk):
        agreement = propose_agreement(
            partners=[other],
            draft=Draft(
                terms=Terms({one.did: gives, other.did: gives}),
                starts_on=today,
                ends_on=today + timedelta(days=365),
                notice_days=30,
            ),
            by=_owner(),
        )
    with scope.within(other.pk):
        mine = Agreement.objects.get(code=agreement.code)
        accept_agreement(mine, number=1, by=_owner())
    return {}


def federate(slug: str, second: str) -> dict[str, str]:
    """Make a co-op a federation, with a second owner who can confirm."""
    federation = Cooperative.objects.filter(slug=slug)
    federation.update(level=Cooperative.Level.SECONDARY)
    with scope.within(federation.get().pk):
        person = people.enter_person(second, name="Second", confirmed=True)
        add_staff(person, (Staff.Role.OWNER,), by=None)
    return {}


def accredit(slug: str, body: str, vouchers: list[str]) -> dict[str, str]:
    """A federation of two people accredits a co-op, all of it by the services that the pages call."""
    federate(body, f"second@{body}.example.org")
    found = {row.slug: row for row in Cooperative.objects.all()}
    home, federation = found[slug], found[body]
    told = Told(f"{home.name} Limited", "1", "Register", "GB", "COOP", ("consumer",))
    with scope.within(home.pk):
        asked = ask_for_accreditation(
            federation, told, [found[each] for each in vouchers], by=_owner()
        )
    for each in vouchers:
        with scope.within(found[each].pk):
            answer_vouch(Vouch.objects.get(accreditation=asked), sentence="Yes.", by=_owner())
    until = timezone.localdate() + timedelta(days=300)
    with scope.within(federation.pk):
        proposal = Proposal("accredit", assurance="vouched", valid_until=until)
        ruling = propose_ruling(asked, proposal, by=_owner())
        confirm_ruling(ruling, by=Staff.objects.order_by("-pk")[0])
    return {"did": home.did}


def visits(slug: str, email: str, *, much_later: bool = False) -> list[dict[str, str]]:
    """What the partner holds of somebody's visits; what it kept of other portals may be old by then."""
    if much_later:
        caches["outbound"].clear()
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        # Known by the address from the first moment, before the worker has made a membership of it.
        known = Q(membership__member__email=email) | Q(visitor__email=email)
        return [
            {
                "state": row.state,
                "standing": row.membership.standing if row.membership else "",
                "membership": str(row.membership.code) if row.membership else "",
                "shown": str(row.times_shown),
                "looked_at": row.looked_at.isoformat(),
            }
            for row in Grant.objects.filter(known).select_related("membership").order_by("pk")
        ]


def scan(slug: str, text: str) -> dict[str, str]:
    """What a desk of this co-op says of something that is held out."""
    here = Cooperative.objects.get(slug=slug)
    with scope.within(here.pk):
        found = examine(here, text)
    return {"reason": found.reason, "home": found.home, "initials": found.initials}


def later(slug: str, hours: int = 0) -> dict[str, str]:
    """Time passes: what was kept of other portals is old, and the last look at them so long ago."""
    caches["outbound"].clear()
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        for grant in Grant.objects.all():
            Grant.objects.filter(pk=grant.pk).update(
                checked_at=grant.checked_at - timedelta(hours=hours)
            )
    return {}


def rotate(slug: str) -> dict[str, str]:
    """A new signing key, announced ten minutes ago, takes over."""
    with scope.within(Cooperative.objects.get(slug=slug).pk):
        key = keys.rotate_signing_key(by=_owner())
        keys.activate_due_keys(now=timezone.now() + keys.ANNOUNCED_FOR)
        key.refresh_from_db()
        return {"state": key.state}


def _owner() -> Staff:
    return Staff.objects.order_by("pk")[0]


VERBS: dict[str, Callable[..., Any]] = {
    "open": open_cooperative,
    "join": join,
    "change": change,
    "card": card,
    "program": program,
    "agree": agree,
    "accredit": accredit,
    "federate": federate,
    "visits": visits,
    "later": later,
    "scan": scan,
    "rotate": rotate,
    **first_day.VERBS,
    **drill.VERBS,
    **traffic.VERBS,
    **planting.VERBS,
}


def stay() -> None:
    """A line in, `[verb, values]`; a line out, `[what came of it, or null, how it failed, or ""]`."""
    for line in sys.stdin:
        verb, values = json.loads(line)
        try:
            answer = [VERBS[verb](**values), ""]
        except Exception:  # noqa: BLE001 -- whoever asked is told
            answer = [None, traceback.format_exc()]
        # No connection is left open behind an act: databases are dropped at the end.
        connections.close_all()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    stay()
