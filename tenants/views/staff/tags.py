"""Tags of a co-op's members: which there are, and who has which."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tenants.access import steward_required
from tenants.errors import TagTakenError, TooManyTagsError
from tenants.forms.tagging import MemberTagsForm, TagNameForm
from tenants.http import CooperativeRequest
from tenants.models import Member, Tag
from tenants.services import tags as service


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def tags(request: CooperativeRequest) -> HttpResponse:
    """All of them, with how many have each; a new one is entered here or where it is given."""
    form = TagNameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            service.add_tag(form.cleaned_data["name"], by=request.staff)
        except TooManyTagsError as error:
            form.add_error("name", str(error.message))
        else:
            messages.success(request, _("The tag is there."))
            return redirect("tenants:tags", request.cooperative.slug)
    rows = Tag.objects.annotate(members=Count("held"))
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/tags.html", {"form": form, "rows": rows}, status=status)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def tag(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Another name for it."""
    found = get_object_or_404(Tag, code=code)
    form = TagNameForm(
        request.POST if request.method == "POST" else None, initial={"name": found.name}
    )
    if form.is_valid():
        try:
            service.rename_tag(found, form.cleaned_data["name"], by=request.staff)
        except TagTakenError as error:
            form.add_error("name", str(error.message))
        else:
            messages.success(request, _("The tag has its new name."))
            return redirect("tenants:tags", request.cooperative.slug)
    context = {"tag": found, "form": form, "members": found.held.count()}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/tag.html", context, status=status)


@steward_required
@require_POST
def remove(request: CooperativeRequest, code: UUID) -> HttpResponse:
    service.remove_tag(get_object_or_404(Tag, code=code), by=request.staff)
    messages.success(request, _("The tag is gone. Nobody has it any more."))
    return redirect("tenants:tags", request.cooperative.slug)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def of_member(request: CooperativeRequest, code: UUID) -> HttpResponse:
    member = get_object_or_404(Member, code=code)
    held = [str(each.tag.code) for each in member.tags.select_related("tag")]
    form = MemberTagsForm(
        request.POST if request.method == "POST" else None,
        tags=list(Tag.objects.all()),
        initial={"tags": held},
    )
    if form.is_valid():
        try:
            service.set_tags(member, form.chosen, form.cleaned_data["new"], by=request.staff)
        except TooManyTagsError as error:
            form.add_error("new", str(error.message))
        else:
            messages.success(request, _("Saved."))
            return redirect("tenants:member", request.cooperative.slug, member.code)
    context = {
        "member": member,
        "form": form,
        "title": _("Tags of {name}").format(name=member.name),
        "text": _("Your team finds members by them again. They stand on no card and in no letter."),
        "yes": _("Save the tags"),
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/member_step.html", context, status=status)


def section(member: Member) -> dict[str, Any] | None:
    """On the member's page."""
    return {
        "member": member,
        "names": [each.tag.name for each in member.tags.select_related("tag")],
    }
