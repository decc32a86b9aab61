"""What changes in the life of a membership: its name, its kind, and how it ends."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tenants.services import changing
from tests import build
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import ERROR, shows


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
