"""What a member may have elsewhere."""

from __future__ import annotations

from benefits import agreed
from benefits.services import pausing
from benefits.terms import Gives, Terms
from tenants import outbox
from tests.benefits import desks, scene, visiting
from tests.benefits.test_mine import CODE, WORKERS
from tests.credentials import holdout
from tests.look.registry import EMPTY, shows

OFFERS = "main article.card"


def member_of(visit, home, host):
    """A member of `home`, to whom `host` gives a code and something that is not for them."""
    world = visit.world
    ours, theirs = getattr(world, host), getattr(world, home)
    scene.agreed(ours, theirs, terms=Terms({ours.coop.did: Gives((CODE, WORKERS))}))
    user, card = visiting.member(theirs, "bea@example.org")
    outbox.drain()
    visit.sign_in(user)
    return card


@shows("benefits:mine", heading="What you can have elsewhere", rows=2, row=OFFERS)
def mine(visit):
    member_of(visit, "ash", "elm")
    visit.go("benefits:mine")


@shows("benefits:mine", EMPTY, heading="What you can have elsewhere", rows=0, row=OFFERS)
def nothing_elsewhere(visit):
    assert visit.world
    visit.sign_in(scene.person("cleo@example.org"))
    visit.go("benefits:mine")


@shows("benefits:mine", "paused", heading="What you can have elsewhere")
def paused(visit):
    member_of(visit, "ash", "elm")
    elm = visit.world.elm
    with elm.within:
        made = agreed.partner(visit.world.ash.coop.did).agreement
        pausing.pause_agreement(made, reason="Fire.", visits_too=False, by=elm.staff)
    visit.go("benefits:mine")


@shows("benefits:mine", "used", heading="What you can have elsewhere")
def used(visit):
    card = member_of(visit, "ash", "elm")
    visit.go("benefits:code", card=card.code, host="elm", benefit=CODE.id)
    visit.press("Get the code")


@shows("benefits:mine", "looked-at", heading="What you can have elsewhere")
def looked_at(visit):
    card = member_of(visit, "ash", "elm")
    desks.hold_out(desks.paired(visit.world.elm), holdout.qr_text(card))
    visit.go("benefits:code", card=card.code, host="elm", benefit=CODE.id)
    visit.press("Get the code")


@shows("benefits:code", heading="A code for Elm")
def code(visit):
    card = member_of(visit, "ash", "elm")
    visit.go("benefits:code", card=card.code, host="elm", benefit=CODE.id)
