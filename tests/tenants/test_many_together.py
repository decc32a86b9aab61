"""What moves in batches: as many statements as one, and to the word what it is one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants import bulk, long_work, outbox
from tenants.bulk_acts import Target
from tenants.errors import DomainError
from tenants.forms.membership import LATER, NOW
from tenants.models import (
    ClassChange,
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
    Tag,
)
from tenants.services import changing, leaving, members, tags
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


def asked_for(action, day, *, words, to):
    """What the page of each act sends."""
    if action in {"tag", "untag"}:
        return {"tags": [str(each.code) for each in words]}
    if action == "notice":
        return {"received_on": day}
    if action == "kind":
        return {"to": str(to.code), "on": day}
    return {"reason": "excluded", "when": LATER if day else NOW, "day": day}


@pytest.mark.parametrize("days", [0, 20])
@pytest.mark.parametrize("action", ["tag", "untag", "notice", "kind", "end"])
def test_a_batch_is_moved_in_as_many_statements_as_one(oak, action, days):
    words = [tags.add_tag(name, by=oak.steward) for name in ("Board", "Choir")]
    day = (TODAY() + timedelta(days if action in {"kind", "end"} else 0)).isoformat()
    worker = build.membership_class(name="Worker member")
    said = asked_for(action, "" if action == "end" and not days else day, words=words, to=worker)

    def asked(many):
        rows = people(oak, many)
        for each in rows:
            if action == "untag":
                tags.set_tags(each, words, "", by=oak.steward)
            if action == "kind":
                held, later = each.memberships.get(), TODAY() + timedelta(40)
                changing.change_class(held, worker, on=later, by=oak.steward)
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
    for change in ClassChange.objects.all():
        names |= {str(change.code): "change", f"kind:{change.code}": "kind:change"}
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
    changing.change_class(
        tagged.memberships.get(), worker, on=TODAY() + timedelta(100), by=oak.steward
    )
    visits = MembershipClass.objects.get_or_create(name="Visitor", kind="consumer", visiting=True)
    Membership.objects.filter(member=visitor).update(membership_class=visits[0])
    outbox.drain()
    return rows


def one_by_one(action, targets, said, by):
    """As it was before batches: each in a savepoint, a refusal for all that one person has."""
    outcomes = []
    for each in targets:
        try:
            with transaction.atomic():
                outcomes.append(_alone(action, each, said, by))
        except DomainError as error:
            outcomes.append(("left", str(error.message)))
    return outcomes


def _alone(action, target, said, by):
    held, why = target.memberships, "No membership is running."
    if action == "notice":
        for each in held:
            day = date.fromisoformat(said["received_on"])
            leaving.note_resignation(each, received_on=day, by=by)
    elif action == "end":
        on = max(date.fromisoformat(said["day"]), TODAY()) if said["day"] else None
        for each in held:
            members.end(each, reason=Membership.EndReason.EXCLUDED, by=by, on=on)
    elif action == "kind" and len(held) > 1:
        return "left", "Has several memberships. Choose one kind in the filters first."
    elif action == "kind" and held:
        to = MembershipClass.objects.get(code=said["to"])
        on = max(date.fromisoformat(said["on"]), TODAY())
        now = changing.become(held[0], to, on=on, by=by)
        return "done", "" if now else "Planned."
    elif action in {"tag", "untag"}:
        [word] = Tag.objects.filter(code__in=said["tags"])
        held = (tags.tag if action == "tag" else tags.untag)(target.member, word, by=by)
        why = "Has the tag already." if action == "tag" else "Does not have the tag."
    return ("done", "") if held else ("left", why)


@pytest.mark.parametrize("narrowed", [False, True])
@pytest.mark.parametrize("days", [-5, 0, 5])
@pytest.mark.parametrize("action", ["tag", "untag", "notice", "kind", "end"])
def test_a_batch_does_and_says_what_is_done_and_said_one_by_one(oak, action, days, narrowed):
    word = tags.add_tag("Board", by=oak.steward)
    worker = build.membership_class(name="Worker member", renewal=MembershipClass.Renewal.AUTOMATIC)
    LeavingRules.objects.create(notice_months=3, notice_ends=LeavingRules.NoticeEnds.QUARTER)
    ClassNotice.objects.create(membership_class=worker, months=1)
    one, many = crowd(oak, word, worker), crowd(oak, word, worker)
    since = (Event.objects.latest("pk").pk, RegisterEntry.objects.latest("pk").pk)
    day = "" if action == "end" and not days else (TODAY() + timedelta(days)).isoformat()
    said = asked_for(action, day, words=[word], to=worker)
    only = oak.consumer if narrowed else None

    alone = one_by_one(action, [_target(each, only) for each in one], said, oak.steward)
    did = bulk.act_of(action)
    decided = MemberAction(action=action, by=oak.steward)
    with transaction.atomic():
        together = did.together([_target(each, only) for each in many], said, decided)

    assert [(each.name, each.reason) for each in together] == alone
    assert seen_by(since, many) == seen_by(since, one)
    assert _left(one) == _left(many)
    moved = sum(name == "done" for name, _why in alone)
    facts, entries = seen_by(since, many)
    assert bool(facts) == bool(moved)
    planned = action == "kind" and days > 0
    assert len(entries) >= (moved if action in {"notice", "kind", "end"} and not planned else 0)


def _target(member, only):
    held = [each for each in member.memberships.order_by("pk") if each.is_active]
    held = [each for each in held if not each.membership_class.visiting]
    return Target(member, [each for each in held if only is None or each.membership_class == only])


def _left(rows):
    """What stands in the rows themselves."""
    found = []
    for member in Member.objects.filter(pk__in=[each.pk for each in rows]).order_by("pk"):
        values = ("standing", "ends_on", "end_reason", "membership_class")
        held = member.memberships.order_by("pk").values_list(*values)
        over = member.memberships.filter(ended_at__isnull=False).count()
        given = Notice.objects.filter(membership__member=member).order_by("pk")
        values = ("kind", "given_on", "last_day", "ends_before", "by", "category")
        put_aside = given.filter(withdrawn_at__isnull=False).count()
        changes = ClassChange.objects.filter(membership__member=member).order_by("pk")
        changed = [
            (row.before_id, row.to_id, row.on, row.by_id, bool(row.done_at), bool(row.withdrawn_at))
            for row in changes
        ]
        tagged = MemberTag.objects.filter(member=member).values_list("tag", flat=True)
        notices = list(given.values_list(*values))
        found.append((list(held), over, notices, put_aside, changed, list(tagged)))
    return found
