"""The register: particulars, and who speaks for an organisation."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tenants.models import Member, Membership
from tenants.services import members
from tenants.services.details import Speaker, add_representative
from tenants.services.filters import save_filter
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

ADDS = "Who speaks for Riverside Housing Co-operative of Tenants?"
ENDS = "Does Bea Lind no longer speak for Riverside Housing Co-operative of Tenants?"


def organisation(visit, **values):
    """A member with an address and two who speak for it."""
    oak = at_office(visit)
    held = oak.joined("Riverside Housing Co-operative of Tenants", "hello@riverside.example.org")
    with oak.within:
        Member.objects.filter(pk=held.member.pk).update(
            kind="organisation",
            address="Wharf House\n12 Canal Street",
            postcode="LS1 1AA",
            town="Leeds",
            country="GB",
            **values,
        )
        member = Member.objects.get(pk=held.member.pk)
        for name, role in (("Bea Lind", "Chair"), ("محمد العربي", "Secretary")):
            speaker = Speaker(name, role, "", votes=role == "Chair", from_on=member.joined_on)
            add_representative(member, speaker, by=oak.steward)
    return oak, member


@shows("tenants:member", "an organisation", heading="Riverside Housing Co-operative of Tenants")
def member_that_is_an_organisation(visit):
    oak, member = organisation(visit)
    go(visit, oak, "member", code=member.code)


@shows("tenants:member-details", heading="Correct the details")
def details(visit):
    oak, member = organisation(visit)
    go(visit, oak, "member-details", code=member.code)


@shows("tenants:member-details", ERROR, heading="Correct the details")
def details_without_a_reason(visit):
    oak, member = organisation(visit)
    go(visit, oak, "member-details", code=member.code)
    visit.page.get_by_label("Postcode").fill("12345")
    visit.press("Save the details")


@shows("tenants:representative-add", heading=ADDS)
def representative(visit):
    oak, member = organisation(visit)
    go(visit, oak, "representative-add", code=member.code)


@shows("tenants:representative-add", ERROR, heading=ADDS)
def representative_without_a_name(visit):
    oak, member = organisation(visit)
    go(visit, oak, "representative-add", code=member.code)
    visit.press("Add")


def ending(visit):
    oak, member = organisation(visit)
    with oak.within:
        first = member.representatives.first()
    go(visit, oak, "representative-end", code=first.code)


@shows("tenants:representative-end", heading=ENDS)
def representative_ends(visit):
    ending(visit)


@shows("tenants:representative-end", ERROR, heading=ENDS)
def representative_ends_too_early(visit):
    ending(visit)
    visit.page.get_by_label("Last day").fill("2000-01-01")
    visit.press("Save")


def register_on(visit, query):
    oak, _member = organisation(visit)
    leaving = oak.joined("Amara Okonkwo-Lindqvist")
    oak.joined("محمد العربي", "m@example.org")
    with oak.within:
        day = timezone.localdate() + timedelta(40)
        resigned = Membership.EndReason.RESIGNED
        members.end_membership(leaving, reason=resigned, by=oak.steward, on=day)
    visit.go(f"/c/{oak.coop.slug}/staff/register/{query}")


@shows("tenants:register", heading="Register", rows=3)
def register(visit):
    register_on(visit, "")


@shows("tenants:register", EMPTY, heading="Register", rows=0)
def register_of_a_day_before_all(visit):
    register_on(visit, "?on=1999-01-01&known=then")


@shows("tenants:register", ERROR, heading="Register", rows=0)
def register_of_no_day(visit):
    register_on(visit, "?on=")


no_page("POST only, the register as a file", "tenants:register-file")


no_page(
    "POST only, leads back to the list of members",
    "tenants:members-filters",
    "tenants:members-filter-remove",
)


@shows("tenants:members", "filtered", heading="Members", rows=1)
def members_filtered(visit):
    """By the phone number and the days, with somebody who asks to join and a filter that was kept."""
    oak = at_office(visit)
    oak.joined("Amara Okonkwo", phone="+44 20 7946 0958")
    oak.applied("Bea Lind", phone="020 7946 0958")
    with oak.within:
        save_filter("Newest first", "sort=newest", by=oak.steward)
    visit.go(f"/c/{oak.coop.slug}/staff/members/?q=20+7946+0958&sort=newest&since=2020-01-01")


@shows("tenants:members", ERROR, heading="Members")
def members_of_no_day(visit):
    oak = at_office(visit)
    oak.joined("Amara Okonkwo")
    visit.go(f"/c/{oak.coop.slug}/staff/members/?since=2026-02-01&until=2026-01-01")
