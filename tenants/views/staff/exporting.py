"""The register as a file: exactly the list that is on the page, in the shape that the import reads."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from tenants import finding, queries, scope, spreadsheets
from tenants.access import steward_required
from tenants.forms.finding import MemberFilterForm
from tenants.http import CooperativeRequest
from tenants.importing.columns import FIELDS
from tenants.models import Member, Membership
from tenants.services.exports import log_export
from tenants.services.importing.register import OF_MEMBERS, OF_MEMBERSHIPS, snapshot

CHUNK = 500


@steward_required
@require_safe
def export(request: CooperativeRequest, form: str) -> HttpResponseBase:
    """One row per membership. The list is filtered as the address says, like the page itself."""
    standing, query = request.GET.get("standing", ""), request.GET.get("q", "").strip()
    if form not in spreadsheets.FORMS or standing not in {"", *Membership.Standing.values}:
        raise Http404
    filters = MemberFilterForm(request.GET)
    if not filters.is_valid():
        raise Http404
    asked = dict(filters.cleaned_data)
    asked.pop("rows", None)
    kind = asked.pop("kind", None)
    rows = finding.filtered(
        queries.members(query, standing), kind=kind.code if kind else None, **asked
    )
    log_export(rows.count(), form, by=request.staff)
    names = [*OF_MEMBERS, "class", *OF_MEMBERSHIPS]
    name = f"members-{request.cooperative.slug}-{timezone.localdate():%Y-%m-%d}"
    here = request.cooperative.pk
    heads = [str(FIELDS[each]) for each in names]
    return spreadsheets.answer(form, name, heads, _lines(_keys(rows), names, here))


def _keys(rows: QuerySet[Member]) -> list[int]:
    return list(rows.order_by("number").values_list("pk", flat=True))


def _lines(keys: list[int], names: list[str], here: UUID) -> Iterator[list[str]]:
    """Some at a time. A file is still being sent when the co-op of the request has been left."""
    for first in range(0, len(keys), CHUNK):
        with scope.within(here):
            rows = _chunk(keys[first : first + CHUNK])
        for told in rows:
            yield [told[name] for name in names]


def _chunk(keys: list[int]) -> list[dict[str, str]]:
    found = Member.objects.filter(pk__in=keys).order_by("number")
    return [
        snapshot(member, membership) | {"class": membership.membership_class.name}
        for member in found.prefetch_related("memberships__membership_class")
        for membership in member.memberships.all()
    ]
