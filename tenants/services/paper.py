"""People who joined on paper: entered by staff, with what was signed, and by no other door than the register's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F

from tenants import outbox
from tenants.dates import today_in
from tenants.errors import AlreadyMemberError
from tenants.facts import MembershipStarted
from tenants.models import Cooperative, Member, Membership, MembershipClass, PaperRecord, Staff
from tenants.queries import hold_here
from tenants.secrets import email_key, name_key


@dataclass(frozen=True)
class PaperEntry:
    """What stands on the form. `key` is the page's own: sent twice, it enters one person."""

    key: UUID
    membership_class: MembershipClass
    name: str
    signed_on: date
    seen_on: date
    name_on_card: str = ""
    email: str = ""
    phone: str = ""
    postcode: str = ""
    language: str = "en"
    share_name: bool = True
    starts_on: date | None = None
    filed: str = ""
    scan: bytes | None = None
    known_by: tuple[str, ...] = ()
    send_card: bool = True
    extra: dict[str, object] = field(default_factory=dict)


@transaction.atomic(durable=True)
def enter_from_paper(entry: PaperEntry, *, by: Staff, member: Member | None = None) -> Membership:
    """Enter a member from a signed form; `member` says that this person stands on the register already.

    Raises AlreadyMemberError where a membership of the same class is running.
    """
    here = hold_here()
    before = PaperRecord.objects.filter(code=entry.key).select_related("membership").first()
    if before is not None:
        return before.membership
    person = member or _enter(entry, here)
    chosen = entry.membership_class
    if person.memberships.filter(membership_class=chosen).exclude(standing="ended").exists():
        raise AlreadyMemberError
    first = entry.starts_on or today_in(here.time_zone)
    membership = Membership.objects.create(
        member=person,
        membership_class=chosen,
        starts_on=first,
        ends_on=chosen.last_day_from(first),
        evidence=[
            {"method": method, "date": entry.seen_on.isoformat()} for method in entry.known_by
        ],
        announce=entry.send_card,
    )
    PaperRecord.objects.create(
        code=entry.key,
        membership=membership,
        signed_on=entry.signed_on,
        seen_on=entry.seen_on,
        filed=entry.filed,
        scan=entry.scan,
        by=by,
    )
    outbox.record(MembershipStarted(str(membership.code)), by=by)
    return membership


def _enter(entry: PaperEntry, here: Cooperative) -> Member:
    Cooperative.objects.filter(pk=here.pk).update(next_number=F("next_number") + 1)
    return Member.objects.create(
        number=f"{here.number_prefix}-{here.next_number:06d}",
        name=entry.name,
        name_on_card=entry.name_on_card or entry.name[:60],
        name_key=name_key(entry.name),
        email=entry.email,
        email_key=email_key(entry.email),
        phone=entry.phone,
        postcode=entry.postcode,
        language=entry.language,
        share_name=entry.share_name,
        joined_on=entry.starts_on or today_in(here.time_zone),
        **entry.extra,
    )
