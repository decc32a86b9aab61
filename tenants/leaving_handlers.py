"""Letters that follow when somebody leaves, or stays after all."""

from __future__ import annotations

from tenants.facts import MemberDied, NoticeGiven, NoticeWithdrawn
from tenants.models import Notice
from tenants.outbox import on
from tenants.services import letters
from tenants.writers import leaving  # noqa: F401 -- its writers register


@on(NoticeGiven, name="tenants.letters.notice")
def write_notices(facts: list[NoticeGiven]) -> None:
    """Also to who is suspended; not where it was taken back before the letter was written."""
    held = Notice.objects.filter(code__in=[fact.notice for fact in facts], withdrawn_at=None)
    for row in held.select_related("membership__member").order_by("pk"):
        _confirm(row, f"notice_{row.kind}")


@on(NoticeWithdrawn, name="tenants.letters.notice_withdrawn")
def write_withdrawn_notices(facts: list[NoticeWithdrawn]) -> None:
    rows = Notice.objects.filter(code__in=[fact.notice for fact in facts])
    for row in rows.select_related("membership__member").order_by("pk"):
        if row.membership.is_active:
            _confirm(row, "notice_withdrawn")


@on(MemberDied, name="tenants.letters.household")
def tell_households(facts: list[MemberDied]) -> None:
    """Whom staff named, in the co-op's language: we know of them nothing but the address."""
    rows = Notice.objects.filter(
        membership__code__in=[fact.membership for fact in facts],
        kind=Notice.Kind.DEATH,
        withdrawn_at=None,
    ).exclude(tell="")
    for row in rows:
        letters.write_letter(
            "household_told",
            to=row.tell,
            about=row.code,
            key=str(row.code),
            language=row.cooperative.language,
        )


def _confirm(row: Notice, kind: str) -> None:
    """Whether its cards are mailed or not: what ends or goes on is confirmed to whom it concerns."""
    member = row.membership.member
    if member.email:
        letters.write_letter(
            kind, to=member.email, about=row.code, key=str(row.code), language=member.language
        )
