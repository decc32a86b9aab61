"""Two entries that may be one person: the list of likely pairs, side by side, and made one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tenants import pairs
from tenants.access import steward_required
from tenants.addresses import printed
from tenants.errors import ChangedMeanwhileError, DomainError
from tenants.forms.merging import FindOtherForm
from tenants.http import CooperativeRequest
from tenants.models import Member
from tenants.services import merging

LABELS = {
    "name": gettext_lazy("Full name"),
    "card": gettext_lazy("Name on the card"),
    "kind": gettext_lazy("Kind"),
    "email": gettext_lazy("Email address"),
    "phone": gettext_lazy("Phone number"),
    "postal": gettext_lazy("Address"),
    "language": gettext_lazy("Language"),
}


@steward_required
@require_safe
def duplicates(request: CooperativeRequest) -> HttpResponse:
    return render(request, "tenants/staff/duplicates.html", {"pairs": pairs.likely()})


@steward_required
@require_POST
def two_people(request: CooperativeRequest, code: UUID, other: UUID) -> HttpResponse:
    """They only look alike: nobody has to look at them again."""
    merging.say_two(_entry(code), _entry(other), by=request.staff)
    messages.success(request, _("Noted. This pair is not listed any more."))
    return redirect("tenants:duplicates", request.cooperative.slug)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """From a member's page: the other entry by its number, or one that looks alike."""
    member = _entry(code)
    form = FindOtherForm(request.POST if request.method == "POST" else None, member=member)
    if form.is_valid():
        other = form.cleaned_data["number"]
        return redirect("tenants:merge", request.cooperative.slug, member.code, other.code)
    context = {"member": member, "form": form, "pairs": pairs.likely(member)}
    status = 422 if form.errors else 200
    return render(request, "tenants/staff/merge_find.html", context, status=status)


@steward_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: CooperativeRequest, code: UUID, other: UUID) -> HttpResponse:
    """Side by side; of each field the one or the other. `code` stays, `other` goes."""
    keep, gone = _entry(code), _entry(other)
    if keep.pk == gone.pk:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            done = merging.merge(
                keep,
                gone,
                from_gone={name: request.POST.get(name) == "gone" for name in merging.CHOICES},
                seen=request.POST.get("seen", ""),
                by=request.staff,
            )
        except ChangedMeanwhileError:
            problem = _("One of the two has changed since you opened this page. Look again.")
        except DomainError as error:
            problem = str(error.message)
        else:
            messages.success(request, _told(done))
            return redirect("tenants:member", request.cooperative.slug, keep.code)
    context = {
        "keep": keep,
        "gone": gone,
        "rows": _rows(request, keep, gone),
        "held": [
            list(each.memberships.select_related("membership_class")) for each in (keep, gone)
        ],
        "seen": merging.fingerprint(keep, gone),
        "problem": problem,
    }
    return render(request, "tenants/staff/merge.html", context, status=422 if problem else 200)


def _entry(code: UUID) -> Member:
    return get_object_or_404(Member, code=code, anonymised_at=None, merged_into=None)


def _rows(request: CooperativeRequest, keep: Member, gone: Member) -> list[dict[str, Any]]:
    """Only what differs is asked; what one of them lacks is taken from the other unless somebody says else."""
    rows = []
    for name, label in LABELS.items():
        values = [_said(each, name, request.cooperative.country) for each in (keep, gone)]
        if values[0] != values[1]:
            chosen = request.POST.get(name) or ("keep" if values[0] else "gone")
            rows.append({"name": name, "label": label, "values": values, "chosen": chosen})
    return rows


def _said(member: Member, name: str, home: str) -> str:
    if name == "card":
        on_card = member.name_on_card or member.name
        return on_card if member.share_name else _("Not shown on the card")
    if name == "postal":
        return ", ".join(printed(member.postal, home))
    return str(member.get_kind_display() if name == "kind" else getattr(member, name))


def _told(done: merging.Merged) -> str:
    said = _("The two entries are one now.")
    if done.cards:
        cards = ngettext("A new card is on its way.", "{n} new cards are on their way.", done.cards)
        said = f"{said} {cards.format(n=done.cards)}"
    return said
