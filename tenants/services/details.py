"""What is known of a member beside the name: the address, how to be reached, who speaks for an organisation."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from tenants import outbox, tracked
from tenants.errors import ChangedMeanwhileError
from tenants.facts import MemberDetailsChanged, RepresentativesChanged
from tenants.models import Member, Representative, Staff
from tenants.secrets import digest, email_key


@dataclass(frozen=True)
class Details:
    """A member's particulars, as one form shows them."""

    kind: str
    email: str
    phone: str
    language: str
    address: str
    postcode: str
    town: str
    region: str
    country: str


def details_of(member: Member) -> Details:
    return Details(**{name: getattr(member, name) for name in Details.__dataclass_fields__})


def fingerprint(details: Details) -> str:
    """By which a page that was opened long ago is known."""
    return digest("details", json.dumps(asdict(details), sort_keys=True))[:16]


@transaction.atomic(durable=True)
def change_details(
    member: Member, details: Details, *, seen: str, on: date, reason: str, by: Staff
) -> bool:
    """Write down what is right from that day on. False where nothing is different.

    Raises ChangedMeanwhileError where the register no longer says what was seen, by its fingerprint.
    """
    row = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    before = details_of(row)
    if fingerprint(before) != seen:
        raise ChangedMeanwhileError
    if details == before:
        return False
    on_register = replace(details, email=before.email, phone=before.phone, language=before.language)
    for name, value in asdict(details).items():
        setattr(row, name, value)
    row.email_key = email_key(details.email)
    with tracked.noted(on=on, reason=reason, by=by):
        row.save()
    if on_register == before:
        tracked.remark(row, reason=reason, by=by)
    outbox.record(MemberDetailsChanged(str(row.code)), by=by)
    return True


@dataclass(frozen=True)
class Speaker:
    """Somebody who speaks for an organisation."""

    name: str
    role: str
    email: str
    votes: bool
    from_on: date


@transaction.atomic(durable=True)
def add_representative(member: Member, speaker: Speaker, *, by: Staff) -> Representative:
    """Who votes takes the vote over from whoever had it."""
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    if speaker.votes:
        _serving(member).update(votes=False)
    made = Representative.objects.create(member=member, **asdict(speaker))
    outbox.record(RepresentativesChanged(str(member.code)), by=by)
    return made


@transaction.atomic(durable=True)
def end_representative(representative: Representative, *, on: date, by: Staff) -> None:
    """Raises ChangedMeanwhileError where it is over already."""
    rows = Representative.objects.filter(pk=representative.pk, until_on=None)
    if not rows.update(until_on=max(on, representative.from_on)):
        raise ChangedMeanwhileError
    outbox.record(RepresentativesChanged(str(representative.member.code)), by=by)


@transaction.atomic(durable=True)
def forget_representative(representative: Representative) -> bool:
    """One whose last day is over, as they asked. Returns whether it was: who speaks still is ended first."""
    rows = Representative.objects.filter(pk=representative.pk, until_on__lt=timezone.localdate())
    if not rows.delete()[0]:
        return False
    outbox.record(RepresentativesChanged(str(representative.member.code)), by=None)
    return True


def _serving(member: Member) -> QuerySet[Representative]:
    return Representative.objects.filter(member=member, until_on=None, votes=True)
