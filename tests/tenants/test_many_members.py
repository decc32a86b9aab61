"""What is done to many members at once: chosen by rows or by the filter, asked once more, each with an outcome."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants import long_work, outbox
from tenants.models import (
    ClassChange,
    Event,
    Job,
    Membership,
    MemberTag,
    Notice,
    RegisterEntry,
    Tag,
)
from tenants.services import members
from tests import build
from tests.tenants.crowd import people, url
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
Standing = Membership.Standing


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def act(oak, action, rows=(), *, browser=None, **said):
    """Choose and confirm, as the two pages do."""
    data = {"action": action, "row": [str(each.code) for each in rows], **said}
    asked = (browser or oak.browser()).post(url(oak), data)
    if asked.status_code != 200:
        return asked
    sent = {"step": "confirmed", "key": asked.context["key"], "expected": asked.context["total"]}
    return (browser or oak.browser()).post(url(oak), data | sent)


def outcomes(job=None):
    job = job or Job.objects.latest("pk")
    outbox.drain()
    return {item.label.partition(" ")[2]: (item.outcome, item.reason) for item in job.items.all()}


def test_each_member_chosen_has_one_outcome_and_who_does_not_fit_is_left_with_a_reason(oak):
    ada, bea, cy = people(oak, 3)
    members.suspend_membership(bea.memberships.get(), reason="Owes.", by=oak.steward)
    members.end_membership(cy.memberships.get(), reason="resigned", by=oak.steward)
    done = act(oak, "suspend", [ada, bea, cy], reason="Shifts missed.")
    told = outcomes()
    page = oak.browser().get(done.url).text

    assert told == {
        "Amara 0": ("done", ""),
        "Amara 1": ("left", "Is suspended already."),
        "Amara 2": ("left", "No membership is running."),
    }
    assert "Is suspended already." in page
    assert ada.memberships.get().standing == Standing.SUSPENDED
    assert ada.memberships.get().standing_reason == "Shifts missed."


@pytest.mark.parametrize("action", ["suspend", "restore"])
def test_a_batch_is_moved_in_as_many_statements_as_one(oak, action):
    said = {"reason": "Fees."} if action == "suspend" else {}
    fact = "MembershipSuspended" if action == "suspend" else "MembershipRestored"

    def asked(many):
        rows = people(oak, many)
        if action == "restore":
            for each in rows:
                members.suspend_membership(each.memberships.get(), reason="O", by=oak.steward)
        outbox.drain()
        act(oak, action, rows, **said)
        job = Job.objects.latest("pk")
        with CaptureQueriesContext(connection) as seen, transaction.atomic():
            long_work.step(str(job.code))
        assert {row.outcome for row in job.items.all()} == {"done"}
        codes = [each.memberships.get().code for each in rows]
        told = Event.objects.filter(name=fact, by=oak.steward)
        assert {row.data["membership"] for row in told} >= {str(code) for code in codes}
        entries = RegisterEntry.objects.filter(subject__in=codes).order_by("pk")
        last = {row.subject: row.values["standing"] for row in entries}
        assert set(last.values()) == {"suspended" if action == "suspend" else "good"}
        outbox.drain()
        return len(seen)

    assert asked(12) == asked(2)


def test_who_is_suspended_meanwhile_is_left_and_told_nothing(oak):
    ada, bea = people(oak, 2)
    held = [each.memberships.get() for each in (ada, bea)]
    members.suspend_membership(held[0], reason="Owes.", by=oak.steward)
    with transaction.atomic():
        moved = members.suspend_many(held, reason="Fees.", by=oak.steward)

    assert moved == {held[1].pk}
    told = Event.objects.filter(name="MembershipSuspended")
    assert told.filter(data__membership=str(held[0].code)).count() == 1
    assert ada.memberships.get().standing_reason == "Owes."
    assert bea.memberships.get().standing_reason == "Fees."


def test_more_than_a_page_is_chosen_by_the_filter_and_not_by_codes(oak):
    people(oak, 120)
    people(oak, 3, name="Zoe")
    browser = oak.browser()
    page = browser.get(url(oak, "members"), {"q": "amara"}).text
    asked = browser.post(url(oak), {"action": "suspend", "query": "q=amara", "everything": "1"})
    done = act(
        oak, "suspend", query="q=amara", everything="1", reason="We are closed.", browser=browser
    )

    assert "Select all 120" in page
    assert "Suspend 120 members?" in asked.text
    assert "and 115 more" in asked.text
    assert done.status_code == 302
    assert Counter(outcome for outcome, _why in outcomes().values()) == {"done": 120}
    assert Membership.objects.filter(standing="suspended").count() == 120


def test_a_second_press_leads_to_the_same_job(oak):
    rows = people(oak, 2)
    data = {"action": "restore", "row": [str(each.code) for each in rows]}
    data |= {"step": "confirmed", "key": str(uuid4()), "expected": "2"}
    first, second = (oak.browser().post(url(oak), data) for _press in range(2))

    assert first.url == second.url
    assert Job.objects.count() == Event.objects.filter(name="ManyActedOn").count() == 1


def test_a_list_that_has_grown_is_asked_about_again(oak):
    people(oak, 60)
    browser = oak.browser()
    data = {"action": "suspend", "query": "q=amara", "everything": "1", "reason": "Closed."}
    asked = browser.post(url(oak), data)
    people(oak, 1, name="Amara Late")
    sent = {"step": "confirmed", "key": asked.context["key"], "expected": asked.context["total"]}
    again = browser.post(url(oak), data | sent)

    assert again.status_code == 422
    assert "The list has changed" in again.text
    assert "Suspend 61 members?" in again.text
    assert not Job.objects.exists()


@pytest.mark.parametrize("said", ["", "dance"])
def test_who_was_ticked_stays_so_while_nothing_was_chosen_to_do(oak, said):
    ticked, other = people(oak, 3), people(oak, 1)
    browser = oak.browser()
    codes = [str(row.code) for row in ticked]

    asked = browser.post(url(oak), {"row": codes, "action": said, "query": "q=a"})
    everybody = browser.post(url(oak), {"everything": "1", "query": "", "step": "confirmed"})

    assert asked.status_code == everybody.status_code == 422
    assert "What to do with 3 members?" in asked.text
    assert "Choose what to do." in asked.text
    assert [code for code in codes if f'name="row" value="{code}"' not in asked.text] == []
    assert str(other[0].code) not in asked.text
    assert 'name="query" value="q=a"' in asked.text
    assert 'value="suspend"' in asked.text
    assert 'name="step"' not in asked.text
    assert 'name="everything" value="1"' in everybody.text
    assert not Job.objects.exists()


def test_what_cannot_be_read_acts_on_nobody(oak):
    rows = people(oak, 2)
    browser = oak.browser()
    nobody = browser.post(url(oak), {"action": "suspend"}, follow=True)
    wrong = browser.post(
        url(oak),
        {"action": "restore", "query": "since=never", "everything": "1", "step": "confirmed"},
    )
    unsaid = act(oak, "suspend", rows, reason="")

    assert "Tick at least one member first." in nobody.text
    assert wrong.status_code == 302
    assert unsaid.status_code == 422
    assert "Give a reason in a sentence." in unsaid.text
    assert not Job.objects.exists()


def test_a_kind_is_changed_from_a_day_for_who_has_one_membership_that_lasts_until_then(oak):
    ada, bea, cy = people(oak, 3)
    worker = build.membership_class(name="Worker member")
    today = timezone.localdate()
    Membership.objects.create(member=bea, membership_class=worker, ends_on=today + timedelta(100))
    Membership.objects.filter(member=cy).update(ends_on=today + timedelta(5))
    day = (today + timedelta(30)).isoformat()
    act(oak, "kind", [ada, bea, cy], to=str(worker.code), on=day)
    told = outcomes()
    narrowed = act(
        oak, "kind", [bea], to=str(worker.code), on=day, query=f"kind={oak.consumer.code}"
    )

    assert told["Amara 0"] == ("done", "Planned.")
    assert told["Amara 1"][1].startswith("Has several memberships.")
    assert told["Amara 2"] == (
        "left",
        "That day is not within the membership. Nothing was changed.",
    )
    assert ClassChange.objects.get().on.isoformat() == day
    assert narrowed.status_code == 302
    assert outcomes()["Amara 1"] == (
        "left",
        "This person has a running membership of this kind already. Nothing was changed.",
    )


def test_many_leave_by_a_notice_or_are_ended_with_a_reason(oak):
    ada, bea = people(oak, 2)
    act(oak, "notice", [ada, bea], received_on=timezone.localdate().isoformat())
    assert Counter(outcomes().values()) == {("done", ""): 2}
    assert Notice.objects.filter(withdrawn_at=None).count() == 2
    act(oak, "notice", [ada], received_on=timezone.localdate().isoformat())
    assert outcomes()["Amara 0"] == ("left", "There is a notice already. Nothing was changed.")

    act(oak, "end", [bea], reason="lapsed", when="now")
    outcomes()
    ended = bea.memberships.get()
    assert (ended.standing, ended.end_reason) == ("ended", "lapsed")


def test_a_tag_is_given_filtered_by_exported_and_taken_away(oak):
    ada, bea, _cy = people(oak, 3)
    act(oak, "tag", [ada, bea], new="Helps on Saturdays")
    assert Counter(outcomes().values()) == {("done", ""): 2}
    word = Tag.objects.get()
    browser = oak.browser()
    found = browser.get(url(oak, "members"), {"tag": str(word.code)})
    file = b"".join(browser.get(url(oak, "members-export", "csv"), {"tag": str(word.code)}))

    assert [each.name for each in found.context["page"]] == ["Amara 0", "Amara 1"]
    assert "Helps on Saturdays" in found.text
    assert file.decode().splitlines()[0].endswith("Tags")
    assert file.decode().count("Helps on Saturdays") == 2
    act(oak, "tag", [ada], tags=[str(word.code)])
    assert outcomes()["Amara 0"] == ("left", "Has the tag already.")
    act(oak, "untag", [ada], tags=[str(word.code)])
    outcomes()
    assert [each.member.name for each in MemberTag.objects.all()] == ["Amara 1"]


def test_the_rows_that_are_ticked_are_taken_along_as_a_file(oak):
    ada, bea, _cy = people(oak, 3)
    answer = act(oak, "export", [ada, bea], form="csv")
    lines = b"".join(answer).decode().splitlines()

    assert len(lines) == 3
    assert Event.objects.get(name="MembersExported").data == {"rows": "2", "form": "csv"}
