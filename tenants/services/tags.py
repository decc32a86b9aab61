"""Tags: the words a team has for some of its members, and who has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tenants import outbox
from tenants.errors import TagTakenError, TooManyTagsError
from tenants.models import Member, MemberTag, Staff, Tag
from tenants.people_facts import (
    MemberTagged,
    MemberUntagged,
    TagAdded,
    TagRemoved,
    TagRenamed,
)
from tenants.secrets import name_key


@transaction.atomic(durable=True)
def add_tag(name: str, *, by: Staff) -> Tag:
    """The tag of that name, which may be there already. Raises TooManyTagsError."""
    return _tag(name, by=by)


@transaction.atomic(durable=True)
def rename_tag(tag: Tag, name: str, *, by: Staff) -> None:
    """Raises TagTakenError where another one is called so."""
    try:
        with transaction.atomic():
            Tag.objects.filter(pk=tag.pk).update(name=name, name_key=name_key(name))
    except IntegrityError as error:
        raise TagTakenError from error
    outbox.record(TagRenamed(str(tag.code)), by=by)


@transaction.atomic(durable=True)
def remove_tag(tag: Tag, *, by: Staff) -> None:
    """Whoever had it has it no more; a second call changes nothing."""
    gone, _rows = Tag.objects.filter(pk=tag.pk).delete()
    if gone:
        outbox.record(TagRemoved(str(tag.code)), by=by)


@transaction.atomic(durable=True)
def set_tags(member: Member, tags: Iterable[Tag], new: str, *, by: Staff) -> None:
    """Exactly these, and one more by its name where one is given."""
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    wanted = {each.pk: each for each in tags}
    if new:
        made = _tag(new, by=by)
        wanted[made.pk] = made
    held = {each.tag_id: each.tag for each in row.tags.select_related("tag")}
    for pk, each in wanted.items():
        if pk not in held:
            tag(row, each, by=by)
    for pk, each in held.items():
        if pk not in wanted:
            untag(row, each, by=by)


@transaction.atomic
def tag(member: Member, word: Tag, *, by: Staff) -> bool:
    """As one of many, within their transaction. False where the member has it already."""
    _row, made = MemberTag.objects.get_or_create(member=member, tag=word)
    if made:
        outbox.record(MemberTagged(str(member.code), str(word.code)), by=by)
    return made


@transaction.atomic
def untag(member: Member, word: Tag, *, by: Staff) -> bool:
    """As one of many, within their transaction. False where the member has it not."""
    gone, _rows = MemberTag.objects.filter(member=member, tag=word).delete()
    if gone:
        outbox.record(MemberUntagged(str(member.code), str(word.code)), by=by)
    return bool(gone)


@transaction.atomic
def tag_many(members: Sequence[Member], words: Sequence[Tag], *, by: Staff) -> set[int]:
    """The same for many in as few statements. Returns who had not all of them, by key.

    Raises IntegrityError where somebody else gives one of them at the same time.
    """
    held = set(_held(members, words).values_list("member_id", "tag_id"))
    new = [(who, word) for who in members for word in words if (who.pk, word.pk) not in held]
    MemberTag.objects.bulk_create(MemberTag(member=who, tag=word) for who, word in new)
    facts = [MemberTagged(str(who.code), str(word.code)) for who, word in new]
    outbox.record_many(facts, by=by)
    return {who.pk for who, _word in new}


@transaction.atomic
def untag_many(members: Sequence[Member], words: Sequence[Tag], *, by: Staff) -> set[int]:
    """The same for many in as few statements. Returns who had one of them, by key."""
    rows = _held(members, words).select_for_update()
    held = {(member, tag): pk for pk, member, tag in rows.values_list("pk", "member_id", "tag_id")}
    MemberTag.objects.filter(pk__in=held.values()).delete()
    gone = [(who, word) for who in members for word in words if (who.pk, word.pk) in held]
    facts = [MemberUntagged(str(who.code), str(word.code)) for who, word in gone]
    outbox.record_many(facts, by=by)
    return {who.pk for who, _word in gone}


def _held(members: Sequence[Member], words: Sequence[Tag]) -> QuerySet[MemberTag]:
    return MemberTag.objects.filter(member__in=members, tag__in=words).order_by("pk")


def _tag(name: str, *, by: Staff) -> Tag:
    found = Tag.objects.filter(name_key=name_key(name)).first()
    if found is not None:
        return found
    if Tag.objects.count() >= Tag.MOST:
        raise TooManyTagsError
    made, new = Tag.objects.get_or_create(name_key=name_key(name), defaults={"name": name})
    if new:
        outbox.record(TagAdded(str(made.code)), by=by)
    return made
