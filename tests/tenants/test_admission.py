"""What stands between an application and its decision: second person, conditions, places, hands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from tenants import admission, outbox
from tenants.admission import export
from tenants.errors import (
    AlreadyKnownError,
    ChangedMeanwhileError,
    ClassFullError,
    ConditionsOpenError,
    NobodyElseError,
    OwnerNeededError,
    PlaceGoneError,
    SecondPersonError,
)
from tenants.models import Application, Condition, Cooperative, Membership, MembershipClass
from tenants.services import admission_rules, conditions, decisions, thread
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
State = Application.State


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def two(oak):
    admission_rules.set_rules(by=oak.owner, two_to_approve=True)


def places(oak, most):
    MembershipClass.objects.filter(pk=oak.consumer.pk).update(most_members=most)


def at(oak, route, row=None):
    code = [row.code] if row is not None else []
    return reverse(f"tenants:{route}", args=[oak.coop.slug, *code])


def settled(row):
    Application.objects.filter(pk=row.pk).update(decided_at=F("decided_at") - timedelta(minutes=2))
    row.refresh_from_db()


def test_two_people_agree_and_never_one_twice(oak):
    two(oak)
    row, other = oak.applied("Ann"), oak.applied("Ben")

    assert decisions.admit(row, by=oak.steward).outcome == "proposed"
    assert Membership.objects.count() == 0
    with pytest.raises(SecondPersonError):
        decisions.admit(row, by=oak.steward)
    with pytest.raises(SecondPersonError):
        decisions.approve_application(row, by=oak.steward)
    codes = [row.code, other.code]
    mine = decisions.approve_many(codes, by=oak.steward)
    assert [each.outcome for each in mine] == ["second_person", "proposed"]
    theirs = decisions.approve_many(codes, by=oak.owner)
    assert [each.outcome for each in theirs] == ["approved", "approved"]

    decisions.undo_decision(row, by=oak.owner)
    assert (row.state, row.proposed_by) == (State.SUBMITTED, oak.steward)


def test_a_proposal_is_sent_back_with_a_reason_to_who_made_it(oak, mailoutbox):
    two(oak)
    row = oak.applied()
    decisions.admit(row, by=oak.steward)
    decisions.send_back(row, reason="The flat is not ours.", by=oak.owner)
    outbox.drain()

    assert (row.proposed_by, row.assignee, row.state) == (None, oak.steward, State.SUBMITTED)
    assert [mail.subject for mail in mailoutbox if oak.steward.user.email in mail.to] == [
        "Oak Street: An application is yours to look after"
    ]
    with pytest.raises(ChangedMeanwhileError):
        decisions.send_back(row, reason="Again.", by=oak.owner)
    page = oak.browser().get(at(oak, "application-review", row)).text
    assert "“The flat is not ours.”" in page


def test_whoever_is_alone_reads_so(oak):
    two(oak)
    row = oak.applied()
    decisions.admit(row, by=oak.owner)
    oak.steward.removed_at = timezone.now()
    oak.steward.save()

    with pytest.raises(NobodyElseError):
        decisions.admit(row, by=oak.owner)
    browser = oak.browser(oak.owner)
    page = browser.get(at(oak, "application-review", row)).text
    assert "nobody else here may decide on applications" in page
    assert "Nobody can confirm an approval" in browser.get(at(oak, "admission")).text
    Cooperative.objects.update(two_to_approve=False)
    refused = browser.post(
        at(oak, "admission"),
        {
            "answer_days": 5,
            "deletion_days": 0,
            "place_days": 9,
            "two_to_approve": "on",
            f"places_{oak.consumer.pk}": "",
        },
    )
    assert refused.status_code == 422
    assert "Two people have to agree, and nobody else here" in refused.text


def test_an_open_condition_holds_an_approval_unless_an_owner_says_why(oak):
    other = MembershipClass.objects.create(kind="worker", name="Worker")
    paid = admission_rules.add_condition(
        label="Share paid", kind="paid", membership_class=None, by=oak.owner
    )
    admission_rules.add_condition(
        label="Trial shift", kind="other", membership_class=other, by=oak.owner
    )
    row = oak.applied()
    with pytest.raises(ConditionsOpenError, match="Still open: Share paid"):
        decisions.admit(row, by=oak.steward)
    with pytest.raises(OwnerNeededError):
        decisions.admit(row, by=oak.steward, anyway="She pays on Monday.")
    asked = oak.browser().post(at(oak, "application-review", row), follow=True)
    assert "Still open: Share paid. Nothing was approved." in asked.text
    browser = oak.browser(oak.owner)
    link = at(oak, "application-review", row)
    assert browser.post(link, {"action": "anyway", "anyway": " "}).status_code == 422
    page = browser.post(link, {"action": "anyway", "anyway": "Pays on Monday."}, follow=True)
    assert "Approved. The card goes out in" in page.text
    assert "“Pays on Monday.”" in page.text

    late = oak.applied("Ben")
    conditions.tick(late, paid, by=oak.steward)
    conditions.untick(late, paid, by=oak.steward)
    assert conditions.meet_by_itself(late, Condition.Kind.PAID) == 1
    assert conditions.meet_by_itself(late, Condition.Kind.PAID) == 0
    assert decisions.admit(late, by=oak.steward).outcome == "approved"
    admission_rules.end_condition(paid, by=oak.owner)
    assert admission.open_conditions(oak.applied("Cai")) == []


def test_what_one_owner_waived_is_confirmed_by_the_second_person(oak):
    two(oak)
    admission_rules.add_condition(
        label="Share paid", kind="paid", membership_class=None, by=oak.owner
    )
    row = oak.applied()
    decisions.admit(row, by=oak.owner, anyway="Pays on Monday.")

    assert decisions.admit(row, by=oak.steward).outcome == "approved"


def test_a_full_class_fills_the_waiting_list_and_an_offer_is_kept(oak, mailoutbox):
    places(oak, 1)
    rows = [oak.applied(name) for name in ("Ann", "Ben", "Cai")]
    outcomes = decisions.approve_many([row.code for row in rows], by=oak.steward)

    assert [each.outcome for each in outcomes] == ["approved", "waiting_list", "waiting_list"]
    ann, ben, cai = Application.objects.order_by("pk")
    assert admission.positions() == {ben.pk: 1, cai.pk: 2}
    with pytest.raises(ClassFullError):
        decisions.admit(ben, by=oak.steward)
    with pytest.raises(PlaceGoneError):
        decisions.take_place(ben)
    done = decisions.offer_many([ben.code, ann.code], by=oak.steward)
    assert [each.outcome for each in done] == ["offered", "changed_meanwhile"]
    outbox.drain()
    decisions.take_place(Application.objects.get(pk=ben.pk))
    places(oak, 2)
    assert decisions.admit(oak.applied("Dee"), by=oak.steward).outcome == "waiting_list"
    assert decisions.admit(ben, by=oak.steward).outcome == "approved"
    told = [mail.subject.partition(": ")[2] for mail in mailoutbox if "ben@example.org" in mail.to]
    assert "There is a place for you" in told
    decisions.offer_place(cai, by=oak.steward)
    Application.objects.filter(pk=cai.pk).update(
        place_offered_until=timezone.localdate() - timedelta(2)
    )
    with pytest.raises(PlaceGoneError):
        decisions.take_place(cai)
    decisions.take_off_waiting_list(cai, by=oak.steward)
    assert (cai.state, cai.waitlisted_at) == (State.SUBMITTED, None)


def test_a_declined_application_is_opened_again_and_told_so(oak, mailoutbox):
    row = oak.applied()
    decisions.decline_application(row, reason="Too far away.", by=oak.steward, undo=timedelta())
    outbox.drain()
    with pytest.raises(ChangedMeanwhileError):
        decisions.reopen(row, reason="A slip.", by=oak.owner)
    settled(row)
    decisions.reopen(row, reason="She has moved.", by=oak.owner)
    outbox.drain()

    assert (row.state, row.delete_on, row.decision_reason) == (State.SUBMITTED, None, "")
    page = oak.browser().get(at(oak, "application-review", row)).text
    assert "“She has moved.”" in page
    assert "“Too far away.”" in page
    decisions.decline_application(row, reason="No.", by=oak.steward, undo=timedelta())
    outbox.drain()
    told = [mail.subject.partition(": ")[2] for mail in mailoutbox if row.email in mail.to]
    declined, again = "Your application was not accepted", "Your application is open again"
    assert told == [declined, again, declined]

    settled(row)
    oak.applied("Amara Again", email=row.email)
    with pytest.raises(AlreadyKnownError):
        decisions.reopen(row, reason="She has moved.", by=oak.owner)


def test_who_looks_after_it_is_told_of_answers_and_the_others_are_not(oak, mailoutbox):
    row, browser = oak.applied(), oak.browser(oak.owner)
    link = at(oak, "application-review", row)
    browser.post(link, {"action": "assign", "to": str(oak.steward.code), "seen": ""})
    row.refresh_from_db()
    assert row.assignee == oak.steward
    late = browser.post(link, {"action": "assign", "to": "me", "seen": ""}, follow=True)
    assert "This has changed in the meantime." in late.text
    taken = decisions.take_many([row.code], by=oak.owner)
    assert [each.outcome for each in taken] == ["changed_meanwhile"]
    thread.write_as_applicant(row, "Hello, quokka!")
    outbox.drain()

    assert sorted(mail.subject.partition(": ")[2] for mail in mailoutbox) == [
        "An applicant has written to you",
        "An application is yours to look after",
    ]
    assert {mail.to[0] for mail in mailoutbox} == {oak.steward.user.email}
    assert "quokka" not in str([str(mail.message()) for mail in mailoutbox])
    mine = oak.browser().get(at(oak, "applications"), {"assigned": "me"}).text
    assert "Amara" in mine
    assert "Amara" not in browser.get(at(oak, "applications"), {"assigned": "me"}).text


def test_notes_are_for_the_team_and_for_the_persons_own_export(oak):
    row, browser = oak.applied(), oak.browser()
    link = at(oak, "application-review", row)
    assert browser.post(link, {"action": "note", "note": " "}).status_code == 422
    browser.post(link, {"action": "note", "note": "Seems nice, wombat."})
    thread.write_to_applicant(row, text="Which street?", by=oak.steward)
    thread.write_as_applicant(row, "Elm Lane.")

    assert "Seems nice, wombat." in browser.get(link).text
    told = export.of_application(row)
    assert [(each["from"], each["text"]) for each in told["messages"]] == [
        ("co-op", "Which street?"),
        ("you", "Elm Lane."),
    ]
    assert [each["text"] for each in told["notes"]] == ["Seems nice, wombat."]
    assert str(oak.steward) not in str(told)
