"""The register as a file: exactly the list that is on the page, in the shape that the import reads."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from tenants import scope, spreadsheets
from tenants.access import steward_required
from tenants.forms.finding import asked_for
from tenants.http import CooperativeRequest
from tenants.importing.besides import OWN, SHARES, TAGS
from tenants.models import Member
from tenants.services.exports import log_export
from tenants.services.importing.besides import besides
from tenants.services.importing.register import OF_MEMBERS, OF_MEMBERSHIPS, labels, snapshot

CHUNK = 500


@steward_required
@require_safe
def export(request: CooperativeRequest, form: str) -> HttpResponseBase:
    """One row per membership. The list is filtered as the address says, like the page itself."""
    if form not in spreadsheets.FORMS:
        raise Http404
    asked = asked_for(request.GET)
    if not asked.form.is_valid():
        raise Http404
    return as_file(request, asked.rows, form)


def as_file(request: CooperativeRequest, rows: QuerySet[Member], form: str) -> HttpResponseBase:
    """These members, with everything that the import reads. Who took how many stands in the log."""
    log_export(rows.count(), form, by=request.staff)
    said = labels(closed=True)
    own = [name for name in said if name.startswith(OWN)]
    names = [*OF_MEMBERS, "class", *OF_MEMBERSHIPS, *SHARES, TAGS, *own]
    name = f"members-{request.cooperative.slug}-{timezone.localdate():%Y-%m-%d}"
    here = request.cooperative.pk
    heads = [str(said[each]) for each in names]
    return spreadsheets.answer(form, name, heads, _lines(_keys(rows), names, here))


def _keys(rows: QuerySet[Member]) -> list[int]:
    return list(rows.order_by("number").values_list("pk", flat=True))


def _lines(keys: list[int], names: list[str], here: UUID) -> Iterator[list[str]]:
    """Some at a time. A file is still being sent when the co-op of the request has been left."""
    for first in range(0, len(keys), CHUNK):
        with scope.within(here):
            rows = _chunk(keys[first : first + CHUNK])
        for told in rows:
            yield [told.get(name, "") for name in names]


def _chunk(keys: list[int]) -> list[dict[str, str]]:
    rows = Member.objects.filter(pk__in=keys).order_by("number")
    found = list(rows.prefetch_related("memberships__membership_class"))
    beside = besides(member.pk for member in found)
    told = []
    for member in found:
        once = beside[
            member.pk
        ]  # what is the person's stands in the first line only, and counts once
        for membership in member.memberships.all():
            row = snapshot(member, membership) | {"class": membership.membership_class.name}
            told.append(row | once)
            once = {}
    return told
