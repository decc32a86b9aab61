"""A member of the world who signed on paper, with a picture of it."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from credentials.models import Invitation, Wave
from tenants import outbox
from tenants.facts import MemberDetailsChanged
from tenants.models import (
    ChangeRequest,
    Holder,
    Member,
    MemberPhoto,
    Membership,
    MemberTag,
    PaperRecord,
    Representative,
    SavedFilter,
    Tag,
)
from tests.benefits.scene import Side
from tests.walls.page import TAGGED, TOGETHER


def signed_on_paper(membership: Membership) -> None:
    today = timezone.localdate()
    PaperRecord.objects.create(
        code=membership.code,
        membership=membership,
        signed_on=today,
        seen_on=today,
        scan=b"a picture",
    )


def joined(side: Side, name: str) -> Membership:
    """On the register, without a card, with somebody who speaks for them."""
    person = Member.objects.create(number=f"{side.coop.number_prefix}-900001", name=name)
    MemberPhoto.objects.create(member=person, content=b"a face")
    alike = {"name": "Somebody like that", "email_key": "both@example.org"}
    Member.objects.create(number=f"{side.coop.number_prefix}-900002", **alike)
    Member.objects.filter(pk=person.pk).update(email_key=alike["email_key"])
    Representative.objects.create(member=person, name="Somebody")
    word = Tag.objects.create(name=TAGGED, name_key=TAGGED.lower())
    MemberTag.objects.create(tag=word, member=person)
    SavedFilter.objects.create(name="Nobody's", query="no_email=on", by=side.staff)
    made = Membership.objects.create(
        member=person,
        membership_class=side.consumer,
        ends_on=timezone.localdate() + timedelta(200),
    )
    signed_on_paper(made)
    ChangeRequest.objects.create(code=made.code, member=person, wanted={"name": "Somebody else"})
    with transaction.atomic():
        outbox.record(MemberDetailsChanged(str(person.code)), by=side.staff)
    Holder.objects.create(membership=made, name=TOGETHER, state=Holder.State.ACTIVE)
    wave = Wave.objects.create(code=made.code, state=Wave.State.STOPPED)
    Invitation.objects.create(wave=wave, membership=made, way=Invitation.Way.NONE)
    return made
