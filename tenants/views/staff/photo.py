"""A member's picture at the office: kept with a consent that staff write down, seen, deleted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants.access import steward_required
from tenants.forms.photo import LONGEST_SIDE, PhotoForm
from tenants.http import CooperativeRequest
from tenants.models import Member, MemberPhoto
from tenants.services import photos, pictures


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: CooperativeRequest, code: UUID) -> HttpResponse:
    member = get_object_or_404(Member, code=code, merged_into=None)
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PhotoForm(*given, on_behalf=True)
    content = drawn(form)
    if content is not None:
        photos.keep_photo(member, content, by=request.staff)
        messages.success(request, _("Kept. It is shown when the card is checked at your desks."))
        return redirect("tenants:member", request.cooperative.slug, member.code)
    context = {
        "member": member,
        "form": form,
        "multipart": True,
        "title": _("A picture of {name}").format(name=member.name),
        "text": _(
            "It is shown to your team and at your desks, to nobody else. The member can delete it at any time."
        ),
        "yes": _("Keep the picture"),
    }
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/member_step.html", context, status=status)


@steward_required
@require_POST
def remove(request: CooperativeRequest, code: UUID) -> HttpResponse:
    member = get_object_or_404(Member, code=code)
    photos.remove_photo(member, by=request.staff)
    messages.success(request, _("The picture is deleted."))
    return redirect("tenants:member", request.cooperative.slug, member.code)


@steward_required
@require_safe
def picture(_request: CooperativeRequest, code: UUID) -> HttpResponse:
    return as_answer(MemberPhoto.objects.filter(member__code=code).first())


def drawn(form: PhotoForm) -> bytes | None:
    """The picture as it is kept; None where the form is not right, or what came is no picture."""
    if not form.is_valid():
        return None
    try:
        return pictures.drawn_anew(form.cleaned_data["photo"], longest=LONGEST_SIDE)
    except pictures.NoPictureError as error:
        form.add_error("photo", str(error.message))
        return None


def as_answer(found: MemberPhoto | None) -> HttpResponse:
    """Kept by no browser: withdrawn, it is nowhere."""
    if found is None:
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type="image/jpeg")
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def section(member: Member) -> dict[str, Any] | None:
    """On the member's page."""
    rows = MemberPhoto.objects.filter(member=member).defer("content").select_related("by__user")
    return {"member": member, "photo": rows.first()}
