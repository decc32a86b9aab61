"""A desk with its device, and cards held out at it: by the pages alone."""

from __future__ import annotations

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from benefits.desk import devices
from benefits.eligibility import Benefit
from benefits.eligibility.what import Discount
from benefits.models import Agreement, Desk, DeskCheck
from benefits.services import desk as service
from benefits.terms import Gives, Terms
from tenants.models import Staff
from tests.benefits import scene
from tests.benefits.scene import Side
from tests.credentials import holdout, members
from tests.support.kept import kept

TITLE = "10 % off hire"
GIVE = f"Give {TITLE}"


def gives(oak: Side, elm: Side, *rules, **values) -> Agreement:
    """Elm gives this to Oak's members, and Oak takes Elm's as visitors in return."""
    return _agreed(oak, elm, Benefit("ten-off", TITLE, Discount(percent_off=10), rules, **values))


def gives_many(oak: Side, elm: Side, how_many: int, *rules) -> Agreement:
    """The same, several times over."""
    what = Discount(percent_off=10)
    return _agreed(
        oak, elm, *(Benefit(f"number-{n}", f"No. {n}", what, rules) for n in range(how_many))
    )


def _agreed(oak: Side, elm: Side, *benefits: Benefit) -> Agreement:
    terms = Terms(
        {
            elm.coop.did: Gives(benefits),
            oak.coop.did: Gives.visiting(frozenset({"consumer"}), 90),
        }
    )
    return scene.agreed(oak, elm, terms=terms)


def seat(side: Side) -> Staff:
    """Somebody with the desk role."""
    user = scene.person(f"desk@{side.coop.slug}.example.org", "Chandra")
    with side.within:
        return Staff.objects.create(user=user, roles=[Staff.Role.DESK])


def added(side: Side, place: str = "Front desk") -> Desk:
    with side.within:
        return service.add_desk(place, by=side.staff)


def token_of(desk: Desk) -> str:
    return devices.pairing_token(desk)


@kept
def paired(side: Side, place: str = "Front desk") -> Client:
    """A device that stands there."""
    cache.clear()
    desk, device = added(side, place), Client()
    answer = device.post(reverse("benefits:desk-pair", args=[token_of(desk)]))
    assert answer.status_code == 302, answer.content.decode()
    return device


def hold_out(device: Client, text: str):
    """Scan or type something; the page with the answer."""
    return device.post("/desk/", {"text": text}, follow=True)


def last_check(side: Side) -> DeskCheck:
    with side.within:
        return DeskCheck.objects.select_related("membership__member").first()


@kept
def carded(side: Side, **values):
    """A member of this co-op, the card, and the text of its QR code."""
    membership, card = members.carded(side.coop, **values)
    return membership, card, holdout.qr_text(card)


def headline(answer) -> str:
    html = answer.content.decode()
    return html.partition('class="verdict-word" tabindex="-1">')[2].partition("<")[0]
