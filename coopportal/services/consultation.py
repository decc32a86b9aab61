"""The consultation on the definition: comments written, confirmed, published, answered, forgotten; and proposals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tenants.errors import ChangedMeanwhileError
from tenants.models import Comment, CommentLetter, ConsultationCount, Proposal, User
from tenants.secrets import derived_token, digest, email_key

CONFIRM_WITHIN: Final = timedelta(days=14)
HIDDEN_FOR: Final = timedelta(days=30)
MOST_LETTERS_AN_HOUR: Final = 3  # to one address, however often somebody types it
State = Comment.State
Letter = CommentLetter.Kind


def link_token(code: UUID) -> str:
    """What stands in /definition/comment/<token>/: the same in each letter about one comment."""
    return derived_token("comment", str(code))


def find(token: str) -> Comment | None:
    """The comment behind a link; nothing once it is deleted, or was not confirmed in time."""
    found = Comment.objects.filter(link_digest=digest("comment", token)).first()
    if found is None or (not found.is_confirmed and _is_over(found)):
        return None
    return found


@transaction.atomic(durable=True)
def write_comment(*, email: str, **told: Any) -> Comment:
    """Keep what was written until it is confirmed, and owe a letter. The same for everybody.

    Past three letters an hour to one address none is written, and the page cannot tell.
    """
    code = uuid4()
    row = Comment.objects.create(
        code=code,
        link_digest=digest("comment", link_token(code)),
        email=email.strip(),
        email_key=email_key(email),
        **told,
    )
    since = timezone.now() - timedelta(hours=1)
    lately = CommentLetter.objects.filter(
        comment__email_key=row.email_key, kind=Letter.CONFIRM, written_at__gt=since
    )
    if lately.count() < MOST_LETTERS_AN_HOUR:
        CommentLetter.objects.create(comment=row, kind=Letter.CONFIRM)
    return row


@transaction.atomic(durable=True)
def confirm_comment(comment: Comment, *, told: Iterable[str] = ()) -> Comment:
    """Lay it before whoever looks after the network, and tell these addresses, each once an hour."""
    row = Comment.objects.select_for_update().filter(pk=comment.pk).first()
    if row is None:
        raise ChangedMeanwhileError
    if row.is_confirmed:
        return row
    row.state = State.NEW
    row.confirmed_at = row.changed_at = timezone.now()
    row.save(update_fields=["state", "confirmed_at", "changed_at"])
    since = timezone.now() - timedelta(hours=1)
    lately = CommentLetter.objects.filter(kind=Letter.NEWS, written_at__gt=since)
    known = set(lately.values_list("to", flat=True))
    CommentLetter.objects.bulk_create(
        CommentLetter(comment=row, kind=Letter.NEWS, to=address)
        for address in sorted(set(told) - known)
    )
    return row


@transaction.atomic(durable=True)
def delete_comment(comment: Comment) -> None:
    """Everything: what was written, its answer, the letters. Its number is nobody else's."""
    Comment.objects.filter(pk=comment.pk).delete()


@transaction.atomic(durable=True)
def delete_what_is_over() -> int:
    """What nobody confirmed within two weeks, and what was not published a month ago. Returns how many."""
    now = timezone.now()
    over = Comment.objects.filter(state=State.UNCONFIRMED, created_at__lt=now - CONFIRM_WITHIN)
    hidden = Comment.objects.filter(state=State.HIDDEN, changed_at__lt=now - HIDDEN_FOR)
    rows = over | hidden
    found = rows.count()
    rows.delete()
    return found


@transaction.atomic(durable=True)
def publish_comment(comment: Comment, *, by: User, was: str) -> None:
    """Everybody may read it from now on. Published again, it keeps its number."""
    row = _locked(comment, was)
    if row.is_public:
        raise ChangedMeanwhileError
    row.number = row.number or _next_number("comment")
    row.published_at = row.published_at or timezone.now()
    _move(row, State.PUBLISHED, by)
    CommentLetter.objects.create(comment=row, kind=Letter.PUBLISHED)


@transaction.atomic(durable=True)
def hide_comment(comment: Comment, *, by: User, was: str) -> None:
    """Nobody may read it: advertising, insults, other people's data. Deleted after a month."""
    row = _locked(comment, was)
    _move(row, State.HIDDEN, by)
    CommentLetter.objects.create(comment=row, kind=Letter.HIDDEN)


@transaction.atomic(durable=True)
def answer_comment(
    comment: Comment, *, state: str, answer: str, led_to: Proposal | None, by: User, was: str
) -> None:
    """What becomes of a published comment, in words. Raises ChangedMeanwhileError where a colleague was faster."""
    row = _locked(comment, was)
    if state not in Comment.ANSWERED or not row.is_public:
        raise ChangedMeanwhileError
    row.answer, row.led_to, row.answered_at = answer, led_to, timezone.now()
    _move(row, state, by)
    CommentLetter.objects.create(comment=row, kind=Letter.ANSWERED)


@transaction.atomic(durable=True)
def propose(*, by: User, **said: Any) -> Proposal:
    """A change, proposed to everybody."""
    return Proposal.objects.create(number=_next_number("proposal"), changed_by=_who(by), **said)


@transaction.atomic(durable=True)
def change_proposal(proposal: Proposal, *, by: User, **said: Any) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(
        changed_at=timezone.now(), changed_by=_who(by), **said
    )


def _locked(comment: Comment, was: str) -> Comment:
    row = Comment.objects.select_for_update().filter(pk=comment.pk, state=was).first()
    if row is None or not row.is_confirmed:
        raise ChangedMeanwhileError
    return row


def _move(row: Comment, state: str, by: User) -> None:
    row.state, row.changed_at, row.changed_by = state, timezone.now(), _who(by)
    row.save()


def _next_number(kind: str) -> int:
    ConsultationCount.objects.get_or_create(kind=kind)
    ConsultationCount.objects.filter(kind=kind).update(last=F("last") + 1)
    return ConsultationCount.objects.values_list("last", flat=True).get(kind=kind)


def _who(by: User) -> str:
    return str(by)[:200]


def _is_over(comment: Comment) -> bool:
    return comment.created_at < timezone.now() - CONFIRM_WITHIN
