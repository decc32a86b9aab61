"""After an import: cards as a step of their own, undone within seven days, forgotten in the end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants import outbox, tasks
from tenants.models import (
    ClaimCode,
    Event,
    Import,
    ImportLine,
    Member,
    MemberPhoto,
    Membership,
    Representative,
    Seat,
    User,
)
from tenants.services import claiming, importing
from tenants.services.importing import afterwards, running
from tenants.services.seats import seat_digest
from tests.tenants.lists import ADA, BEA, HEADS, as_csv, at, bring, brought, counts
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def test_an_import_is_undone_except_what_was_edited_since(oak):
    known = oak.joined("Ada Adler", "ada@example.org")
    oak.joined("Cy Cole", "house@example.org")
    outbox.drain()
    before = list(Member.objects.values()), list(Membership.objects.values())
    row, _job = brought(
        oak,
        [
            HEADS,
            ["", "Ada Adler", "ada@example.org", "20095", "", "suspended"],
            BEA,
            ["A-3", "Dan Dorn", "dan@example.org", "", "", ""],
            ["A-4", "Eve Cole", "house@example.org", "", "", ""],
        ],
    )
    known.refresh_from_db()
    assert known.standing == "suspended"
    edited = Member.objects.get(name="Bea Berg")
    edited.phone = "123"
    edited.save()
    browser = oak.browser()
    assert "Undo this import" in browser.get(at(oak, "import", row)).text
    browser.post(at(oak, "import-undo", row))
    outbox.drain()
    row.refresh_from_db()

    assert row.state == "undone"
    assert counts(row.undo_job) == {"restored": 1, "removed": 2, "failed": 1}
    [kept] = row.undo_job.items.filter(outcome="failed")
    assert (kept.label, kept.reason) == (
        "Bea Berg",
        "This member has been changed since, and stays.",
    )
    others = Member.objects.exclude(pk=edited.pk), Membership.objects.exclude(member=edited)
    assert (list(others[0].values()), list(others[1].values())) == before
    assert not Seat.objects.filter(email_digest__in=[seat_digest("dan@example.org")]).exists()
    assert Seat.objects.filter(email_digest=seat_digest("house@example.org")).exists()
    assert (
        "cannot be undone any more" in browser.post(at(oak, "import-undo", row), follow=True).text
    )


def test_who_was_given_a_picture_or_somebody_who_speaks_for_them_stays(oak):
    row, _job = brought(oak, [HEADS, ADA, BEA, ["A-3", "Dan Dorn", "dan@example.org", "", "", ""]])
    ada, bea = (Member.objects.get(name=name) for name in ("Ada Adler", "Bea Berg"))
    Representative.objects.create(member=ada, name="Eve Cole")
    MemberPhoto.objects.create(member=bea, content=b"drawn", consented_at=timezone.now())
    oak.browser().post(at(oak, "import-undo", row))
    outbox.drain()
    row.refresh_from_db()

    assert counts(row.undo_job) == {"removed": 1, "failed": 2}
    assert set(row.undo_job.items.filter(outcome="failed").values_list("reason", flat=True)) == {
        "This member has a picture, a file or somebody who speaks for them by now, and stays."
    }
    assert Representative.objects.get().member == ada
    assert MemberPhoto.objects.get().member == bea


def test_cards_are_a_step_of_their_own_or_come_when_undo_is_over(oak):
    row, _job = brought(oak, [HEADS, ADA])
    browser = oak.browser()
    started = Event.objects.filter(name="MembershipStarted")
    tasks.daily()
    outbox.drain()
    assert started.count() == 0
    Import.objects.update(run_at=timezone.now() - timedelta(days=8))
    tasks.daily()
    outbox.drain()

    assert started.count() == 1
    assert browser.post(at(oak, "import-cards", row)).status_code == 302
    assert started.count() == 1
    second, _job = brought(oak, [HEADS, BEA])
    browser.post(at(oak, "import-cards", second))
    outbox.drain()
    assert started.count() == 2
    second.refresh_from_db()
    assert not afterwards.undo_until(second)


def test_files_are_not_kept_for_ever(oak):
    row, _job = brought(oak, [HEADS, ADA])
    unrun = bring(oak, as_csv([HEADS, BEA]))
    Import.objects.filter(pk=unrun.pk).update(created_at=timezone.now() - timedelta(days=8))
    Import.objects.filter(pk=row.pk).update(run_at=timezone.now() - timedelta(days=91))
    importing.forget_imports()

    assert list(Import.objects.all()) == [row]
    assert ImportLine.objects.count() == 0
    assert Member.objects.count() == 1


def test_who_claims_with_a_code_has_the_card_at_once_and_once(oak):
    row, _job = brought(oak, [HEADS, ADA, BEA])
    started = Event.objects.filter(name="MembershipStarted")
    bea = Member.objects.get(name="Bea Berg")
    claiming.new_code(bea, by=oak.steward)
    user = User.objects.create(email="bea@example.net")
    claiming.claim_membership(ClaimCode.objects.get(), user, user.email)
    outbox.drain()
    membership = bea.memberships.get()
    assert [each.data["membership"] for each in started.all()] == [str(membership.code)]
    assert running.without_cards([membership.pk]) == set()

    afterwards.make_cards(row, by=oak.steward)
    outbox.drain()
    assert started.count() == 2
    assert started.filter(data__membership=str(membership.code)).count() == 1
