"""Sections of a member's page that are about the register itself."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, MembershipClass, RegisterEntry

MOST: Final = 50
WORDS: Final[dict[str, str | Promise]] = {
    "number": _("Member no."),
    "name": _("Name"),
    "kind": _("Kind"),
    "address": _("Street"),
    "postcode": _("Postcode"),
    "town": _("Town"),
    "region": _("Region"),
    "country": _("Country"),
    "membership_class": _("Membership"),
    "standing": _("Standing"),
    "ends_on": _("Last day"),
    "end_reason": _("Why it ends"),
}


def representatives(member: Member) -> dict[str, Any] | None:
    """Who speaks for an organisation; for a person only where somebody does."""
    rows = list(member.representatives.all())
    if member.kind != Member.Kind.ORGANISATION and not rows:
        return None
    serving = [row for row in rows if row.until_on is None]
    before = [row for row in rows if row.until_on is not None]
    return {"member": member, "serving": serving, "before": before}


def entries(member: Member) -> dict[str, Any] | None:
    """What was written on the register, from which day it holds, why and by whom; the newest first."""
    codes = [member.code, *member.merged.values_list("code", flat=True)]
    codes += [*member.memberships.values_list("code", flat=True)]
    rows = RegisterEntry.objects.filter(subject__in=codes).select_related("by__user")
    told = list(rows.order_by("-id")[:MOST])
    classes = {str(each.code): each.name for each in MembershipClass.objects.all()}
    lines = [{"entry": row, "changed": _changed(row.values, classes)} for row in told]
    return {"lines": lines} if lines else None


def _changed(values: dict[str, Any], classes: dict[str, str]) -> list[dict[str, Any]]:
    """Empty values of a first entry say nothing, and are left out."""
    said = []
    for name, label in WORDS.items():
        value = values.get(name)
        if value:
            said.append({"label": label, "value": classes.get(value, value)})
    return said
