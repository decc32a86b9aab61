"""Our side of an agreement across portals, as it is to be stated; and which agreements are followed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from benefits.agreed import sides_of
from benefits.models import AgreementParty, AgreementVersion
from benefits.sides import OPEN, Sides, Written
from benefits.statements import MOST, Agreed, Paper, Signed, Statement, Word
from tenants import scope

# Who has not read our proposal yet says nothing; its portal tells us when that changes.
UNREAD: Final = timedelta(minutes=10)


def their_side(sides: Sides) -> AgreementParty:
    """The one other, of an agreement across portals."""
    return sides.others[0]


def awaits_confirmation(sides: Sides) -> bool:
    """Both have signed, and the portal of who wrote it has not read our signature yet."""
    return sides.open is not None and not sides.awaits_us and not sides.awaited


def due(before: datetime, now: datetime) -> list[UUID]:
    """Whose other side was not looked at since then, the longest unseen first."""
    rows = AgreementParty.everyone.filter(
        agreement__across=True,
        agreement__state__in=OPEN,
        agreement__parties__cooperative=scope.current().cooperative_id,
        cooperative=None,
    )
    heard = rows.exclude(sequence=0).filter(asked_at__lte=before)
    unread = rows.filter(sequence=0, asked_at__lte=min(before, now - UNREAD))
    return list(
        (heard | unread).order_by("asked_at", "pk").values_list("agreement__code", flat=True)
    )


def ours() -> list[UUID]:
    """Of which something of ours stands published."""
    rows = AgreementParty.everyone.filter(
        agreement__across=True, cooperative=scope.current().cooperative_id
    )
    return list(rows.exclude(statement="").values_list("agreement__code", flat=True))


def paper_of(version: AgreementVersion, sides: Sides) -> Paper:
    return Paper(
        sides.agreement.code,
        tuple((party.did, party.name) for party in sides.parties),
        version.number,
        version.terms,
        version.starts_on,
        version.ends_on,
        version.notice_days,
        version.proposed_by,
        version.note,
    )


def statement_of(code: UUID, *, sequence: int) -> Statement | None:
    """What our side has to say now; None where it has signed and answered nothing yet."""
    sides = sides_of(code)
    if sides is None or not sides.agreement.across:
        return None
    newest = sides.versions[:MOST]
    signed = tuple(_signed(newest, sides))
    declined = tuple(_declined(newest, sides))
    if not signed and not declined:
        return None
    agreed = [
        Agreed(paper_of(each, sides).digest, each.effective_on)
        for each in newest
        if each.state == Written.AGREED and each.effective_on
    ]
    pause, agreement = sides.our_pause, sides.agreement
    return Statement(
        sides.ours.did,
        code,
        sequence,
        signed,
        tuple(agreed),
        declined,
        Word(pause.by, pause.began_at, pause.reason, visits_too=pause.visits_too)
        if pause
        else None,
        Word(agreement.ended_by, agreement.ended_at, agreement.end_reason)
        if agreement.ended_at and agreement.state == agreement.State.ENDED
        else None,
    )


def _signed(versions: Iterable[AgreementVersion], sides: Sides) -> Iterable[Signed]:
    """What we are bound by, or would be. What was answered with other terms binds nobody."""
    for version in versions:
        if version.state in {Written.PROPOSED, Written.AGREED}:
            for row in version.acceptances.all():
                if row.party_id == sides.ours.pk:
                    yield Signed(paper_of(version, sides), row.by, row.accepted_at)


def _declined(versions: Iterable[AgreementVersion], sides: Sides) -> Iterable[Word]:
    for version in versions:
        if version.state == Written.DECLINED and version.closed_at:
            digest = paper_of(version, sides).digest
            yield Word(version.closed_by, version.closed_at, version.close_reason, about=digest)
