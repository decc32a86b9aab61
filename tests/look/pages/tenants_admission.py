"""The daily work on applications: messages, conditions, the second person, the waiting list, settings."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tenants.models import Application, Condition, Cooperative, ReasonTemplate
from tenants.services import admission_rules, conditions, decisions, thread
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page(
    "POST only, leads back to the settings",
    "tenants:admission-condition-end",
    "tenants:admission-words-remove",
)
AMARA = "Amara Okonkwo"


def one(visit, route, **values):
    oak = at_office(visit)
    row = oak.applied(phone="+44 20 7946 0958", **values)
    with oak.within:
        ReasonTemplate.objects.create(purpose="ask", title="Your street", text="Which street?")
    go(visit, oak, route, code=row.code)
    return oak, row


def worked_on(visit):
    """A thread, a note, somebody who looks after it, a condition fulfilled and one open."""
    oak = at_office(visit, "owner")
    row = oak.applied("Amara Okonkwo-Lindqvist", submitted_at=timezone.now() - timedelta(days=9))
    with oak.within:
        thread.write_to_applicant(row, text="Which street do you live in?", by=oak.steward)
        thread.write_as_applicant(row, "Elm Lane 3, behind the church.")
        thread.write_to_applicant(row, text="Thank you!", asks=False, by=oak.steward)
        thread.add_note(row, text="Came to the open evening with two children.", by=oak.steward)
        decisions.assign(row, to=oak.steward, by=oak.owner)
        for label in ("Came to an open evening", "First share paid"):
            Condition.objects.create(label=label)
        conditions.tick(row, Condition.objects.all()[0], by=oak.steward)
    go(visit, oak, "application-review", code=row.code)
    return oak, row


def waiting(visit, *, offered=False):
    oak = at_office(visit)
    rows = [oak.applied(AMARA), oak.applied("محمد العربي", "m@example.org")]
    with oak.within:
        for row in rows:
            decisions.put_on_waiting_list(row, reason="No shifts until spring.", by=oak.steward)
        if offered:
            decisions.offer_place(rows[0], by=oak.steward)
    return oak, rows


def proposed(visit, by="owner"):
    oak = at_office(visit)
    row = oak.applied()
    Cooperative.objects.filter(pk=oak.coop.pk).update(two_to_approve=True)
    with oak.within:
        decisions.admit(row, by=getattr(oak, by))
    return oak, row


@shows("tenants:application-review", "worked on", heading="Amara Okonkwo-Lindqvist")
def review_worked_on(visit):
    worked_on(visit)


@shows("tenants:application-review", "no reason", heading="Amara Okonkwo-Lindqvist", status=422)
def review_without_a_reason(visit):
    worked_on(visit)
    visit.page.get_by_text("Approve although a condition is open").click()
    visit.press("Approve anyway")


@shows("tenants:application-review", "proposed", heading=AMARA)
def review_proposed(visit):
    oak, row = proposed(visit)
    go(visit, oak, "application-review", code=row.code)


@shows("tenants:application-review", "alone", heading=AMARA)
def review_alone(visit):
    oak, row = proposed(visit, by="steward")
    with oak.within:
        oak.owner.removed_at = timezone.now()
        oak.owner.save()
    go(visit, oak, "application-review", code=row.code)


@shows("tenants:application-review", "on the waiting list", heading=AMARA)
def review_on_the_waiting_list(visit):
    oak, rows = waiting(visit)
    go(visit, oak, "application-review", code=rows[0].code)


@shows("tenants:applications", "waiting list", heading="Applications", rows=2)
def applications_waiting(visit):
    oak, _rows = waiting(visit, offered=True)
    visit.go(f"/c/{oak.coop.slug}/staff/applications/?state=waiting_list")


@shows("tenants:applications", "filtered", heading="Applications", rows=1)
def applications_filtered(visit):
    oak, _row = worked_on(visit)
    visit.go(f"/c/{oak.coop.slug}/staff/applications/?age=late&flag=conditions")


@shows("tenants:applications", "keyboard help", heading="Applications", rows=1)
def applications_with_help(visit):
    oak = at_office(visit)
    oak.applied()
    go(visit, oak, "applications")
    visit.page.keyboard.press("?")


@shows("tenants:applications", "reason to wait", heading="Put 1 application on the waiting list?")
def wait_many(visit):
    oak = at_office(visit)
    oak.applied()
    go(visit, oak, "applications")
    visit.page.get_by_label("Select Amara").check()
    visit.press("Waiting list: 1")


@shows("tenants:application-ask", heading="Write to Amara Okonkwo")
def ask(visit):
    one(visit, "application-ask")


@shows("tenants:application-ask", ERROR, heading="Write to Amara Okonkwo")
def ask_nothing(visit):
    ask(visit)
    visit.press("Continue")


@shows("tenants:application-ask", "check", heading="Write to Amara Okonkwo")
def ask_check(visit):
    ask(visit)
    visit.page.get_by_label("Your message").fill("Which street do you live in?")
    visit.press("Continue")


@shows(
    "tenants:application-waiting-list",
    heading="Put Amara Okonkwo on the waiting list?",
    without={"error": "a reason may be left out, and a long one is cut by the field"},
)
def waiting_list(visit):
    one(visit, "application-waiting-list")


@shows("tenants:application-send-back", heading="Send the proposal back?")
def send_back(visit):
    oak, row = proposed(visit)
    go(visit, oak, "application-send-back", code=row.code)


@shows("tenants:application-send-back", ERROR, heading="Send the proposal back?")
def send_back_without_a_reason(visit):
    send_back(visit)
    visit.send_nothing()


@shows("tenants:application-reopen", heading="Open the application of Amara Okonkwo again?")
def reopen(visit):
    oak = at_office(visit)
    row = oak.applied()
    with oak.within:
        decisions.decline_application(row, reason="Too far away.", by=oak.steward)
        ago = timezone.now() - timedelta(minutes=5)
        Application.objects.filter(pk=row.pk).update(decided_at=ago)
    go(visit, oak, "application-reopen", code=row.code)


@shows("tenants:application-reopen", ERROR, heading="Open the application of Amara Okonkwo again?")
def reopen_without_a_reason(visit):
    reopen(visit)
    visit.send_nothing()


def settings(visit, route, **arguments):
    oak = at_office(visit, "owner")
    go(visit, oak, route, **arguments)
    return oak


@shows("tenants:admission", heading="Taking people in")
def admission(visit):
    oak = at_office(visit, "owner")
    with oak.within:
        admission_rules.add_condition(
            label="Came to an open evening", kind="introduced", membership_class=None, by=oak.owner
        )
        ReasonTemplate.objects.create(purpose="decline", title="Out of our area", text="Too far.")
    go(visit, oak, "admission")


@shows("tenants:admission", EMPTY, heading="Taking people in")
def admission_empty(visit):
    settings(visit, "admission")


@shows("tenants:admission", ERROR, heading="Taking people in")
def admission_alone(visit):
    """Two have to agree, and nobody else is there."""
    oak = settings(visit, "admission")
    with oak.within:
        oak.steward.removed_at = timezone.now()
        oak.steward.save()
    visit.page.get_by_label("Two people have to agree to an approval").check()
    visit.press("Save")


@shows("tenants:admission-condition-add", heading="Add a condition")
def condition_add(visit):
    settings(visit, "admission-condition-add")


@shows("tenants:admission-condition-add", ERROR, heading="Add a condition")
def condition_without_words(visit):
    condition_add(visit)
    visit.send_nothing()


@shows("tenants:admission-words-add", heading="Add words")
def words_add(visit):
    settings(visit, "admission-words-add")


@shows("tenants:admission-words-add", ERROR, heading="Add words")
def words_without_words(visit):
    words_add(visit)
    visit.send_nothing()


def kept(visit):
    oak = at_office(visit, "owner")
    with oak.within:
        row = ReasonTemplate.objects.create(
            purpose="decline", title="Out of our area", text="Too far."
        )
    go(visit, oak, "admission-words", code=row.code)


@shows("tenants:admission-words", heading="Change words")
def words(visit):
    kept(visit)
    visit.press("See it as an email")


@shows("tenants:admission-words", ERROR, heading="Change words")
def words_emptied(visit):
    kept(visit)
    visit.page.get_by_label("Words", exact=True).fill("")
    visit.press("Save")
