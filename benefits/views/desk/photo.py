"""The picture of a member of our own, beside the answer to their card: if they agreed, and as long as they do."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from benefits.models import DeskCheck
from benefits.views.desk.access import DeskRequest, of_a_desk
from tenants.models import MemberPhoto
from tenants.views.staff.photo import as_answer


@of_a_desk
@require_safe
def photo(request: DeskRequest, code: UUID) -> HttpResponse:
    row = DeskCheck.objects.filter(desk=request.desk, code=code).first()
    if row is None:
        raise Http404
    return as_answer(of_check(row))


def of_check(row: DeskCheck) -> MemberPhoto | None:
    """None for a partner's member, and for somebody else of the household."""
    if row.membership_id is None or row.further_id is not None:
        return None
    return MemberPhoto.objects.filter(member__memberships=row.membership_id).first()
