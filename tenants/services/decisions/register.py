"""A decision's steps on the register: entering a person and taking the entry back."""

from __future__ import annotations

from django.db.models import F

from tenants.dates import today_in
from tenants.models import Application, Cooperative, Member, Membership
from tenants.queries import hold_here
from tenants.secrets import email_key, name_key


def locked() -> Cooperative:
    """One approval at a time per co-op: numbers and memberships are given out one after another."""
    return hold_here()


def known(application: Application) -> Member | None:
    """The member who signed in to apply: the same login is the same person."""
    if application.user_id is None:
        return None
    return Member.objects.filter(user=application.user_id).first()


def enter(application: Application, here: Cooperative) -> Member:
    Cooperative.objects.filter(pk=here.pk).update(next_number=F("next_number") + 1)
    kind = application.membership_class
    return Member.objects.create(
        number=f"{here.number_prefix}-{here.next_number:06d}",
        kind=Member.Kind.ORGANISATION if kind and kind.is_for_organisations else Member.Kind.PERSON,
        name=application.name,
        name_on_card=application.name_on_card or application.name[:60],
        name_key=name_key(application.name),
        email=application.email,
        email_key=email_key(application.email),
        phone=application.phone,
        postcode=application.postcode,
        language=application.language,
        share_name=application.share_name,
        user_id=application.user_id,
        joined_on=today_in(here.time_zone),
    )


def evidence(application: Application) -> list[dict[str, str]]:
    """A confirmed address is how the person is known; a paper form confirms none."""
    confirmed = application.email_confirmed_at
    return [{"method": "emailVerified", "date": confirmed.date().isoformat()}] if confirmed else []


def take_back(membership: Membership, here: Cooperative) -> None:
    """The membership, and the member it was entered for, with the number if it was the last one."""
    person = membership.member
    membership.delete()
    if person.memberships.exists():
        return
    number = int(person.number.rpartition("-")[2])
    person.delete()
    mine = Cooperative.objects.filter(pk=here.pk, next_number=number + 1)
    mine.update(next_number=number)
