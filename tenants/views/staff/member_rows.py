"""The rows of the list of members, drawn for its page.

Fifty of them, each with half a dozen cells, took longer in a template than everything else about the page. What is the
same in many is said once: how a column begins, a standing, the way to a member.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tenants import member_list
from tenants.member_list import Column, Part
from tenants.models import Member

ANYBODY: Final = UUID(int=0)
NOTHING: Final = SafeString("\u2013")
CLOSED: Final = SafeString("</td>")


@dataclass(frozen=True)
class Row:
    member: Member
    url: str
    select: str
    cells: SafeString


def drawn(slug: str, members: Sequence[Member], columns: Sequence[Column]) -> list[Row]:
    """Each member with all cells, as many statements as the columns need for one."""
    begins = [_begin(each) for each in columns]
    way = reverse("tenants:member", args=[slug, ANYBODY])
    select = _("Select %(name)s")
    known: dict[Part, SafeString] = {}
    return [
        Row(
            member,
            way.replace(str(ANYBODY), str(member.code)),
            select % {"name": member.name},
            SafeString(
                "".join(
                    begin + _cell(parts, known) + CLOSED
                    for begin, parts in zip(begins, cells, strict=True)
                )
            ),
        )
        for member, cells in member_list.rows(members, columns)
    ]


def _begin(column: Column) -> SafeString:
    if column.number:
        return format_html('<td data-label="{}" class="number">', column.label)
    return format_html('<td data-label="{}" dir="auto">', column.label)


def _cell(parts: Sequence[Part], known: dict[Part, SafeString]) -> SafeString:
    """Texts with commas between them; a state with its badge."""
    if not parts:
        return NOTHING
    last = len(parts) - 1
    told = SafeString("")
    for place, part in enumerate(parts):
        if part.state:
            told += known.get(part) or known.setdefault(part, _state(part))
        else:
            told += conditional_escape(part.text)
            if place < last:
                told += SafeString(", ")
    return told


def _state(part: Part) -> SafeString:
    told = {"state": part.state, "label": part.text, "note": part.note}
    return render_to_string("components/status.html", told)
