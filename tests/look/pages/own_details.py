"""What members keep of themselves, and what the team decides of it."""

from __future__ import annotations

from tenants import outbox
from tenants.models import ChangeRequest, Member
from tenants.services import own_details
from tenants.services.people import enter_person
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page(
    "POST only, leads back to the list",
    "tenants:change-request-accept",
    "tenants:my-details-withdraw",
)


def asked(visit, staff="steward", **wanted):
    oak = at_office(visit, staff)
    user = enter_person("amara@example.org", name="Amara Okonkwo", confirmed=True)
    oak.joined("Amara Okonkwo", "amara@example.org", user=user)
    outbox.drain()
    with oak.within:
        member = Member.objects.get(user=user)
        if wanted:
            own_details.change_own(member, wanted, user=user)
    return oak, user, member


@shows("tenants:my-details", heading="My details", rows=1, row="main section.place")
def details(visit):
    _oak, user, _member = asked(visit, name="Amara Lind")
    visit.sign_in(user)
    visit.go("tenants:my-details")


@shows("tenants:my-details", EMPTY, heading="My details", rows=0, row="main section.place")
def details_of_nobody(visit):
    visit.sign_in(enter_person("nobody@example.org", name="Nobody", confirmed=True))
    visit.go("tenants:my-details")


@shows("tenants:my-details-change", heading="Change my details")
def change(visit):
    _oak, user, member = asked(visit)
    visit.sign_in(user)
    visit.go("tenants:my-details-change", code=member.code)


@shows("tenants:my-details-change", ERROR, heading="Change my details")
def change_without_a_name(visit):
    change(visit)
    visit.page.get_by_label("Name on the register").fill("")
    visit.press("Save")


@shows("tenants:change-requests", heading="Changes asked for", rows=1)
def requests(visit):
    oak, _user, _member = asked(visit, name="Amara Lind")
    go(visit, oak, "change-requests")


@shows("tenants:change-requests", EMPTY, heading="Changes asked for", rows=0)
def no_requests(visit):
    go(visit, at_office(visit), "change-requests")


def one_request(visit):
    oak, _user, _member = asked(visit, name="Amara Lind", name_on_card="Amara L. Lind")
    with oak.within:
        go(visit, oak, "change-request", code=ChangeRequest.objects.get().code)


@shows(
    "tenants:change-request",
    heading="A change for Amara Okonkwo",
    rows=2,
    without={"empty": "a request asks for something"},
)
def request(visit):
    one_request(visit)


@shows("tenants:change-request", ERROR, heading="A change for Amara Okonkwo", rows=2)
def request_declined_without_a_reason(visit):
    one_request(visit)
    visit.press("Decline")


@shows(
    "tenants:own-changes",
    heading="Members' own changes",
    without={"error": "one box, ticked or not"},
)
def rule(visit):
    go(visit, at_office(visit, "owner"), "own-changes")
