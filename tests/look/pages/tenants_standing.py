"""What changes in the life of a membership: its name, its kind, and how it ends."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tenants.services import changing, leaving, members
from tests import build
from tests.credentials import holding
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("POST only, leads back to the card", "credentials:card-renew")
no_page("POST only, leads back to the member", "tenants:member-hold-lift")
no_page("a file to download", "credentials:privacy-download")


def joined(visit):
    oak = at_office(visit)
    with oak.within:
        build.membership_class(name="Worker member", kind="worker")
    return oak, oak.joined()


def planned(oak, made):
    with oak.within:
        to = changing.MembershipClass.objects.get(name="Worker member")
        on = timezone.localdate() + timedelta(20)
        changing.change_class(made, to, on=on, by=oak.steward)


@shows("tenants:member-name", heading="Change the name")
def name(visit):
    oak, made = joined(visit)
    go(visit, oak, "member-name", code=made.member.code)


@shows("tenants:member-name", ERROR, heading="Change the name")
def name_missing(visit):
    name(visit)
    visit.page.get_by_label("Full name").fill("")
    visit.press("Save")


@shows("tenants:membership-class", heading="Change the kind of membership of Amara Okonkwo?")
def kind(visit):
    oak, made = joined(visit)
    go(visit, oak, "membership-class", code=made.code)


@shows("tenants:membership-class", ERROR, heading="Change the kind of membership of Amara Okonkwo?")
def kind_missing(visit):
    kind(visit)
    visit.send_nothing()


@shows("tenants:membership-class-keep", heading="Keep the kind of membership of Amara Okonkwo?")
def keep_kind(visit):
    oak, made = joined(visit)
    planned(oak, made)
    go(visit, oak, "membership-class-keep", code=made.code)


@shows("tenants:member", "with a planned change", heading="Amara Okonkwo")
def member_with_a_planned_change(visit):
    oak, made = joined(visit)
    planned(oak, made)
    go(visit, oak, "member", code=made.member.code)


def noted(oak, made):
    with oak.within:
        leaving.record_notice(made, received_on=timezone.localdate(), by=oak.steward)


@shows("tenants:member", "who gave notice", heading="Amara Okonkwo")
def member_who_gave_notice(visit):
    oak, made = joined(visit)
    noted(oak, made)
    go(visit, oak, "member", code=made.member.code)


@shows("tenants:membership-notice", heading="Write down a notice of Amara Okonkwo?")
def notice(visit):
    oak, made = joined(visit)
    go(visit, oak, "membership-notice", code=made.code)


@shows("tenants:membership-notice", ERROR, heading="Write down a notice of Amara Okonkwo?")
def notice_without_a_day(visit):
    notice(visit)
    visit.page.get_by_label("The notice came in on").fill("")
    visit.send_nothing()


@shows("tenants:membership-exclude", heading="Exclude Amara Okonkwo?")
def exclude(visit):
    oak, made = joined(visit)
    go(visit, oak, "membership-exclude", code=made.code)


@shows("tenants:membership-exclude", ERROR, heading="Exclude Amara Okonkwo?")
def exclude_without_a_reason(visit):
    exclude(visit)
    visit.send_nothing()


@shows("tenants:membership-notice-withdraw", heading="Take back the notice of Amara Okonkwo?")
def take_back(visit):
    oak, made = joined(visit)
    noted(oak, made)
    go(visit, oak, "membership-notice-withdraw", code=made.code)


@shows("tenants:member-died", heading="Write down a death")
def died(visit):
    oak, made = joined(visit)
    go(visit, oak, "member-died", code=made.member.code)


@shows("tenants:member-died", ERROR, heading="Write down a death")
def died_without_a_day(visit):
    died(visit)
    visit.send_nothing()


@shows("tenants:leavers", heading="Who leaves", rows=1)
def leavers(visit):
    oak, made = joined(visit)
    noted(oak, made)
    go(visit, oak, "leavers")


@shows("tenants:leavers", EMPTY, heading="Who leaves", rows=0)
def no_leavers(visit):
    go(visit, at_office(visit), "leavers")


@shows("tenants:leaving-rules", heading="Leaving and renewal")
def rules(visit):
    go(visit, at_office(visit, "owner"), "leaving-rules")


@shows("tenants:leaving-rules", ERROR, heading="Leaving and renewal")
def rules_with_a_word(visit):
    rules(visit)
    visit.page.get_by_label("Further reminders that a membership runs out").fill("seven")
    visit.press("Save")


def own_card(visit):
    home, user = holding.opened(), holding.person()
    visit.sign_in(user)
    return home, user, holding.card(home, user)


@shows("credentials:card-leave", heading="Leave Green Valley Food Co-op?")
def leave(visit):
    _home, _user, card = own_card(visit)
    visit.go("credentials:card-leave", code=card.code)


@shows("credentials:card-stay", heading="Stay with Green Valley Food Co-op?")
def stay(visit):
    home, user, card = own_card(visit)
    with home.within:
        leaving.give_notice(card.membership, user=user)
    visit.go("credentials:card-stay", code=card.code)


@shows("credentials:card", "after notice was given", heading="My card of Green Valley Food Co-op")
def card_after_notice(visit):
    home, user, card = own_card(visit)
    with home.within:
        leaving.give_notice(card.membership, user=user)
    visit.go("credentials:card", code=card.code)


def long_gone(visit):
    oak, made = joined(visit)
    with oak.within:
        members.end_membership(made, reason=made.EndReason.RESIGNED, by=oak.steward)
        made = made.__class__.objects.select_related("member").get(pk=made.pk)
    return oak, made


@shows("tenants:leavers-kept", heading="Who has left", rows=1)
def kept(visit):
    oak, _made = long_gone(visit)
    go(visit, oak, "leavers-kept")


@shows("tenants:leavers-kept", EMPTY, heading="Who has left", rows=0)
def nobody_kept(visit):
    go(visit, at_office(visit), "leavers-kept")


@shows("tenants:member", "who has left", heading="Amara Okonkwo")
def member_who_has_left(visit):
    oak, made = long_gone(visit)
    go(visit, oak, "member", code=made.member.code)


@shows("tenants:member-hold", heading="Keep the data longer")
def hold(visit):
    oak, made = long_gone(visit)
    go(visit, oak, "member-hold", code=made.member.code)


@shows("tenants:member-hold", ERROR, heading="Keep the data longer")
def hold_without_a_reason(visit):
    hold(visit)
    visit.send_nothing()


@shows("credentials:privacy", heading="My data", rows=1, row="main section.card")
def privacy(visit):
    own_card(visit)
    visit.go("credentials:privacy")


@shows("credentials:privacy", EMPTY, heading="My data", rows=0, row="main section.card")
def nothing_kept(visit):
    visit.sign_in(holding.person())
    visit.go("credentials:privacy")
