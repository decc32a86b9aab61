"""A member's picture: kept with their consent, gone at once without it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tenants import outbox
from tenants.errors import ChangedMeanwhileError
from tenants.models import Member, MemberPhoto, Staff, User
from tenants.people_facts import PhotoKept, PhotoRemoved


@transaction.atomic(durable=True)
def keep_photo(
    member: Member, content: bytes, *, by: Staff | None = None, user: User | None = None
) -> None:
    """`content` was drawn anew. A later picture takes the place of the one before.

    Raises ChangedMeanwhileError where it is not theirs to give, or the person is on the register no more.
    """
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if row.anonymised_at or row.merged_into_id or not _may(row, by, user):
        raise ChangedMeanwhileError
    values = {"content": content, "consented_at": timezone.now(), "by": by}
    MemberPhoto.objects.update_or_create(member=row, defaults=values)
    outbox.record(PhotoKept(str(row.code)), by=by)


@transaction.atomic(durable=True)
def remove_photo(member: Member, *, by: Staff | None = None, user: User | None = None) -> None:
    """The consent is withdrawn: no page has the picture from now on. A second call changes nothing."""
    if not _may(member, by, user):
        raise ChangedMeanwhileError
    gone, _rows = MemberPhoto.objects.filter(member=member).delete()
    if gone:
        outbox.record(PhotoRemoved(str(member.code)), by=by)


def _may(member: Member, by: Staff | None, user: User | None) -> bool:
    return by is not None or (user is not None and member.user_id == user.pk)
