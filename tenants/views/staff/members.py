"""The register: who is a member, and one member with everything that is known."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tenants import finding, history, queries
from tenants.access import steward_required
from tenants.addresses import printed
from tenants.forms.finding import MemberFilterForm, SaveFilterForm
from tenants.http import CooperativeRequest
from tenants.member_page import member_sections
from tenants.models import ClassChange, Letter, Member, Membership, Notice, SavedFilter
from tenants.services.filters import remove_filter as remove_saved
from tenants.services.filters import save_filter

ROWS = 50
Standing = Membership.Standing


@steward_required
@require_safe
def members(request: CooperativeRequest) -> HttpResponse:
    """By standing, found by name, e-mail, number or phone, and by what else is asked; applicants beside them."""
    standing, query = request.GET.get("standing", ""), request.GET.get("q", "").strip()
    if standing not in {"", *Standing.values}:
        raise Http404
    counts = queries.members_by_standing()
    form = MemberFilterForm(request.GET)
    asked = dict(form.cleaned_data) if form.is_valid() else {}
    per_page = asked.pop("rows", ROWS)
    kind = asked.pop("kind", None)
    rows = queries.members(query, standing)
    rows = finding.filtered(rows, kind=kind.code if kind else None, **asked)
    kept = finding.as_query(request.GET.dict()) if form.is_valid() else ""
    context = {
        "tabs": _tabs(request, standing, query, counts),
        "standing": standing,
        "query": query,
        "form": form,
        "asked": any(request.GET.get(name) for name in form.fields),
        "kept": kept,
        "saved": SavedFilter.objects.all(),
        "applicants": finding.open_applicants(query) if query else [],
        "page": Paginator(rows, per_page).get_page(request.GET.get("page")),
        "exported": _as_asked(request),
        "lead": ngettext(
            "{n} person on your register.", "{n} people on your register.", counts[""]
        ).format(n=counts[""]),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "tenants/staff/members.html", context, status=status)


@steward_required
@require_POST
def keep_filter(request: CooperativeRequest) -> HttpResponse:
    """Under a name, for the whole team. Only what the list itself understands is kept."""
    form = SaveFilterForm(request.POST)
    query = finding.as_query(QueryDict(request.POST.get("query", "")[:500]).dict())
    if form.is_valid() and query:
        save_filter(form.cleaned_data["name"], query, by=request.staff)
        messages.success(request, _("Kept for the whole team."))
    else:
        messages.warning(request, _("Choose a filter and give it a name."))
    return redirect(f"{reverse('tenants:members', args=[request.cooperative.slug])}?{query}")


@steward_required
@require_POST
def remove_filter(request: CooperativeRequest, code: UUID) -> HttpResponse:
    remove_saved(get_object_or_404(SavedFilter, code=code))
    messages.success(request, _("The filter is gone."))
    return redirect("tenants:members", request.cooperative.slug)


@steward_required
@require_safe
def member(request: CooperativeRequest, code: UUID) -> HttpResponse:
    """Facts, memberships with what can be done about them, and what has happened."""
    planned = ClassChange.objects.filter(done_at=None, withdrawn_at=None).select_related("to")
    rows = Member.objects.prefetch_related(
        "memberships__membership_class",
        Prefetch("memberships__class_changes", queryset=planned, to_attr="planned"),
        Prefetch(
            "memberships__notices",
            queryset=Notice.objects.filter(withdrawn_at=None),
            to_attr="held_notices",
        ),
    )
    found = get_object_or_404(rows, code=code)
    memberships = sorted(found.memberships.all(), key=lambda each: (not each.is_active, -each.pk))
    context = {
        "member": found,
        "memberships": memberships,
        "rows": _facts(found, request.cooperative.country),
        "sections": list(member_sections(found)),
        "history": history.of_member(found.code, [each.code for each in memberships]),
        "mail_failed": _mail_failed(memberships),
    }
    return render(request, "tenants/staff/member.html", context)


def _facts(found: Member, home: str) -> list[dict[str, object]]:
    on_card = found.name_on_card or found.name
    told = [
        (_("Full name"), found.name),
        (_("Name on the card"), on_card if found.share_name else _("Not shown on the card")),
        (_("Email address"), found.email),
        (_("Phone number"), found.phone),
        (_("Address"), ", ".join(printed(found.postal, home))),
        (_("Kind"), found.get_kind_display()),
        (_("Signs in here"), _("Yes") if found.user_id else _("Not yet")),
    ]
    return [{"label": label, "value": value} for label, value in told]


def _mail_failed(memberships: list[Membership]) -> bool:
    codes = [each.code for each in memberships]
    return Letter.objects.filter(about__in=codes, state=Letter.State.FAILED).exists()


def _as_asked(request: CooperativeRequest) -> str:
    """For the same list elsewhere: what is asked for, whole and without the page."""
    asked = request.GET.copy()
    asked.pop("page", None)
    return f"?{asked.urlencode()}" if asked else ""


def _tabs(
    request: CooperativeRequest, current: str, query: str, counts: dict[str, int]
) -> list[dict[str, object]]:
    url = reverse("tenants:members", args=[request.cooperative.slug])
    choices: list[tuple[str, object]] = [("", _("All")), *Standing.choices]
    tabs = []
    for value, label in choices:
        wanted = {"standing": value} if value else {}
        chosen = urlencode(wanted | ({"q": query} if query else {}))
        tabs.append(
            {
                "label": label,
                "url": f"{url}?{chosen}" if chosen else url,
                "count": counts[value],
                "current": value == current,
            }
        )
    return tabs
