"""What a member may have elsewhere."""

from __future__ import annotations

from benefits import agreed
from benefits.services import pausing
from benefits.terms import Gives, Terms
from tenants import outbox
from tests.benefits import desks, scene, visiting
from tests.benefits.test_mine import CODE, WORKERS
from tests.credentials import holdout
from tests.look.registry import EMPTY, ERROR, shows

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


@shows("benefits:activity", heading="Where my cards were used", rows=3, row="main li.card")
def activity(visit):
    looked_at(visit)
    visit.go("benefits:activity")


@shows("benefits:activity", EMPTY, heading="Where my cards were used", rows=0, row="main li.card")
def activity_of_nobody(visit):
    assert visit.world
    visit.sign_in(scene.person("cleo@example.org"))
    visit.go("benefits:activity")


@shows("benefits:not-me", heading="This was not me")
def not_me(visit):
    activity(visit)
    visit.follow(visit.page.get_by_role("link", name="This was not me").first)


@shows("benefits:not-me", ERROR, heading="This was not me")
def not_me_without_a_word(visit):
    not_me(visit)
    visit.press("Tell my co-op")


@shows(
    "benefits:activity", "disputed", heading="Where my cards were used", rows=3, row="main li.card"
)
def disputed(visit):
    not_me(visit)
    visit.page.get_by_label("Replace my card now").uncheck()
    visit.page.get_by_label("What should your co-op know?").fill("I was at home.")
    visit.press("Tell my co-op")
