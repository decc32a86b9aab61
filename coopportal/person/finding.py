"""Every row that is about one person, found from their address along the references that lead to it.

It reads the models, never a list of them: a table of tomorrow that points to a member is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import Model, Q

from benefits.models import Grant
from credentials.models import Credential
from tenants import scope
from tenants.models import (
    AddressMark,
    Application,
    Comment,
    Cooperative,
    Due,
    Event,
    Holder,
    Interest,
    Letter,
    Member,
    Membership,
    Notice,
    RegisterEntry,
    Representative,
    Seat,
    Staff,
    User,
)
from tenants.owned import CooperativeOwned
from tenants.secrets import digest, email_key

# What is a person's own: whatever points to one of these is about them.
THEIRS: Final[tuple[type[Any], ...]] = (
    Member,
    Membership,
    Application,
    Holder,
    Credential,
    Due,
    Grant,
    Notice,
)
MOST: Final = 100_000


@dataclass
class Rows:
    """What one co-op knows, by kind of row."""

    cooperative: Cooperative
    found: dict[str, dict[int, Model]] = field(default_factory=dict)

    def add(self, row: Model) -> bool:
        kind = self.found.setdefault(row._meta.model_name or "", {})  # noqa: SLF001 -- what a row is
        new = row.pk not in kind
        kind[int(row.pk)] = row
        return new

    def of(self, model: type[Any]) -> list[Any]:
        return list(self.found.get(model._meta.model_name or "", {}).values())  # noqa: SLF001 -- as above


def logins(address: str) -> list[User]:
    """Who signs in with it, confirmed or not."""
    key = email_key(address)
    other = EmailAddress.objects.filter(email__iexact=key).values("user")
    return list(User.objects.filter(Q(email__iexact=key) | Q(pk__in=other)))


def representatives(address: str) -> list[Representative]:
    """Who speaks or spoke for an organisation, at the co-op that is entered."""
    rows = Representative.objects.filter(email__iexact=email_key(address))
    return list(rows.select_related("member").order_by("pk"))


def of_portal(address: str) -> list[Model]:
    """What belongs to no co-op: the login, an interest, comments."""
    key, users = email_key(address), logins(address)
    return [
        *users,
        *EmailAddress.objects.filter(user__in=users),
        *Interest.objects.filter(email_key=key),
        *Comment.objects.filter(email_key=key),
    ]


def of_cooperatives(address: str) -> Iterator[Rows]:
    """Each that knows them, entered while its rows are looked at."""
    users = logins(address)
    for here in Cooperative.objects.order_by("slug"):
        with scope.within(here.pk):
            rows = _found(here, address, users)
            if rows.found:
                yield rows


def _found(here: Cooperative, address: str, users: list[User]) -> Rows:
    rows = Rows(here)
    key = email_key(address)
    for each in (
        *Member.objects.filter(Q(email_key=key) | Q(user__in=users)),
        *Holder.objects.filter(Q(email_key=key) | Q(user__in=users)),
        *Application.objects.filter(Q(email_key=key) | Q(user__in=users)),
    ):
        _follow(rows, each)
    for one in (
        *representatives(address),
        *AddressMark.objects.filter(address_key=key),
        *Letter.objects.filter(to__iexact=key),
        *Staff.objects.filter(user__in=users),
        *_seats(here, key, users),
    ):
        rows.add(one)
    codes = [row.code for kind in THEIRS for row in rows.of(kind) if hasattr(row, "code")]
    for entry in RegisterEntry.objects.filter(subject__in=codes):
        rows.add(entry)
    for letter in Letter.objects.filter(about__in=codes):
        rows.add(letter)
    _facts(rows, codes)
    return rows


def _seats(here: Cooperative, key: str, users: list[User]) -> list[Seat]:
    mine = Q(user__in=users) | Q(email_digest=digest("seat", key))
    return list(Seat.objects.filter(mine, cooperative=here))


def _facts(rows: Rows, codes: list[UUID]) -> None:
    """What the log says of them: facts that name one of their rows."""
    wanted = {str(code) for code in codes}
    if not wanted:
        return
    for event in Event.objects.order_by("pk").iterator():
        if wanted & {str(value) for value in event.data.values()}:
            rows.add(event)


def _follow(rows: Rows, start: Model) -> None:
    """Along every reference that leads to what is theirs, further and further."""
    waiting = [start] if rows.add(start) else []
    while waiting:
        row = waiting.pop()
        for model, name in _pointing_to(type(row)):
            there = model._default_manager.filter(**{name: row.pk})[:MOST]  # noqa: SLF001 -- Django's own way
            waiting += [each for each in there if rows.add(each) and isinstance(each, THEIRS)]


def _pointing_to(model: type[Model]) -> list[tuple[type[Model], str]]:
    return [
        (other, column.name)
        for other in apps.get_models()
        if issubclass(other, CooperativeOwned)
        for column in other._meta.concrete_fields  # noqa: SLF001 -- as above
        if column.is_relation and column.related_model is model
    ]
