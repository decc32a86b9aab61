"""What happened to an agreement, for its page: who proposed, signed, changed, paused and ended what, when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext

from benefits.models import AgreementVersion, Pause
from benefits.sides import Sides, Written


@dataclass(frozen=True)
class Entry:
    at: datetime
    text: str
    who: str = ""


def entries(sides: Sides) -> list[Entry]:
    """The newest first."""
    names = {party.did: party.name for party in sides.parties}
    found = [
        *(_own_word(sides) if sides.is_ours_alone else _of_versions(sides, names)),
        *(entry for pause in _pauses(sides) for entry in _of_pause(pause)),
        *_ends(sides),
    ]
    return sorted(found, key=lambda entry: entry.at, reverse=True)


def _of_versions(sides: Sides, names: dict[str, str]) -> Iterator[Entry]:
    tell = _of_terms if sides.agreement.network else _of_version
    for version in sides.versions:
        yield from tell(version, names)


def _own_word(sides: Sides) -> Iterator[Entry]:
    """Nobody proposed and nobody else signed."""
    welcomed = gettext("{name} recognised members of {other}.")
    for row in sides.versions[0].acceptances.all():
        other = " ".join(party.name for party in sides.others)
        yield Entry(row.accepted_at, welcomed.format(name=row.party.name, other=other), row.by)


def _of_version(version: AgreementVersion, names: dict[str, str]) -> Iterator[Entry]:
    by = names.get(version.proposed_by, "")
    number = version.number
    first = number == 1
    written = (
        gettext("{name} proposed the agreement (version 1).")
        if first
        else gettext("{name} asked for other terms (version {number}).")
    )
    note = f" “{version.note}”" if version.note else ""
    yield Entry(version.created_at, written.format(name=by, number=number) + note)
    for row in version.acceptances.all():
        signed = gettext("{name} signed version {number}.").format(
            name=row.party.name, number=number
        )
        yield Entry(row.accepted_at, signed, row.by)
    if version.agreed_at and version.effective_on:
        yield Entry(
            version.agreed_at,
            gettext("Everybody has signed version {number}. It holds from {day}.").format(
                number=number, day=date_format(version.effective_on, "DATE_FORMAT")
            ),
        )
    if version.closed_at and version.state == Written.DECLINED:
        closed = gettext("Version {number} was declined.").format(number=number)
        reason = f" “{version.close_reason}”" if version.close_reason else ""
        yield Entry(version.closed_at, closed + reason, version.closed_by)


def _of_terms(version: AgreementVersion, names: dict[str, str]) -> Iterator[Entry]:
    """A network's terms are published, and signed by each who joins."""
    if version.effective_on is None:
        return
    day = date_format(version.effective_on, "DATE_FORMAT")
    note = f" “{version.note}”" if version.note else ""
    published = gettext("{name} published version {number} of the terms. It holds from {day}.")
    name = names.get(version.proposed_by, "")
    said = published.format(name=name, number=version.number, day=day)
    yield Entry(version.created_at, said + note)
    for row in version.acceptances.all():
        if row.party.did != version.proposed_by:
            joined = gettext("{name} joined by version {number}.")
            text = joined.format(name=row.party.name, number=version.number)
            yield Entry(row.accepted_at, text, row.by)


def _pauses(sides: Sides) -> list[Pause]:
    rows = Pause.objects.filter(agreement=sides.agreement)
    return list(rows.select_related("party"))


def _of_pause(pause: Pause) -> Iterator[Entry]:
    began = (
        gettext("{name} paused the agreement, visits included: “{reason}”")
        if pause.visits_too
        else gettext("{name} paused the agreement: “{reason}”")
    )
    yield Entry(pause.began_at, began.format(name=pause.party.name, reason=pause.reason), pause.by)
    if pause.ended_at:
        ended = gettext("{name} lifted its pause.").format(name=pause.party.name)
        yield Entry(pause.ended_at, ended, pause.ended_by)


def _ends(sides: Sides) -> Iterator[Entry]:
    for party in sides.parties:
        if party.left_at:
            left = gettext("{name} left: “{reason}”")
            yield Entry(
                party.left_at,
                left.format(name=party.name, reason=party.leave_reason),
                party.left_by,
            )
    agreement = sides.agreement
    if agreement.ended_at and agreement.state == agreement.State.ENDED:
        ended = (
            gettext("The agreement ended: “{reason}”")
            if agreement.end_reason
            else gettext("The agreement ended: its last day was over.")
        )
        yield Entry(
            agreement.ended_at, ended.format(reason=agreement.end_reason), agreement.ended_by
        )
