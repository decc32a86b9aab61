"""What moves in batches: as many statements as one, and to the word what it is one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants import bulk, long_work, outbox
from tenants.bulk_acts import Target
from tenants.errors import DomainError
from tenants.models import (
    ClassNotice,
    Event,
    Job,
    LeavingRules,
    Member,
    MemberAction,
    Membership,
    MembershipClass,
    MemberTag,
    Notice,
    RegisterEntry,
)
from tenants.services import leaving, members, tags
from tests import build
from tests.tenants.crowd import people, url
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def act(oak, action, rows, **said):
    """Choose and confirm, as the two pages do. Returns the job."""
    data = {"action": action, "row": [str(each.code) for each in rows], **said}
    asked = oak.browser().post(url(oak), data)
    sent = {"step": "confirmed", "key": asked.context["key"], "expected": asked.context["total"]}
    assert oak.browser().post(url(oak), data | sent).status_code == 302
    return Job.objects.latest("pk")


@pytest.mark.parametrize("action", ["tag", "untag", "notice"])
def test_a_batch_is_moved_in_as_many_statements_as_one(oak, action):
    words = [tags.add_tag(name, by=oak.steward) for name in ("Board", "Choir")]
    said = {"tags": [str(each.code) for each in words]}
    if action == "notice":
        said = {"received_on": TODAY().isoformat()}

    def asked(many):
        rows = people(oak, many)
        if action == "untag":
            for each in rows:
                tags.set_tags(each, words, "", by=oak.steward)
        outbox.drain()
        job = act(oak, action, rows, **said)
        with CaptureQueriesContext(connection) as seen, transaction.atomic():
            long_work.step(str(job.code))
        assert {row.outcome for row in job.items.all()} == {"done"}
        outbox.drain()
        return len(seen)

    assert asked(12) == asked(2)


def told(since, codes):
    """Facts and entries of these people, in their order, without what differs by itself."""
    places = {str(code): place for place, code in enumerate(codes)}
    notices = {str(each.code): "notice" for each in Notice.objects.all()}
    names = {**places, **notices}
    facts = [
        (
            event.name,
            event.by_id,
            sorted((key, names.get(value, value)) for key, value in event.data.items()),
        )
        for event in Event.objects.filter(pk__gt=since[0]).order_by("pk")
        if set(event.data.values()) & set(places)
    ]
    entries = [
        (places[str(entry.subject)], entry.values, entry.holds_from, entry.reason, entry.by_id)
        for entry in RegisterEntry.objects.filter(pk__gt=since[1], subject__in=codes).order_by("pk")
    ]
    return facts, sorted(entries, key=lambda each: each[0])


def seen_by(since, rows):
    codes = [each.code for each in rows]
    codes += [held.code for each in rows for held in each.memberships.order_by("pk")]
    return told(since, codes)


def crowd(oak, word, worker):
    """Those who have left, who have given notice, who have two, who renew themselves, and one with the tag."""
    rows = people(oak, 7)
    plain, gone, noticed, two, renews, tagged, visitor = rows
    members.end_membership(gone.memberships.get(), reason="resigned", by=oak.steward)
    leaving.record_notice(noticed.memberships.get(), received_on=TODAY(), by=oak.steward)
    Membership.objects.create(member=two, membership_class=worker, ends_on=TODAY() + timedelta(400))
    Membership.objects.filter(member=renews).update(
        membership_class=worker, ends_on=TODAY() + timedelta(20)
    )
    Membership.objects.filter(member=plain).update(ends_on=TODAY() + timedelta(3))
    tags.set_tags(tagged, [word], "", by=oak.steward)
    visits = MembershipClass.objects.get_or_create(name="Visitor", kind="consumer", visiting=True)
    Membership.objects.filter(member=visitor).update(membership_class=visits[0])
    outbox.drain()
    return rows


def one_by_one(action, rows, word, day, by):
    """As it was before batches: each in a savepoint, a refusal for all that one person has."""
    outcomes = []
    for member in rows:
        held = [each for each in member.memberships.order_by("pk") if each.is_active]
        held = [each for each in held if not each.membership_class.visiting]
        try:
            with transaction.atomic():
                if action == "notice":
                    for each in held:
                        leaving.note_resignation(each, received_on=day, by=by)
                    hit, why = bool(held), "No membership is running."
                elif action == "tag":
                    hit, why = tags.tag(member, word, by=by), "Has the tag already."
                else:
                    hit, why = tags.untag(member, word, by=by), "Does not have the tag."
        except DomainError as error:
            hit, why = False, str(error.message)
        outcomes.append(("done", "") if hit else ("left", why))
    return outcomes


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("action", ["tag", "untag", "notice"])
def test_a_batch_does_and_says_what_is_done_and_said_one_by_one(oak, action, late):
    word = tags.add_tag("Board", by=oak.steward)
    worker = build.membership_class(name="Worker member", renewal=MembershipClass.Renewal.AUTOMATIC)
    LeavingRules.objects.create(notice_months=3, notice_ends=LeavingRules.NoticeEnds.QUARTER)
    ClassNotice.objects.create(membership_class=worker, months=1)
    day = TODAY() + timedelta(1 if late else -5)
    one, many = crowd(oak, word, worker), crowd(oak, word, worker)
    since = (Event.objects.latest("pk").pk, RegisterEntry.objects.latest("pk").pk)

    alone = one_by_one(action, one, word, day, oak.steward)
    did = bulk.act_of(action)
    decided = MemberAction(action=action, by=oak.steward)
    said = {"tags": [str(word.code)], "received_on": day.isoformat()}
    with transaction.atomic():
        together = did.together([_target(each) for each in many], said, decided)

    assert [(each.name, each.reason) for each in together] == alone
    assert seen_by(since, many) == seen_by(since, one)
    facts, entries = seen_by(since, many)
    assert bool(facts) == (action != "notice" or not late)
    assert bool(entries) == (action == "notice" and not late)
    assert _left(one) == _left(many)


def _target(member):
    held = [each for each in member.memberships.order_by("pk") if each.is_active]
    return Target(member, [each for each in held if not each.membership_class.visiting])


def _left(rows):
    """What stands in the rows themselves."""
    found = []
    for member in Member.objects.filter(pk__in=[each.pk for each in rows]).order_by("pk"):
        held = member.memberships.order_by("pk").values_list("standing", "ends_on", "end_reason")
        given = Notice.objects.filter(membership__member=member).order_by("pk")
        values = ("kind", "given_on", "last_day", "ends_before", "by", "withdrawn_at", "category")
        tagged = MemberTag.objects.filter(member=member).values_list("tag", flat=True)
        found.append((list(held), list(given.values_list(*values)), list(tagged)))
    return found
