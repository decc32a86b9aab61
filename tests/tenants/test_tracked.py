"""Whatever is changed on the register leaves an entry: by whichever way it was written, in every service."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tenants import register, tracked
from tenants.models import Member, Membership, RegisterEntry
from tenants.services import clocks, decisions, members, visiting
from tenants.tracked import TrackedQuerySet
from tests import build
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def said(row):
    return list(RegisterEntry.objects.filter(subject=row.code).order_by("pk"))


WAYS = {
    "save": lambda row: _save(row, town="Leeds"),
    "save of a column": lambda row: _save(row, ["town"], town="Leeds"),
    "update": lambda row: Member.objects.filter(pk=row.pk).update(town="Leeds"),
    "update through another row": lambda row: Member.objects.filter(memberships__member=row).update(
        town="Leeds"
    ),
    "bulk update": lambda row: _bulk(row, town="Leeds"),
    "update or create": lambda row: Member.objects.update_or_create(
        pk=row.pk, defaults={"town": "Leeds"}
    ),
}


def _save(row, only=None, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save(**({"update_fields": only} if only else {}))


def _bulk(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    Member.objects.bulk_update([row], list(values))


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_way_of_writing_goes_past_the_entries(oak, way):
    amara = oak.joined().member
    way(amara)

    assert [entry.values for entry in said(amara)][1:] == [{"town": "Leeds"}]
    assert register.strays() == []
    Member.objects.filter(pk=amara.pk).update(phone="1")
    Member.objects.filter(pk=amara.pk).update(town="Leeds")
    assert len(said(amara)) == 2, "what is not on the register, or says the same, is no entry"


def test_a_change_past_the_gate_would_be_found(oak):
    amara = oak.joined()
    rows = Member.objects.filter(pk=amara.member.pk)
    super(TrackedQuerySet, rows).update(town="Odd")

    assert register.strays() == [amara.member.code]


def test_every_service_leaves_the_entries_and_the_rows_alike(oak):
    amara, bea, cem = (oak.joined(name) for name in ("Amara Okonkwo", "Bea Lind", "Cem Aydin"))
    members.suspend_membership(amara, reason="Owes.", by=oak.steward)
    members.restore_membership(amara, by=oak.steward)
    amara.membership_class.term_months = 12
    members.renew_membership(amara, by=oak.steward)
    resigned = Membership.EndReason.RESIGNED
    members.end_membership(bea, reason=resigned, by=oak.steward)
    members.end_membership(cem, reason=resigned, by=oak.steward, on=timezone.localdate())
    Membership.objects.filter(pk=cem.pk).update(ends_on=timezone.localdate() - timedelta(1))
    clocks.end_due_memberships()
    undone = oak.applied("Dora Weber")
    gone = oak.approve(undone)
    decisions.undo_decision(undone, by=oak.steward)
    visits = build.membership_class(name="Visitor", visiting=True)
    with transaction.atomic():
        visit = visiting.start_visiting_membership(
            name="Eli",
            email="eli@example.org",
            user_id=None,
            membership_class=visits,
            ends_on=timezone.localdate() + timedelta(9),
        )
        visiting.pause_visiting_membership(visit, reason="Asleep.")
        visiting.end_visiting_membership(visit)

    assert register.strays() == []
    assert said(gone)[-1].values == {"gone": True}
    assert not Membership.objects.filter(code=gone.code).exists()
    cem.refresh_from_db()
    assert cem.standing == "ended"


def test_an_entry_is_neither_changed_nor_deleted(oak):
    oak.joined()
    for act in (
        RegisterEntry.objects.all().delete,
        lambda: RegisterEntry.objects.update(reason=""),
    ):
        with pytest.raises(TypeError):
            act()


def test_what_is_personal_can_be_forgotten_in_all_entries(oak):
    amara = oak.joined("Amara Okonkwo").member
    with tracked.noted(reason="Amara married."):
        Member.objects.filter(pk=amara.pk).update(name="Amara Lind")
    tracked.forget([amara.code], ["name"])

    assert [(entry.values["name"], entry.reason) for entry in said(amara)] == [("", "")] * 2
    assert said(amara)[0].values["number"] == amara.number
