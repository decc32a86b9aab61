"""What a team has to know before all else: what is wrong with an accreditation or a trust list, who does not know of a card."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from credentials import accreditations, issuers, waves
from credentials.models import Accreditation, TrustListVersion
from tenants.models import Staff

ENDING_DAYS: Final = 30
# Who was without one for so long knows it.
TOLD_FOR: Final = timedelta(days=60)
State = Accreditation.State
OVER: Final = (State.REVOKED, State.LAPSED)


def of_accreditation(staff: Staff) -> dict[str, Any] | None:
    """For everybody on the team, since it is all their cards; only owners can do something about it."""
    newest: dict[Any, Accreditation] = {}
    for row in accreditations.asked_by_us():
        newest.setdefault(row.body_id, row)
    running = issuers.running()
    signer = running.issuer_id if running else None
    confirmed = any(row.state == State.IN_FORCE for row in newest.values())
    told = [
        told
        for row in newest.values()
        if (told := _told(row, signs=row.body_id == signer, confirmed=confirmed))
    ]
    return {"alerts": told, "owner": staff.may(Staff.Role.OWNER)} if told else None


def of_trust_list(staff: Staff) -> dict[str, Any] | None:
    """For those of a federation who can make room, as long as its list is full."""
    if not staff.may(Staff.Role.MEMBERSHIP):
        return None
    newest = TrustListVersion.objects.defer("document", "entries").first()
    return {"alert": full(newest)} if newest and newest.full_at else None


def of_untold(staff: Staff) -> dict[str, Any] | None:
    """After a list was taken over: cards that nobody knows of, until somebody is invited."""
    if not staff.may(Staff.Role.MEMBERSHIP) or waves.is_any_open():
        return None
    untold = waves.untold()
    if not untold:
        return None
    title = ngettext(
        "{n} member has a card and does not know of it",
        "{n} members have a card and do not know of it",
        untold,
    ).format(n=untold)
    text = _("Invite them by email, a few at a time, and print letters for the others.")
    return {"alert": _alert("info", title, text)}


def full(newest: TrustListVersion) -> dict[str, str]:
    """What a full list means, and what helps."""
    day = date_format(newest.signed_at, "DATE_FORMAT")
    until = date_format(newest.valid_until, "DATE_FORMAT")
    return _alert(
        "bad",
        _("Your trust list is full"),
        _(
            "It is as long as programs read it. What you decided since {day} is not on it, and it holds until {until}. "
            "Each accreditation holds as before. End those that are not needed any more, or let a second "
            "federation accredit some of the co-ops."
        ).format(day=day, until=until),
    )


def _told(row: Accreditation, *, signs: bool, confirmed: bool) -> dict[str, str] | None:
    name = row.body.name
    if row.state == State.SUSPENDED:
        title = _("{name} has suspended your accreditation").format(name=name)
        return _alert("bad", title, _loss(name, signs=signs))
    if row.state == State.IN_FORCE and row.valid_until and row.days_left() <= ENDING_DAYS:
        day = date_format(row.valid_until, "DATE_FORMAT")
        title = _("Your accreditation by {name} ends on {day}").format(name=name, day=day)
        text = _("It lapses after that day unless the federation renews it.")
        if signs:
            text += " " + _("It signs your cards: they stop counting then, at once.")
        return _alert("warn", title, text)
    late = row.ended_at is None or row.ended_at < timezone.now() - TOLD_FOR
    if row.state in OVER and (signs or not (confirmed or late)):
        revoked = row.state == State.REVOKED
        title = (
            _("{name} has revoked your accreditation")
            if revoked
            else _("Your accreditation by {name} has lapsed")
        )
        return _alert("bad", title.format(name=name), _loss(name, signs=signs))
    return None


def _loss(name: str, *, signs: bool) -> str:
    if signs:
        return _("{name} signs your cards. They do not count anywhere at present.").format(
            name=name
        )
    return _("Other co-ops may not recognise your cards at present.")


def _alert(kind: str, title: str, text: str) -> dict[str, str]:
    return {"kind": kind, "title": title, "text": text}
