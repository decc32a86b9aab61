"""What the team of a co-op sees: who asks to join, who is a member, who sits where."""

from __future__ import annotations

from tenants import outbox
from tenants.models import Membership
from tenants.services import members
from tests.credentials import holding
from tests.look.registry import EMPTY, ERROR, no_page, shows
from tests.tenants.crowd import people
from tests.tenants.office import office

no_page(
    "POST only, leads back to where it was pressed",
    "tenants:applications-undo",
    "tenants:application-undo",
)


def at_office(visit, staff="steward"):
    made = office(name="Oak Street Food Co-op")
    visit.sign_in(getattr(made, staff).user)
    return made


def go(visit, oak, route, **arguments):
    visit.go(f"tenants:{route}", cooperative=oak.coop.slug, **arguments)


def busy(visit):
    """Three who wait, one of them known already."""
    oak = at_office(visit)
    oak.joined("José Ñuñez", "jose@example.org")
    amara = oak.applied("Amara Okonkwo-Lindqvist", phone="+44 20 7946 0958", message="Hello!")
    oak.applied("Jose Nunez", "jose@example.org")
    oak.applied("محمد العربي", "m@example.org")
    return oak, amara


def duplicate(visit):
    oak = at_office(visit)
    oak.joined("José Ñuñez", "jose@example.org")
    twice = oak.applied("Jose Nunez", "jose@example.org")
    go(visit, oak, "application-review", code=twice.code)
    return oak


def one(visit, route):
    oak = at_office(visit)
    go(visit, oak, route, code=oak.applied().code)
    return oak


@shows("tenants:overview", heading="Overview", rows=3)
def overview(visit):
    oak, _amara = busy(visit)
    go(visit, oak, "overview")


@shows("tenants:overview", EMPTY, heading="Overview", rows=0)
def overview_of_a_new_one(visit):
    go(visit, at_office(visit), "overview")


@shows("tenants:overview", "of the desk", heading="Overview")
def overview_of_the_desk(visit):
    oak = office(name="Oak Street Food Co-op")
    visit.sign_in(oak.seat("desk").user)
    go(visit, oak, "overview")


@shows("tenants:applications", heading="Applications", rows=3)
def applications(visit):
    oak, _amara = busy(visit)
    go(visit, oak, "applications")
    visit.page.get_by_label("Select Amara").check()


@shows("tenants:applications", EMPTY, heading="Applications", rows=0)
def no_applications(visit):
    go(visit, at_office(visit), "applications")


@shows("tenants:applications", "without a match", heading="Applications", rows=0)
def applications_without_a_match(visit):
    oak, _amara = busy(visit)
    visit.go(f"/c/{oak.coop.slug}/staff/applications/?q=zebra")


@shows("tenants:applications", "decided", heading="Applications", rows=1)
def applications_decided(visit):
    """Two approved, one left for a look; the two can be taken back."""
    oak, _amara = busy(visit)
    go(visit, oak, "applications")
    for box in visit.page.locator("tbody input[type=checkbox]").all():
        box.check()
    visit.press("Approve 3 and send cards")


@shows("tenants:applications", "approved", heading="Applications", rows=2)
def applications_approved(visit):
    oak, amara = busy(visit)
    oak.approve(amara)
    visit.go(f"/c/{oak.coop.slug}/staff/applications/?state=approved")


def ticked(visit):
    oak, _amara = busy(visit)
    go(visit, oak, "applications")
    visit.page.get_by_label("Select Amara").check()
    visit.press("Decline 1")


@shows("tenants:applications", "reason asked", heading="Decline 1 application?")
def decline_many(visit):
    ticked(visit)


@shows("tenants:applications", ERROR, heading="Decline 1 application?")
def decline_many_without_a_reason(visit):
    ticked(visit)
    visit.send_nothing()


@shows("tenants:application-review", heading="Amara Okonkwo")
def review(visit):
    one(visit, "application-review")


@shows("tenants:application-review", "duplicate", heading="Jose Nunez")
def review_of_a_duplicate(visit):
    duplicate(visit)


@shows("tenants:application-review", "many alike", heading="Jose Nunez")
def review_of_one_who_is_like_many(visit):
    oak = at_office(visit)
    with oak.within:
        people(oak, 14, name="Jose Nunez")
    row = oak.applied("Jose Nunez", "jose@example.org")
    go(visit, oak, "application-review", code=row.code)


@shows("tenants:application-review", ERROR, heading="Jose Nunez")
def review_without_a_choice(visit):
    duplicate(visit)
    visit.send_nothing()


@shows("tenants:application-review", "approved", heading="Amara Okonkwo")
def review_approved(visit):
    one(visit, "application-review")
    visit.press("Approve and send card")


@shows("tenants:application-decline", heading="Decline Amara Okonkwo?")
def decline(visit):
    one(visit, "application-decline")


@shows("tenants:application-decline", ERROR, heading="Decline Amara Okonkwo?")
def decline_without_a_reason(visit):
    decline(visit)
    visit.send_nothing()


@shows("tenants:application-decline", "check", heading="Decline Amara Okonkwo?")
def decline_check(visit):
    decline(visit)
    visit.page.get_by_label("Reason").fill("We have no places left this year.")
    visit.press("Continue")


def registered(visit):
    """A member with a card, one suspended and one who left."""
    valley = holding.opened()
    visit.sign_in(valley.steward.user)
    made = valley.joined("Amara Okonkwo-Lindqvist", phone="+44 20 7946 0958", postcode="N1 7AA")
    for name, act in (("Bea Lind", suspended), ("محمد العربي", ended)):
        act(valley, valley.joined(name, f"{len(name)}@example.org"))
    outbox.drain()
    return valley, made


def suspended(oak, membership):
    with oak.within:
        reason = "The share was not paid."
        members.suspend_membership(membership, reason=reason, by=oak.steward)


def ended(oak, membership):
    with oak.within:
        reason = Membership.EndReason.RESIGNED
        members.end_membership(membership, reason=reason, by=oak.steward)


def step(visit, route, act=None):
    oak = at_office(visit)
    made = oak.joined()
    if act is not None:
        act(oak, made)
    go(visit, oak, route, code=made.code)


@shows("tenants:members", heading="Members", rows=3)
def all_members(visit):
    oak, _made = registered(visit)
    go(visit, oak, "members")


@shows("tenants:members", EMPTY, heading="Members", rows=0)
def no_members(visit):
    go(visit, at_office(visit), "members")


@shows("tenants:members", "without a match", heading="Members", rows=0)
def members_without_a_match(visit):
    oak, _made = registered(visit)
    visit.go(f"/c/{oak.coop.slug}/staff/members/?q=zebra&standing=good")


@shows(
    "tenants:member",
    heading="Amara Okonkwo-Lindqvist",
    rows=1,
    without={"empty": "who has had no letter has no list of them"},
)
def member(visit):
    oak, made = registered(visit)
    go(visit, oak, "member", code=made.member.code)


@shows("tenants:member", "suspended", heading="Amara Okonkwo")
def member_suspended(visit):
    step(visit, "membership-suspend")
    visit.page.get_by_label("Reason").fill("The share was not paid.")
    visit.press("Suspend")


@shows("tenants:membership-suspend", heading="Suspend Amara Okonkwo?")
def suspend(visit):
    step(visit, "membership-suspend")


@shows("tenants:membership-suspend", ERROR, heading="Suspend Amara Okonkwo?")
def suspend_without_a_reason(visit):
    suspend(visit)
    visit.send_nothing()


@shows("tenants:membership-restore", heading="Restore Amara Okonkwo?")
def restore(visit):
    step(visit, "membership-restore", suspended)


@shows("tenants:membership-end", heading="End the membership of Amara Okonkwo?")
def end(visit):
    step(visit, "membership-end")


@shows("tenants:membership-end", ERROR, heading="End the membership of Amara Okonkwo?")
def end_without_a_day(visit):
    end(visit)
    visit.page.get_by_label("Resigned").check()
    visit.page.get_by_label("After a day that I choose").check()
    visit.send_nothing()


@shows("tenants:membership-renew", heading="Renew the membership of Amara Okonkwo?")
def renew(visit):
    step(visit, "membership-renew")


@shows("tenants:membership-card", heading="Send Amara Okonkwo a new card?")
def new_card(visit):
    step(visit, "membership-card")
