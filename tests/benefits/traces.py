"""Somebody with traces wherever a member leaves any, and where they are found."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from django.apps import apps
from django.db import connection, transaction

from benefits.models import Incident
from credentials.models import Disclosure
from tenants import outbox
from tenants.household import Person
from tenants.models import (
    AddressMark,
    Application,
    ApplicationMessage,
    ApplicationNote,
    ChangeRequest,
    Member,
    MembershipClass,
    PaperRecord,
    User,
)
from tenants.services import (
    changing,
    claiming,
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

CANARY = "Zibetkatze"
MAIL = f"{CANARY.lower()}@example.org"
PHONE = "+49 171 5550117"
PLACE = "Zibetweg 117"


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
