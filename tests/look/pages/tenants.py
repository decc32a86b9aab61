"""A co-op's public face, applying there, and what whoever applied sees of it."""

from __future__ import annotations

from tenants import outbox
from tenants.models import Application, Bylaws, MembershipClass
from tenants.secrets import application_token, confirmation_code
from tenants.services import applying
from tenants.services.decisions import offer_place, put_on_waiting_list
from tenants.services.thread import write_to_applicant
from tests.look.registry import EMPTY, ERROR, no_page, shows
from tests.tenants import joining

CLASSES = "main li.card"
VERSIONS = "main section ul > li"

no_page("JSON for search engines and neighbours", "tenants:cooperative-profile")
no_page("POST only, leads back to the code", "tenants:join-resend")
no_page("POST only, leads to the co-op's page", "tenants:join-discard")
no_page("POST only, leads into the form", "tenants:application-continue")


def go(visit, route, **arguments):
    assert visit.world
    visit.go(f"tenants:{route}", cooperative="elm", **arguments)


def rules(visit):
    with visit.world.elm.within:
        joining.bylaws()


@shows("tenants:cooperative", heading="Elm", rows=1, row=CLASSES)
def cooperative(visit):
    rules(visit)
    go(visit, "cooperative")


@shows("tenants:cooperative", EMPTY, heading="Elm", rows=0, row=CLASSES)
def cooperative_without_open_classes(visit):
    with visit.world.elm.within:
        MembershipClass.objects.filter(visiting=False).update(open_to_applicants=False)
    go(visit, "cooperative")


@shows("tenants:cooperative", "suspended", heading="Elm", rows=1, row=CLASSES)
def suspended_cooperative(visit):
    joining.suspend(visit.world.elm.coop)
    go(visit, "cooperative")


@shows("tenants:bylaws", heading="Our rules", rows=2, row=VERSIONS)
def bylaws(visit):
    rules(visit)
    with visit.world.elm.within:
        joining.bylaws("One member, one vote. Shares are paid back within six months.", 2)
    go(visit, "bylaws")


@shows("tenants:bylaws", EMPTY, heading="Bylaws", rows=0, row=VERSIONS)
def no_bylaws(visit):
    go(visit, "bylaws")


@shows(
    "tenants:bylaws-version",
    heading="Our rules",
    rows=2,
    row=VERSIONS,
    without={"empty": "a version that is not there is not found"},
)
def older_bylaws(visit):
    rules(visit)
    with visit.world.elm.within:
        joining.bylaws("One member, one vote, however large the share.", 2)
    go(visit, "bylaws-version", version=1)


@shows("tenants:join", heading="Join Elm")
def join(visit):
    rules(visit)
    with visit.world.elm.within:
        joining.of_class(name="Worker", kind=MembershipClass.Kind.WORKER, price="£50 once")
    go(visit, "join")


@shows("tenants:join", ERROR, heading="Join Elm")
def join_without_a_kind(visit):
    join(visit)
    visit.send_nothing()


def to_details(visit):
    join(visit)
    visit.page.get_by_label("Worker").check()
    visit.press("Continue")


@shows("tenants:join-details", heading="Your details")
def details(visit):
    to_details(visit)


@shows("tenants:join-details", ERROR, heading="Your details")
def details_missing(visit):
    to_details(visit)
    visit.send_nothing()


def to_check(visit):
    to_details(visit)
    visit.page.get_by_label("Full name").fill("Amara Okonkwo-Lindqvist")
    visit.page.get_by_label("Email address").fill("amara@example.org")
    visit.press("Continue")
    if visit.route == "tenants:join-questions":
        visit.press("Continue")


@shows("tenants:join-check", heading="Check your answers")
def check(visit):
    to_check(visit)


@shows("tenants:join-check", ERROR, heading="Check your answers")
def check_without_accepting(visit):
    to_check(visit)
    visit.send_nothing()


@shows("tenants:join-class", heading="Kind of membership")
def kind(visit):
    to_check(visit)
    go(visit, "join-class")


@shows("tenants:join-class", ERROR, heading="Kind of membership")
def kind_that_is_none(visit):
    kind(visit)
    visit.page.evaluate(
        "document.querySelectorAll('main [type=radio]').forEach(b => b.value = 'x')"
    )
    visit.send_nothing()


def to_verify(visit):
    to_check(visit)
    visit.page.get_by_label("Yes, show my name").check()
    visit.page.locator("#id_accept").check()
    visit.press("Send application")


@shows("tenants:join-verify", heading="Enter the code")
def verify(visit):
    to_verify(visit)


@shows("tenants:join-verify", ERROR, heading="Enter the code")
def verify_without_a_code(visit):
    to_verify(visit)
    visit.send_nothing()


@shows("tenants:join-done", heading="Application sent")
def done(visit):
    to_verify(visit)
    with visit.world.elm.within:
        row = Application.objects.latest("pk")
    visit.page.get_by_label("Code").fill(confirmation_code(row.code, row.confirm_sends))
    visit.press("Confirm and send")


def applied(visit):
    rules(visit)
    with visit.world.elm.within:
        row = joining.asked(bylaws=Bylaws.objects.first())
        sent = applying.confirm_application(row, confirmation_code(row.code, row.confirm_sends))
        outbox.drain()
    return sent


def status_of(visit, row):
    visit.go("tenants:application", token=application_token(row.code))


YOURS = "Your application to Elm"


@shows("tenants:application", heading=YOURS, without={"error": "shown where a question is open"})
def application(visit):
    status_of(visit, applied(visit))


@shows("tenants:application", "a draft", heading=YOURS)
def application_in_draft(visit):
    rules(visit)
    with visit.world.elm.within:
        row = joining.draft()
    status_of(visit, row)


def asked(visit):
    row = applied(visit)
    with visit.world.elm.within:
        write_to_applicant(row, text="Which street do you live in?", by=visit.world.elm.staff)
    status_of(visit, row)


@shows("tenants:application", "a question", heading=YOURS)
def application_with_a_question(visit):
    asked(visit)


@shows("tenants:application", "a place offered", heading=YOURS)
def application_with_a_place(visit):
    row = applied(visit)
    with visit.world.elm.within:
        put_on_waiting_list(row, reason="No shifts until spring.", by=visit.world.elm.staff)
        offer_place(row, by=visit.world.elm.staff)
    status_of(visit, row)


@shows("tenants:application", "on the waiting list", heading=YOURS)
def application_that_waits(visit):
    row = applied(visit)
    with visit.world.elm.within:
        put_on_waiting_list(row, reason="No shifts until spring.", by=visit.world.elm.staff)
    status_of(visit, row)


@shows("tenants:application", ERROR, heading=YOURS)
def application_with_no_answer(visit):
    asked(visit)
    visit.send_nothing()


@shows("tenants:application-withdraw", heading="Withdraw your application?")
def withdraw(visit):
    visit.go("tenants:application-withdraw", token=application_token(applied(visit).code))
