"""What an owner settles: kinds of membership, times and languages."""

from __future__ import annotations

from tenants.models import Cooperative, FormField, MembershipClass
from tests.build import membership_class
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page(
    "POST only, leads back to the list",
    "tenants:class-open",
    "tenants:class-move",
    "tenants:field-close",
    "tenants:field-open",
    "tenants:field-move",
)
no_page("a download", "tenants:answer-file")


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


def asked(oak):
    """Two that applicants are asked, one of them a consent; one for the team."""
    with oak.within:
        FormField.objects.create(
            kind="choice", label="How do you come here?", choices=["By bus", "On foot"]
        )
        FormField.objects.create(
            kind="consent", label="I agree to be in the newsletter.", required=True, position=1
        )
        FormField.objects.create(kind="file", label="صورة", position=2)
        return FormField.objects.create(kind="number", label="Locker", asked="staff", position=3)


@shows("tenants:fields", heading="Own questions", rows=4)
def own_questions(visit):
    oak = at_office(visit, "owner")
    asked(oak)
    go(visit, oak, "fields")


@shows("tenants:fields", EMPTY, heading="Own questions", rows=0)
def no_own_questions(visit):
    go(visit, at_office(visit, "owner"), "fields")


@shows("tenants:field-add", heading="Add a question")
def add_question(visit):
    go(visit, at_office(visit, "owner"), "field-add")


@shows("tenants:field-add", ERROR, heading="Add a question")
def add_no_question(visit):
    add_question(visit)
    visit.send_nothing()


@shows("tenants:field", heading="Locker")
def change_question(visit):
    oak = at_office(visit, "owner")
    go(visit, oak, "field", code=asked(oak).code)


@shows("tenants:field", ERROR, heading="Locker")
def change_question_to_nothing(visit):
    change_question(visit)
    visit.page.get_by_label("Question", exact=True).fill("")
    visit.press("Save")


@shows("tenants:member-answers", heading="Answers of Amara Okonkwo")
def write_down(visit):
    oak = at_office(visit)
    asked(oak)
    go(visit, oak, "member-answers", code=oak.joined().member.code)


@shows("tenants:member-answers", ERROR, heading="Answers of Amara Okonkwo")
def write_down_no_number(visit):
    write_down(visit)
    visit.page.get_by_label("Locker").fill("twelve")
    visit.press("Save")


@shows("tenants:member-answers", EMPTY, heading="Answers of Amara Okonkwo")
def nothing_to_write_down(visit):
    oak = at_office(visit)
    go(visit, oak, "member-answers", code=oak.joined().member.code)


@shows("tenants:join-questions", heading="A few questions")
def questions(visit):
    oak = at_office(visit, "owner")
    asked(oak)
    visit.go("tenants:join", cooperative=oak.coop.slug)
    visit.page.get_by_label("Consumer member").check()
    visit.press("Continue")
    visit.page.get_by_label("Full name").fill("Amara Okonkwo")
    visit.page.get_by_label("Email address").fill("amara@example.org")
    visit.press("Continue")


@shows("tenants:join-questions", ERROR, heading="A few questions")
def questions_without_consent(visit):
    questions(visit)
    visit.send_nothing()
