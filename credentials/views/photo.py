"""A member's own picture: given, seen and deleted beside the card."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credentials.held import Held
from credentials.views.leaving import of_the_member
from credentials.views.me import of_ones_own_card
from tenants.errors import ChangedMeanwhileError
from tenants.forms.photo import PhotoForm
from tenants.http import CooperativeRequest
from tenants.models import MemberPhoto
from tenants.services import photos
from tenants.views.staff.photo import as_answer, drawn


@of_ones_own_card
@of_the_member
@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: CooperativeRequest, mine: Held) -> HttpResponse:
    member = mine.membership.member
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PhotoForm(*given)
    content = drawn(form)
    if content is not None:
        try:
            photos.keep_photo(member, content, user=request.user)
            messages.success(request, _("Your picture is kept."))
        except ChangedMeanwhileError as error:
            messages.info(request, str(error.message))
        return redirect("credentials:card-photo", mine.credential.code)
    context = {
        "held": mine,
        "form": form,
        "photo": MemberPhoto.objects.filter(member=member).defer("content").first(),
    }
    status = 422 if form.errors else 200
    return render(request, "credentials/me/photo.html", context, status=status)


@of_ones_own_card
@of_the_member
@require_POST
def remove(request: CooperativeRequest, mine: Held) -> HttpResponse:
    photos.remove_photo(mine.membership.member, user=request.user)
    messages.success(request, _("Your picture is deleted. No desk shows it any more."))
    return redirect("credentials:card-photo", mine.credential.code)


@of_ones_own_card
@of_the_member
@require_safe
def picture(_request: CooperativeRequest, mine: Held) -> HttpResponse:
    return as_answer(MemberPhoto.objects.filter(member=mine.membership.member).first())
