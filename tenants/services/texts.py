"""Rules and privacy notice: written as a draft, published as a version that stays as it is."""

from __future__ import annotations

from typing import Final, TypeVar

from django.db import transaction
from django.utils import timezone

from tenants import outbox
from tenants.errors import NothingNewError
from tenants.facts import BylawsPublished, Fact, PrivacyNoticePublished
from tenants.models import Bylaws, Cooperative, PrivacyNotice, Staff, TextDraft
from tenants.queries import hold_here

Version = Bylaws | PrivacyNotice
OneVersion = TypeVar("OneVersion", bound=Bylaws | PrivacyNotice)
VERSIONS: Final[dict[str, type[Version]]] = {
    TextDraft.Of.BYLAWS: Bylaws,
    TextDraft.Of.PRIVACY: PrivacyNotice,
}


@transaction.atomic(durable=True)
def save_draft(of: str, *, title: str, text: str, changes: str, by: Staff) -> TextDraft:
    """Keep what is written so far. It is nobody's but the team's until it is published."""
    _hold()
    written = {"title": title, "text": text, "changes": changes, "by": by}
    row, _created = TextDraft.objects.update_or_create(
        of=of, defaults={**written, "saved_at": timezone.now()}
    )
    return row


@transaction.atomic(durable=True)
def discard_draft(of: str) -> bool:
    """Whether there was one."""
    return bool(TextDraft.objects.filter(of=of).delete()[0])


@transaction.atomic(durable=True)
def publish_draft(of: str, *, seen: str, by: Staff) -> Version:
    """The draft becomes the newest version. `seen` is its time of saving as the person has read it (ISO 8601).

    Raises NothingNewError where it says what the newest version says, where there is none, and where somebody has
    changed it since it was read.
    """
    here = _hold()
    draft = TextDraft.objects.filter(of=of).first()
    if draft is None or draft.saved_at.isoformat() != seen:
        raise NothingNewError
    newest = VERSIONS[of].objects.first()
    if newest is not None and (newest.title, newest.text) == (draft.title, draft.text):
        raise NothingNewError
    row = _publish(VERSIONS[of], here, draft.title, draft.text, draft.changes, by=by)
    draft.delete()
    return row


@transaction.atomic(durable=True)
def publish_bylaws(title: str, text: str, *, changes: str = "", by: Staff | None = None) -> Bylaws:
    """A new version of the rules at once, as at the opening of a co-op."""
    return _publish(Bylaws, _hold(), title, text, changes, by=by)


@transaction.atomic(durable=True)
def publish_privacy_notice(
    title: str, text: str, *, changes: str = "", by: Staff | None = None
) -> PrivacyNotice:
    """A new version of the privacy notice at once."""
    return _publish(PrivacyNotice, _hold(), title, text, changes, by=by)


def _hold() -> Cooperative:
    """Whoever writes here holds the co-op's row, so that two at once get two numbers."""
    return hold_here()


def _publish(
    model: type[OneVersion],
    here: Cooperative,
    title: str,
    text: str,
    changes: str,
    *,
    by: Staff | None,
) -> OneVersion:
    newest = model.objects.first()
    row = model(
        cooperative=here,
        version=newest.version + 1 if newest else 1,
        title=title,
        text=text,
        changes=changes,
    )
    row.full_clean()
    row.save(force_insert=True)
    outbox.record(_fact(row), by=by)
    return row


def _fact(row: Version) -> Fact:
    if isinstance(row, Bylaws):
        return BylawsPublished(str(row.code))
    return PrivacyNoticePublished(str(row.code))
