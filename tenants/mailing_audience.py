"""To whom a mailing goes, who is left out, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from tenants.forms.finding import asked_for
from tenants.models import AddressMark, Mailing, Member, Membership
from tenants.secrets import digest, email_key

NO_ADDRESS, DECLINED, GONE = "no_address", "declined", "gone"


@dataclass
class Audience:
    """Members by whether a letter goes to them; those left out with a word why (`reason_of`)."""

    reached: list[Member] = field(default_factory=list)
    left_out: list[tuple[Member, str]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for _member, why in self.left_out:
            found[why] = found.get(why, 0) + 1
        return found


def seen(mailing: Mailing, reached: Iterable[Member]) -> str:
    """Stands for the words and for who gets them: another one where either has changed since the page was read."""
    said = [getattr(mailing, name) for name in Mailing.SAID]
    return digest("mailing", json.dumps([said, [str(member.code) for member in reached]]))


def reason_of(why: str) -> str:
    return {
        NO_ADDRESS: _("No email address"),
        DECLINED: _("Wants no letters to all"),
        GONE: _("Letters come back"),
    }[why]


def members_of(mailing: Mailing) -> QuerySet[Member]:
    """With a running membership that is no visit, of one kind or all; or whom a filter of the list finds."""
    if mailing.query:
        asked = asked_for(QueryDict(mailing.query))
        # A filter that is good no longer narrows nothing: in a list that is all, here it must be nobody.
        rows = asked.rows if asked.form.is_valid() else Member.objects.none()
        return rows.filter(anonymised_at=None)
    running = Membership.objects.filter(member=OuterRef("pk"), membership_class__visiting=False)
    running = running.exclude(standing=Membership.Standing.ENDED)
    if mailing.membership_class_id is not None:
        running = running.filter(membership_class=mailing.membership_class_id)
    return Member.objects.filter(Exists(running), anonymised_at=None).order_by("number")


def sorted_out(mailing: Mailing, members: QuerySet[Member] | None = None) -> Audience:
    """Everybody it is meant for, in two queries, however many they are."""
    gone = set(
        AddressMark.objects.filter(cleared_at=None, gone=True).values_list("address_key", flat=True)
    )
    audience = Audience()
    rows = members_of(mailing) if members is None else members
    for member in rows.prefetch_related(None):
        why = why_not(mailing, member, gone)
        if why:
            audience.left_out.append((member, why))
        else:
            audience.reached.append(member)
    return audience


def why_not(mailing: Mailing, member: Member, gone: set[str]) -> str:
    """Why nothing goes to this member; empty where it does."""
    if not member.email:
        return NO_ADDRESS
    if member.mailings_off_at is not None and not mailing.required:
        return DECLINED
    return GONE if email_key(member.email) in gone else ""
