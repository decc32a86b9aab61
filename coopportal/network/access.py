"""Who looks after the network: the operator, and the owners of its federations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase

from credentials.models import Accreditation
from tenants import scope
from tenants.access import ROLES_ATTRIBUTE, View
from tenants.models import Cooperative, Interest, Seat, Staff, User


@dataclass(frozen=True)
class Viewer:
    """One who may look: at everything, or at what concerns these federations."""

    user: User
    operator: bool
    federations: tuple[Cooperative, ...]

    @property
    def keys(self) -> list[UUID]:
        return [each.pk for each in self.federations]

    def cooperatives(self) -> QuerySet[Cooperative]:
        """All primary co-ops; for a federation those it brought in, and those it accredits."""
        rows = Cooperative.objects.filter(level=Cooperative.Level.PRIMARY).order_by("name")
        if self.operator:
            return rows
        brought = Interest.objects.filter(federation__in=self.keys).values("cooperative")
        accredited = [key for body in self.keys for key in _accredited_by(body)]
        return rows.filter(Q(pk__in=brought) | Q(pk__in=accredited))


class NetworkRequest(HttpRequest):
    """A request of somebody who looks after the network."""

    viewer: Viewer


def network_required(view: Callable[..., HttpResponseBase]) -> View:
    """The operator or an owner of a federation; for everybody else there is no such page."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = viewer_of(request.user)
        if found is None:
            raise Http404
        request.viewer = found  # type: ignore[attr-defined]  # -- views read it through NetworkRequest
        return view(request, *args, **kwargs)

    setattr(guarded, ROLES_ATTRIBUTE, ("operator", "federation owner"))
    return guarded


def viewer_of(user: Any) -> Viewer | None:
    """Nobody, where neither is true."""
    if not isinstance(user, User):
        return None
    federations = tuple(_owned_by(user))
    if not user.is_staff and not federations:
        return None
    return Viewer(user, user.is_staff, federations)


def who_looks_after(interest: Interest) -> list[str]:
    """Addresses: of the operators, and of the owners of the federation that was chosen."""
    chosen = [interest.federation_id] if interest.federation_id is not None else []
    return [*_operators(), *(email for body in chosen for email in _owners_of(body))]


def who_looks_after_the_network() -> list[str]:
    """Addresses: of the operators, and of the owners of every federation."""
    bodies = Cooperative.objects.filter(level=Cooperative.Level.SECONDARY)
    listed = bodies.exclude(state=Cooperative.State.CLOSED).values_list("pk", flat=True)
    return [*_operators(), *(email for body in listed for email in _owners_of(body))]


def _operators() -> list[str]:
    rows = User.objects.filter(is_staff=True, is_active=True)
    return list(rows.values_list("email", flat=True))


def _owners_of(body: UUID) -> list[str]:
    with scope.within(body):
        team = Staff.objects.filter(removed_at=None).select_related("user")
        return [each.user.email for each in team if Staff.Role.OWNER in each.roles]


def _accredited_by(body: UUID) -> list[UUID]:
    with scope.within(body):
        rows = Accreditation.objects.filter(body=body, state__in=Accreditation.LISTED)
        return list(rows.values_list("applicant", flat=True))


def _owned_by(user: User) -> list[Cooperative]:
    """By the seats that lead from a login to co-ops; the roles are read within each."""
    seats = Seat.objects.filter(
        kind=Seat.Kind.STAFF, user=user, cooperative__level=Cooperative.Level.SECONDARY
    ).select_related("cooperative")
    owned = []
    for seat in seats.order_by("cooperative__name"):
        with scope.within(seat.cooperative.pk):
            staff = Staff.objects.filter(user=user, removed_at=None).first()
        if staff is not None and staff.may(Staff.Role.OWNER):
            owned.append(seat.cooperative)
    return owned
