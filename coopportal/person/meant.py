"""Who has an address: couples share one, and an erasure is of one person."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from coopportal.person import finding
from tenants import scope
from tenants.models import Application, Cooperative, Holder, Member, User
from tenants.secrets import email_key


@dataclass(frozen=True)
class Found:
    """Somebody at one co-op. With another name it is another person; two entries of one register are two as well."""

    cooperative: str
    who: str
    name: str
    number: str
    says: str


def look(address: str, *, only: str = "") -> list[Found]:
    """Everybody who has it, one co-op after another."""
    users, found = finding.logins(address), []
    for here in Cooperative.objects.order_by("slug"):
        if not only or here.slug == only:
            with scope.within(here.pk):
                found += _here(here, address, users)
    return found


def is_known(address: str, *, only: str = "") -> bool:
    """Whether there is any row at all, also one that says only that a letter went there."""
    if not only and finding.of_portal(address):
        return True
    there = finding.of_cooperatives(address)
    return any(not only or rows.cooperative.slug == only for rows in there)


def are_several(found: list[Found]) -> bool:
    """One person may well be a member of two co-ops, under one name."""
    names = {each.name for each in found}
    seats = {(each.cooperative, each.who) for each in found}
    return len(names) > 1 or len(seats) > len({each.cooperative for each in found})


def _here(here: Cooperative, address: str, users: list[User]) -> list[Found]:
    mine = Q(email_key=email_key(address)) | Q(user__in=users)
    members = list(Member.objects.filter(mine, anonymised_at=None).order_by("pk"))
    found = []
    for row in members:
        says = f"{row.number} {row.name}, on the register"
        found.append(Found(here.name, row.number, row.name.casefold(), row.number, says))
    names = {row.name.casefold(): row.number for row in members}
    others = [
        (row.name, f"{row.name}, with a further card in a household")
        for row in Holder.objects.filter(mine).exclude(name="")
    ]
    others += [
        (row.name, f"{row.name}, who speaks or spoke for {row.member.number}")
        for row in finding.representatives(address)
    ]
    applied = Application.objects.filter(mine, deleted_at=None)
    others += [
        (row.name, f"{row.name}, with an application")
        for row in applied.exclude(state=Application.State.APPROVED)
    ]
    for name, says in others:
        key = name.casefold()
        found.append(Found(here.name, names.get(key, key), key, "", says))
    return found
