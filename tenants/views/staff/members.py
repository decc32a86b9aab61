"""The register: who is a member, and one member with everything that is known."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from tenants import bulk, finding, history, household, queries
from tenants.access import steward_required
from tenants.addresses import printed
from tenants.forms.finding import ColumnsForm, SaveFilterForm, asked_for, columns_of
from tenants.http import CooperativeRequest
from tenants.member_page import member_sections
from tenants.models import ClassChange, Letter, Member, Membership, Notice, SavedFilter
from tenants.services.filters import keep_columns as save_columns
from tenants.services.filters import remove_filter as remove_saved
from tenants.services.filters import save_filter
from tenants.views.staff import member_rows

LONGEST = 1000  # of a filter in an address
Standing = Membership.Standing


@steward_required
@require_safe
def members(request: CooperativeRequest) -> HttpResponse:
    """By standing, found by name, e-mail, number or phone, and by what else is asked; applicants beside them."""
    asked = asked_for(request.GET)
    counts = queries.members_by_standing()
    known = counts[asked.standing] if asked.whole else None
    page = _pages(asked.rows, asked.per_page, known).get_page(request.GET.get("page"))
    columns = columns_of(request.GET.getlist("columns"), request.staff)
    context = {
        "tabs": _tabs(request, asked.standing, asked.search, counts),
        "standing": asked.standing,
        "query": asked.search,
        "form": asked.form,
        "asked": any(request.GET.get(name) for name in asked.form.fields),
        "kept": asked.query,
        "saved": SavedFilter.objects.all(),
        "applicants": finding.open_applicants(asked.search) if asked.search else [],
        "page": page,
        "rows": member_rows.drawn(request.cooperative.slug, list(page), columns),
        "columns": columns,
        "columns_form": ColumnsForm(initial={"columns": [each.name for each in columns]}),
        "columns_asked": request.GET.getlist("columns"),
        "acts": bulk.acts(),
        "asking": household.waiting(),
        "exported": _as_asked(request),
        "lead": ngettext(
            "{n} person on your register.", "{n} people on your register.", counts[""]
        ).format(n=counts[""]),
    }
    status = 200 if asked.form.is_valid() else 422
    return render(request, "tenants/staff/members.html", context, status=status)


def _pages(rows: QuerySet[Member], per_page: int, known: int | None) -> Paginator[Member]:
    """Pages of a list whose length may be known, so that it is not counted again."""
    pages = Paginator(rows, per_page)
    if known is not None:
        vars(pages)["count"] = known  # where Django keeps what it has counted once
    return pages


@steward_required
@require_POST
def keep_columns(request: CooperativeRequest) -> HttpResponse:
    """For this person, from now on. They stand in the address too, so that the list can be passed on as it is."""
    form = ColumnsForm(request.POST)
    names = form.cleaned_data["columns"] if form.is_valid() else []
    save_columns(names, by=request.staff)
    asked = QueryDict(request.POST.get("query", "")[:LONGEST], mutable=True)
    asked.setlist("columns", names)
    messages.success(request, _("Your list has these columns from now on."))
    return redirect(
        f"{reverse('tenants:members', args=[request.cooperative.slug])}?{finding.as_query(asked)}"
    )


@steward_required
@require_POST
def keep_filter(request: CooperativeRequest) -> HttpResponse:
    """Under a name, for the whole team. Only what the list itself understands is kept."""
    form = SaveFilterForm(request.POST)
    query = finding.as_query(QueryDict(request.POST.get("query", "")[:LONGEST]))
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
    if found.merged_into is not None:
        messages.info(
            request, _("{number} was merged into this entry.").format(number=found.number)
        )
        return redirect("tenants:member", request.cooperative.slug, found.merged_into.code)
    merged = list(found.merged.values_list("code", "number"))
    memberships = sorted(found.memberships.all(), key=lambda each: (not each.is_active, -each.pk))
    context = {
        "member": found,
        "memberships": memberships,
        "merged": ", ".join(number for _code, number in merged),
        "rows": _facts(found, request.cooperative.country),
        "sections": list(member_sections(found)),
        "history": history.of_member(
            found.code, [each.code for each in memberships], [code for code, _number in merged]
        ),
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
