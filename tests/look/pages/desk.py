"""The desk as the person at the till sees it, and the page of the staff that sets it up."""

from __future__ import annotations

from datetime import timedelta

from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from benefits.desk import devices
from benefits.desk.reasons import Reason
from benefits.eligibility import Period
from benefits.eligibility.often import Quota
from benefits.eligibility.party import Covers, Party
from benefits.eligibility.proof import PhotoId
from benefits.models import Desk, DeskCheck, Redemption
from tests.benefits import desks
from tests.credentials import holdout, members
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("POST only, leads to the desk with its new code", "benefits:staff-desk-code")
no_page(
    "POST only, leads back to the answer",
    "benefits:desk-ask",
    "benefits:desk-compare",
    "benefits:desk-undo",
)
no_page("for machines", "benefits:desk-manifest")
AT_THE_DESK = "Check a card"


def office(visit):
    visit.sign_in(desks.seat(visit.world.elm).user)


def stand(visit):
    """The browser becomes Elm's front desk."""
    carry(visit, desks.paired(visit.world.elm))


def carry(visit, device: Client):
    name = devices.cookie_name()
    visit.page.context.add_cookies(
        [{"name": name, "value": device.cookies[name].value, "url": visit.origin}]
    )


def hold_out(visit, text):
    visit.go("benefits:desk")
    visit.page.get_by_label("Type code or member number").fill(text)
    visit.press("Check")


@shows("benefits:staff-desks", heading="Desks", rows=1)
def staff_desks(visit):
    office(visit)
    visit.go("benefits:staff-desks", cooperative="elm")


@shows("benefits:staff-desks", EMPTY, heading="Desks", rows=0)
def no_desks(visit):
    visit.sign_in(desks.seat(visit.world.ash).user)
    visit.go("benefits:staff-desks", cooperative="ash")


@shows("benefits:staff-desks", ERROR, heading="Desks")
def nameless_desk(visit):
    staff_desks(visit)
    visit.send_nothing()


def one_desk(visit):
    office(visit)
    desk = desks.added(visit.world.elm)
    visit.go("benefits:staff-desk", cooperative="elm", code=desk.code)
    return desk


@shows("benefits:staff-desk", heading="Front desk")
def staff_desk(visit):
    one_desk(visit)


@shows("benefits:staff-desk", "paired", heading="Front desk")
def staff_desk_paired(visit):
    office(visit)
    desks.paired(visit.world.elm)
    with visit.world.elm.within:
        desk = Desk.objects.exclude(paired_at=None).get()
    visit.go("benefits:staff-desk", cooperative="elm", code=desk.code)


@shows("benefits:staff-desk", "too-late", heading="Front desk")
def staff_desk_too_late(visit):
    desk = one_desk(visit)
    with visit.world.elm.within:
        Desk.objects.filter(pk=desk.pk).update(pairing_until=timezone.now() - timedelta(hours=1))
    visit.go("benefits:staff-desk", cooperative="elm", code=desk.code)


@shows("benefits:staff-desk-remove", heading="Remove the desk “Front desk”?")
def staff_desk_remove(visit):
    desk = one_desk(visit)
    visit.go("benefits:staff-desk-remove", cooperative="elm", code=desk.code)


@shows("benefits:desk-pair", heading="Pair this device")
def pair(visit):
    cache.clear()
    desk = desks.added(visit.world.elm)
    visit.go("benefits:desk-pair", token=desks.token_of(desk))


@shows("benefits:desk-pair", "spent", heading="This code no longer works", status=410)
def pair_too_late(visit):
    cache.clear()
    visit.go("benefits:desk-pair", token="spent")


@shows("benefits:desk", "unpaired", heading="Set up this desk")
def unpaired(visit):
    visit.go("benefits:desk")


@shows(
    "benefits:desk-pair-digits",
    heading="Set up this desk",
    status=422,
    without={"error": "it is shown with a mistake and in no other way"},
)
def wrong_digits(visit):
    cache.clear()
    visit.go("benefits:desk")
    visit.send_nothing()


@shows("benefits:desk", heading=AT_THE_DESK)
def desk(visit):
    stand(visit)
    visit.go("benefits:desk")


@shows("benefits:desk", ERROR, heading=AT_THE_DESK)
def desk_nothing_scanned(visit):
    desk(visit)
    visit.send_nothing()


@shows("benefits:desk-check", heading="Member", without={"error": "the field takes anything"})
def member(visit):
    stand(visit)
    _membership, _card, text = desks.carded(visit.world.elm, name="Amara Quokka-Lindqvist")
    hold_out(visit, text)


@shows("benefits:desk-check", "partner", heading="Member")
def partner(visit):
    stand(visit)
    _membership, _card, text = desks.carded(visit.world.oak, name="Bo Bandicoot")
    hold_out(visit, text)


@shows("benefits:desk-check", "no-agreement", heading="No agreement")
def no_agreement(visit):
    stand(visit)
    _membership, _card, text = desks.carded(visit.world.ash, name="Bo Bandicoot")
    hold_out(visit, text)


@shows("benefits:desk-check", "number", heading="Check photo ID")
def number(visit):
    stand(visit)
    membership, _card, _text = desks.carded(visit.world.elm, name="Amara Quokka-Lindqvist")
    hold_out(visit, membership.member.number)


@shows("benefits:desk-check", "suspended", heading="Not in good standing")
def suspended(visit):
    stand(visit)
    membership, _card, text = desks.carded(visit.world.elm)
    members.suspend(membership)
    hold_out(visit, text)


@shows("benefits:desk-check", "forged", heading="Not genuine")
def forged(visit):
    stand(visit)
    hold_out(visit, holdout.tampered_qr(visit.world.elm.coop).text)


@shows("benefits:desk-check", "elsewhere", heading="Not one of our cards")
def elsewhere(visit):
    stand(visit)
    hold_out(visit, "https://menu.example.com/today")


@shows("benefits:desk-today", heading="Today", rows=2, row="main .desk-list > li")
def today(visit):
    stand(visit)
    _membership, _card, text = desks.carded(visit.world.oak, name="Bo Bandicoot")
    hold_out(visit, text)
    hold_out(visit, "https://menu.example.com/today")
    visit.go("benefits:desk-today")


@shows("benefits:desk-today", EMPTY, heading="Today", rows=0, row="main .desk-list > li")
def nothing_today(visit):
    stand(visit)
    visit.go("benefits:desk-today")


@shows("benefits:desk-lookup", heading="Look up a member")
def look_up(visit):
    stand(visit)
    visit.go("benefits:desk-lookup")


@shows("benefits:desk-lookup", ERROR, heading="Look up a member")
def look_up_nobody(visit):
    look_up(visit)
    visit.send_nothing()


@shows("benefits:desk-lookup", "found", heading="Who is it?")
def found(visit):
    look_up(visit)
    membership, _card, _text = desks.carded(visit.world.elm, name="Amara Quokka-Lindqvist")
    visit.page.get_by_label("Name or member number").fill(membership.member.number)
    visit.page.get_by_label("I have seen a photo ID").check()
    visit.press("Look up")


@shows(
    "benefits:desk-help",
    heading="What the colours mean",
    rows=12,
    row="main .desk-practice > li",
    without={"empty": "the test cards are always there"},
)
def help_page(visit):
    stand(visit)
    visit.go("benefits:desk-help")


@shows("benefits:desk-practice", heading="Member")
def practise(visit):
    help_page(visit)
    visit.press("A member of a partner co-op")


@shows("benefits:desk-practice", "number", heading="Check photo ID")
def practise_number(visit):
    help_page(visit)
    visit.press("Found by member number, without a card")


def offered(visit, *rules):
    """Ash gives Oak's members something, and one of them stands at its desk."""
    world = visit.world
    desks.gives(world.oak, world.ash, *rules)
    carry(visit, desks.paired(world.ash))
    _membership, _card, text = desks.carded(world.oak, name="Bo Bandicoot")
    hold_out(visit, text)


@shows("benefits:desk-check", "benefit", heading="Member")
def benefit(visit):
    offered(visit)


@shows("benefits:desk-check", "given", heading="Given")
def given(visit):
    offered(visit)
    visit.press(desks.GIVE)


@shows("benefits:desk-check", "conditions", heading="Check first")
def conditions(visit):
    offered(visit, PhotoId(), Party(Covers.COUNTED, 2, 2))


@shows("benefits:desk-check", "used", heading="Used already")
def used(visit):
    offered(visit, Quota(1, Period.DAY))
    visit.press(desks.GIVE)
    check = desks.last_check(visit.world.ash)
    with visit.world.ash.within:
        Redemption.objects.update(key="an earlier card")
        DeskCheck.objects.filter(pk=check.pk).update(
            reason=Reason.USED, sentence="You have had this once today."
        )
    visit.go("benefits:desk-check", code=check.code)
