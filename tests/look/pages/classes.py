"""What an owner settles: kinds of membership, times and languages."""

from __future__ import annotations

from tenants.models import Cooperative, MembershipClass
from tests.build import membership_class
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("POST only, leads back to the list", "tenants:class-open", "tenants:class-move")


def at_settings(visit, route, **arguments):
    """Two kinds with shares, one that somebody has, in two languages; a third is closed."""
    oak = at_office(visit, "owner")
    Cooperative.objects.update(languages=["en", "de"], currency="GBP")
    with oak.within:
        MembershipClass.objects.filter(pk=oak.consumer.pk).update(
            description="You shop here, and you vote.",
            price="£10 once",
            minimum_shares=1,
            share_price="10.00",
            minimum_age=16,
        )
        made = membership_class(
            name="Worker member",
            kind="worker",
            position=1,
            term="open",
            minimum_shares=4,
            share_price="250.00",
            instalments=12,
            translations={"de": {"name": "Mitarbeitende"}},
        )
        membership_class(name="عضو مؤسس", position=2, closed_at="2026-01-01T00:00Z")
    oak.joined()
    codes = {"code": oak.consumer.code} if arguments.pop("one", False) else {}
    go(visit, oak, route, **codes)
    return oak, made


@shows("tenants:classes", heading="Kinds of membership", rows=3)
def kinds(visit):
    at_settings(visit, "classes")


@shows("tenants:classes", EMPTY, heading="Kinds of membership", rows=0)
def no_kinds(visit):
    oak = at_office(visit, "owner")
    with oak.within:
        MembershipClass.objects.all().delete()
    go(visit, oak, "classes")


@shows("tenants:class-add", heading="Add a kind of membership")
def add(visit):
    at_settings(visit, "class-add")


@shows("tenants:class-add", ERROR, heading="Add a kind of membership")
def add_without_a_name(visit):
    add(visit)
    visit.send_nothing()


@shows("tenants:class", heading="Consumer member")
def change(visit):
    at_settings(visit, "class", one=True)


@shows("tenants:class", ERROR, heading="Consumer member")
def change_to_no_price(visit):
    change(visit)
    visit.page.get_by_label("Price of one share").fill("")
    visit.press("Save")


@shows("tenants:class", "new cards", heading="Give 1 person a new card?")
def change_the_name(visit):
    change(visit)
    visit.page.get_by_label("Name", exact=True).fill("Household member")
    visit.press("Save")


@shows("tenants:class-close", heading="Close Consumer member?")
def close(visit):
    at_settings(visit, "class-close", one=True)


@shows("tenants:place", heading="Time and languages")
def place(visit):
    at_settings(visit, "place")


@shows("tenants:place", ERROR, heading="Time and languages")
def place_on_the_moon(visit):
    place(visit)
    field = visit.page.get_by_label("Time zone")
    field.evaluate("field => field.append(new Option('Moon/Apollo', 'Moon/Apollo', true, true))")
    visit.press("Save")


@shows("tenants:place", "new cards", heading="Give 1 person a new card?")
def another_place(visit):
    place(visit)
    visit.page.get_by_label("Time zone").select_option("Asia/Tokyo")
    visit.press("Save")
