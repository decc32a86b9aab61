"""Staff enter who joined on paper: one page, and the existing member is offered before anybody stands there twice."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tenants import queries
from tenants.access import steward_required
from tenants.dates import today_in
from tenants.errors import AlreadyMemberError
from tenants.forms.paper import NOBODY, PaperForm
from tenants.http import CooperativeRequest
from tenants.models import Application, Member, Membership, PaperRecord
from tenants.secrets import email_key, name_key
from tenants.services import paper, pictures


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: CooperativeRequest) -> HttpResponse:
    """Enter a person from a signed form. Who may be known already is asked for first."""
    posted = request.method == "POST"
    today = today_in(request.cooperative.time_zone)
    start = {"seen_on": today, "language": request.cooperative.language}
    form = PaperForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        today=today,
        initial=start,
    )
    known = _known(request.POST) if posted else {}
    form.offer([(code, f"{each.name}, {each.number}") for code, each in known.items()])
    if posted and form.is_valid():
        answer = _entered(request, form, known)
        if answer is not None:
            return answer
    context = {"form": form, "known": known, "key": _key(request) or uuid4()}
    return render(
        request, "tenants/staff/paper_add.html", context, status=422 if form.errors else 200
    )


@steward_required
@require_safe
@never_cache
def scan(_request: CooperativeRequest, code: UUID) -> HttpResponse:
    """The picture of a signed paper, for the team alone."""
    found = get_object_or_404(PaperRecord, code=code)
    if not found.scan:
        raise Http404
    answer = HttpResponse(bytes(found.scan), content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="paper-{found.signed_on}.jpg"'
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _entered(
    request: CooperativeRequest, form: PaperForm, known: dict[str, Member]
) -> HttpResponse | None:
    """Where to go once the person is entered; None with what is wrong noted on the form."""
    given, key = form.cleaned_data, _key(request)
    if key is None:
        form.add_error(None, _("Please send the form once more."))
        return None
    chosen = given.pop("person")
    again = PaperRecord.objects.filter(code=key).exists()
    if known and not chosen and not again:
        form.add_error("person", _("Choose whether this is somebody you have already."))
        return None
    try:
        given["scan"] = given["scan"] and pictures.drawn_anew(given["scan"])
    except pictures.NoPictureError as error:
        form.add_error("scan", str(error.message))
        return None
    given["language"] = given["language"] or request.cooperative.language
    entry = paper.PaperEntry(key=key, **{**given, "known_by": tuple(given["known_by"])})
    try:
        made = paper.enter_from_paper(entry, by=request.staff, member=known.get(chosen))
    except AlreadyMemberError as error:
        form.add_error("person" if chosen and chosen != NOBODY else None, str(error.message))
        return None
    _say(request, made)
    return redirect("tenants:member", request.cooperative.slug, made.member.code)


def _say(request: CooperativeRequest, made: Membership) -> None:
    if made.member.email and made.announce:
        said = _("{name} is a member. The card is on its way to {email}.")
    else:
        said = _("{name} is a member. The card can be printed in a minute.")
    messages.success(request, said.format(name=made.member.name, email=made.member.email))


def _known(post: Any) -> dict[str, Member]:
    """Members with this address, name or phone number, the surest first."""
    name, email = post.get("name", ""), post.get("email", "")
    asked = Application(
        name=name,
        email=email,
        phone=post.get("phone", ""),
        name_key=name_key(name),
        email_key=email_key(email),
    )
    found = queries.possible_duplicates(asked)
    return {str(each.member.code): each.member for each in found if each.member is not None}


def _key(request: CooperativeRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
