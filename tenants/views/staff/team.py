"""Staff: who is on the team. Everybody sees it; an owner changes it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tenants.access import any_staff_required, fresh_proof_required, staff_required
from tenants.errors import ChangedMeanwhileError, LastOwnerError
from tenants.forms.team import WHAT_FOR, AddForm, RolesForm
from tenants.http import CooperativeRequest
from tenants.models import Staff
from tenants.services import team as service

Role = Staff.Role
owner_required = staff_required(Role.OWNER)


@any_staff_required
@require_GET
def team(request: CooperativeRequest) -> HttpResponse:
    people = Staff.objects.filter(removed_at=None).select_related("user").order_by("added_at", "pk")
    context = {
        "people": [
            {"staff": each, "roles": _roles(each), "me": each.pk == request.staff.pk}
            for each in people
        ],
        "may_change": request.staff.may(Role.OWNER),
    }
    return render(request, "tenants/staff/team.html", context)


@owner_required
@fresh_proof_required
@require_http_methods(["GET", "POST"])
def add(request: CooperativeRequest) -> HttpResponse:
    form = AddForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        email, roles = form.cleaned_data["email"], form.cleaned_data["roles"]
        try:
            service.add_staff(email, roles, by=request.staff)
        except ChangedMeanwhileError:
            form.add_error("email", _("This person is on the team already."))
        else:
            messages.success(request, _("Added. The person gets an email."))
            return redirect("tenants:team", request.cooperative.slug)
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/team_add.html", {"form": form}, status=status)


@owner_required
@fresh_proof_required
@require_http_methods(["GET", "POST"])
def person(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Other roles. Whoever is the last owner stays one, and the page says so."""
    found = _find(code)
    form = RolesForm(
        request.POST if request.method == "POST" else None, initial={"roles": found.roles}
    )
    if request.method == "POST" and form.is_valid():
        try:
            service.change_roles(found, form.cleaned_data["roles"], by=request.staff)
        except LastOwnerError as error:
            form.add_error("roles", str(error.message))
        else:
            messages.success(request, _("The roles are changed."))
            return redirect("tenants:team", request.cooperative.slug)
    status = 422 if form.errors else 200
    context = {"person": found, "form": form}
    return render(request, "tenants/staff/team_person.html", context, status=status)


@owner_required
@fresh_proof_required
@require_http_methods(["GET", "POST"])
def remove(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """The last owner stays, and reads why."""
    found, refusal = _find(code), ""
    if request.method == "POST":
        try:
            service.remove_staff(found, by=request.staff)
        except LastOwnerError as error:
            refusal = str(error.message)
        else:
            messages.success(request, _("Removed. What this person did stays on record."))
            if found.pk == request.staff.pk:
                return redirect("/me/")
            return redirect("tenants:team", request.cooperative.slug)
    context = {"person": found, "refusal": refusal}
    status = 422 if refusal else 200
    return render(request, "tenants/staff/team_remove.html", context, status=status)


def _find(code: UUID) -> Staff:
    return get_object_or_404(
        Staff.objects.filter(removed_at=None).select_related("user"), code=code
    )


def _roles(staff: Staff) -> list[dict[str, object]]:
    return [
        {"name": Role(role).label, "what_for": WHAT_FOR[Role(role)]}
        for role in Role.values
        if role in staff.roles
    ]
