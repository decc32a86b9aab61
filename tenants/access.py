"""Who may enter. A page that is not yours answers as one that is not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase

from tenants import second_proof
from tenants.errors import NotAllowedError
from tenants.models import Staff

View = Callable[..., HttpResponseBase]
ROLES_ATTRIBUTE = "staff_roles"


def staff_required(*roles: str) -> Callable[[View], View]:
    """Staff of this co-op with one of these roles (any seat where none is named).

    A stranger gets 404; staff without the role get a 403 that says whom to ask. The roles stay
    readable on the view, so that the sweep over all pages knows who is entitled.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @login_required
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            staff = (
                Staff.objects.filter(user=request.user.pk, removed_at=None)
                .select_related("user")
                .first()
            )
            if staff is None:
                raise Http404
            if roles and not staff.may(*roles):
                raise NotAllowedError
            request.staff = staff  # type: ignore[attr-defined]  # -- views read it through CooperativeRequest
            return view(request, *args, **kwargs)

        setattr(guarded, ROLES_ATTRIBUTE, roles or tuple(Staff.Role.values))
        return guarded

    return decorate


steward_required = staff_required(Staff.Role.MEMBERSHIP)
partnerships_required = staff_required(Staff.Role.PARTNERSHIPS)
any_staff_required = staff_required()


def fresh_proof_required(view: View) -> View:
    """Beneath one of the above: what hands out power or touches keys asks for the second proof anew."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if second_proof.is_fresh(request):
            return view(request, *args, **kwargs)
        return second_proof.ask(request, anew=True)

    return guarded


def fresh_proof_to_change(view: View) -> View:
    """As `fresh_proof_required` for what is sent; whoever only looks is not asked."""
    strict = fresh_proof_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        looks = request.method in {"GET", "HEAD", "OPTIONS"}
        return (view if looks else strict)(request, *args, **kwargs)

    return guarded


def operator_required(view: View) -> View:
    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not getattr(request.user, "is_staff", False):
            raise Http404
        return view(request, *args, **kwargs)

    setattr(guarded, ROLES_ATTRIBUTE, ("operator",))
    return guarded
