"""On a member's page: what was signed on paper, who saw it and where it is filed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.db.models.expressions import ExpressionWrapper
from django.db.models.fields import BooleanField

from tenants import queries
from tenants.models import Member, PaperRecord


def papers_of(member: Member) -> dict[str, Any] | None:
    """Without the pictures themselves, which may be large."""
    scanned = ExpressionWrapper(Q(scan__isnull=False), output_field=BooleanField())
    rows = PaperRecord.objects.filter(membership__member=member).annotate(scanned=scanned)
    papers = list(rows.defer("scan").select_related("by__user"))
    return {"papers": papers, "slug": queries.here().slug} if papers else None
