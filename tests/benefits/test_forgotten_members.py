"""Who has left is forgotten when the time is over: a canary in every place, and none in any table afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from benefits.models import Incident
from credentials.models import Credential, Disclosure
from tenants import outbox, register, retention, scope, tasks
from tenants.audit.reading import read_chain
from tenants.dates import today_in
from tenants.facts import CooperativeOpened
from tenants.household import Person
from tenants.models import (
    AddressMark,
    Application,
    ApplicationMessage,
    ApplicationNote,
    ChangeRequest,
    ClaimCode,
    Event,
    Locator,
    Member,
    Membership,
    MembershipClass,
    PaperRecord,
    RegisterEntry,
    RetentionHold,
    User,
)
from tenants.services import (
    changing,
    claiming,
    forgetting_members,
    households,
    leaving,
    mailings,
    many,
    members,
    merging,
    photos,
    seats,
    tags,
)
from tenants.services.money import dues, shares
from tests.credentials.members import tell
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "Zibetkatze"
MAIL = f"{CANARY.lower()}@example.org"
PHONE = "+49 171 5550117"
PLACE = "Zibetweg 117"
KINDS = (Locator.Kind.CLAIM_CODE, Locator.Kind.MAILINGS)  # links that lead to the member


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def oak():
    made = office()
    tell(made.coop, CooperativeOpened(str(made.coop.pk)))
    outbox.drain()
    return made


def found_in_tables():
    """Where any column of any table still holds something of the person."""
    signs = [CANARY.lower(), PHONE.lower(), PLACE.lower()]
    hits = set()
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            for row in cursor.fetchall():
                told = " ".join(
                    bytes(value).decode("utf-8", "replace")
                    if isinstance(value, bytes | memoryview)
                    else str(value)
                    for value in row
                )
                if any(sign in told.lower() for sign in signs):
                    hits.add(model._meta.label)
    return hits


def lived(oak):
    """Somebody with traces wherever a member leaves any."""
    membership = oak.joined(
        f"Amara {CANARY}",
        MAIL,
        phone=PHONE,
        message=f"I am {CANARY}.",
    )
    outbox.drain()
    user = User.objects.get(email=MAIL)
    user.emailaddress_set.update(verified=True)
    seats.claim_seats(user)
    with oak.within:
        row = Member.objects.get(pk=membership.member_id)
        naming = changing.Naming(f"Bea {CANARY}", f"B. {CANARY}", share_name=True)
        changing.change_name(row, naming, seen=changing.naming_of(row), by=oak.steward)
        asked = Application.objects.get(membership=membership)
        ApplicationMessage.objects.create(application=asked, text=f"Call {PHONE}")
        ApplicationNote.objects.create(application=asked, text=f"{CANARY} rang.", by=oak.steward)
        row.address = PLACE
        row.save()
        members.suspend_membership(membership, reason=f"{CANARY} owes.", by=oak.steward)
        members.restore_membership(membership, by=oak.steward)
        members.suspend_membership(membership, reason=f"{CANARY} owes.", by=oak.steward)
        outbox.drain()
        Disclosure.objects.create(
            membership=membership,
            asker_did="did:web:elm",
            asker_name="Elm",
            question="q",
            evidence="shown",
            told=["name"],
        )
        Incident.objects.create(
            shared=membership.code,
            side="received",
            other_did="did:web:elm",
            other_name="Elm",
            kind="conduct",
            what="x",
            happened_at=membership.member.joined_on.isoformat() + "T00:00:00Z",
            text=f"{CANARY} shouted.",
            answer=f"We spoke with {CANARY}.",
            membership=membership,
        )
        on_paper(oak, membership, row)
        leaving.give_notice(membership, user=user)
    outbox.drain()
    written_to(oak, row)
    return membership


def written_to(oak, row):
    with oak.within:
        AddressMark.objects.create(address=MAIL, address_key=MAIL, gone=True, said=f"550 <{MAIL}>")
        mailings.open_links([row])


def on_paper(oak, membership, row):
    owing(oak, row)
    PaperRecord.objects.create(
        membership=membership,
        signed_on=membership.member.joined_on,
        seen_on=membership.member.joined_on,
        filed=f"Folder {CANARY}",
        scan=CANARY.encode(),
    )
    ChangeRequest.objects.create(member=row, wanted={"name": f"Cleo {CANARY}"})
    with transaction.atomic():
        claiming.claim_codes([row])


def owing(oak, row):
    """Emptied in place, as the sums have to stay."""
    told = shares.Told(row.joined_on, f"{CANARY} wrote.", oak.steward)
    ten = Decimal("10.00")
    shares.subscribe(row, count=1, price=ten, paid=ten, told=told)
    asked = dues.Asked("other", f"Key of {CANARY}", ten, row.joined_on)
    due = dues.ask(row, asked, by=oak.steward)
    dues.let_go(due, action="waived", reason=f"{CANARY} gave it back.", by=oak.steward)
    assert {"tenants.Due", "tenants.MoneyEntry"} <= found_in_tables()


def with_others(oak, membership, row):
    """A picture, somebody with a further card, an entry that was merged, something done to many."""
    photos.keep_photo(row, CANARY.encode(), by=oak.steward)
    MembershipClass.objects.update(holders_most=1)
    membership.refresh_from_db()
    child = Person(f"Cy {CANARY}", email=f"cy.{MAIL}")
    households.add(membership, child, by=oak.steward)
    twice = Member.objects.create(number="OA-9", name=f"A. {CANARY}", address=PLACE)
    row.refresh_from_db()
    seen = merging.fingerprint(row, twice)
    merging.merge(row, twice, from_gone={}, seen=seen, by=oak.steward)
    word = tags.add_tag("Board", by=oak.steward)
    many.begin(
        "tag",
        [row],
        key=uuid4(),
        particulars={"tags": [str(word.code)]},
        title="Tags",
        by=oak.steward,
    )
    outbox.drain()


def gone(oak, membership, on):
    with oak.within:
        Membership.objects.filter(pk=membership.pk).update(standing="ended", ends_on=on)


def long_ago(oak):
    return date(today_in(oak.coop.time_zone).year - 4, 12, 31)


# Where they leave a trace that the first days of the clock do not touch.
TRACES = {
    "tenants.Member",
    "tenants.Application",
    "tenants.AddressMark",
    "tenants.Letter",
    "tenants.PaperRecord",
    "tenants.RegisterEntry",
    "tenants.Holder",
    "tenants.JobItem",
    "tenants.MemberPhoto",
    "tenants.User",
    "credentials.Credential",
    "benefits.Incident",
}


def own_card(membership):
    """Nobody else's of the household."""
    return Credential.objects.get(membership=membership, further=None, superseded_at=None)


def test_nothing_personal_is_left_in_any_table_and_what_counts_stays(oak):
    membership = lived(oak)
    with oak.within:
        with_others(oak, membership, Member.objects.get(pk=membership.member_id))
        card = own_card(membership)
    gone(oak, membership, long_ago(oak) + timedelta(1))
    tasks.daily()
    outbox.drain()
    assert found_in_tables() >= TRACES

    gone(oak, membership, long_ago(oak))
    for _ in range(2):
        tasks.daily()
        outbox.drain()

    assert found_in_tables() == set()
    with oak.within:
        row = Member.objects.get(pk=membership.member_id)
        kept = Membership.objects.get(pk=membership.pk)
        assert (row.name, row.number, kept.ends_on) == (
            membership.member.number,
            membership.member.number,
            long_ago(oak),
        )
        assert kept.identifier == membership.identifier
        assert RegisterEntry.objects.filter(subject=row.code).count() > 1
        assert register.strays() == [], "the entries call nobody anything else than the row does"
        assert Event.objects.filter(name="MemberForgotten").count() == read_chain().whole
        stored = Credential.objects.get(pk=card.pk)
        assert (stored.urn, stored.digest, stored.position) == (
            card.urn,
            card.digest,
            card.position,
        )
        assert not Disclosure.objects.exists()
        assert not ClaimCode.objects.exists()
        assert not Locator.objects.filter(kind__in=KINDS).exists()
    assert Client().get(f"/v/{card.card_code}.json").status_code == 404
    staff = oak.browser()
    assert staff.get(oak.url(f"members/{row.code}/")).status_code == 200
    assert "Anonymised on" in staff.get(oak.url(f"members/{row.code}/")).text
    assert staff.get(oak.url("members/")).status_code == 200


def test_a_hold_keeps_the_data_until_it_is_lifted_and_says_why(oak):
    membership = oak.joined()
    outbox.drain()
    gone(oak, membership, long_ago(oak))
    browser, code = oak.browser(), membership.member.code
    url = reverse("tenants:member-hold", args=[oak.coop.slug, code])
    assert browser.post(url, {"reason": ""}).status_code == 422
    browser.post(url, {"reason": "A dispute about shares."})
    assert "A dispute about shares." in browser.get(oak.url(f"members/{code}/")).text
    assert "Held" in browser.get(oak.url("leavers/kept/")).text
    tasks.daily()
    with oak.within:
        assert Member.objects.get(code=code).anonymised_at is None
    browser.post(reverse("tenants:member-hold-lift", args=[oak.coop.slug, code]))
    tasks.daily()
    with oak.within:
        assert Member.objects.get(code=code).anonymised_at is not None
        assert RetentionHold.objects.get().reason == ""
        assert retention.left().count() == 0
    assert "in the meantime" in browser.post(url, {"reason": "Late."}, follow=True).text


def test_who_comes_back_is_kept_and_the_clock_starts_anew(oak):
    membership = oak.joined()
    gone(oak, membership, long_ago(oak))
    with oak.within:
        again = Membership.objects.create(
            member=membership.member,
            membership_class=oak.consumer,
            ends_on=today_in("UTC") + timedelta(9),
        )
        assert forgetting_members.anonymise_due() == []
    gone(oak, again, today_in("UTC"))
    with oak.within:
        assert forgetting_members.anonymise_due() == []
        row = retention.left().get()
        assert retention.kept_until(row.left_on, 3) == date(today_in("UTC").year + 3, 12, 31)
        scope.current()
