"""A co-op's own words in letters of the portal: which letters, which places in them, and how these are filled.

Words are put in for places and nothing else happens: no template, no condition, no lookup. What stays the portal's
(the button, the reason, what the law asks for) stands in the template and cannot be left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from types import SimpleNamespace
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.models import Cooperative, LetterText, Member

PLACE: Final = re.compile(r"\{([a-z_]+)\}")
# What may stand between braces, and how people call it.
PLACES: Final[dict[str, str | Promise]] = {
    "name": gettext_lazy("the person's name"),
    "coop": gettext_lazy("the co-op's name"),
    "number": gettext_lazy("the member number"),
    "kind": gettext_lazy("the kind of membership"),
    "last_day": gettext_lazy("the last day"),
    "amount": gettext_lazy("the amount that is open"),
    "what": gettext_lazy("what it is for"),
    "due_day": gettext_lazy("the day by which it is to be paid"),
    "reference": gettext_lazy("the payment reference"),
}
OF_A_MEMBER: Final = ("name", "coop", "number", "kind")
WITH_A_DAY: Final = (*OF_A_MEMBER, "last_day")
OF_AN_AMOUNT: Final = ("amount", "what", "due_day", "reference")
INVENTED: Final = "Amara Okonkwo"


@dataclass(frozen=True)
class Words:
    """What a co-op wrote; empty where the portal's words stand."""

    subject: str = ""
    opening: str = ""
    closing: str = ""

    def filled(self, values: dict[str, str]) -> Words:
        """A place without a value stays as it was written, so that it is seen."""

        def put(found: re.Match[str]) -> str:
            return values.get(found.group(1), found.group(0))

        return replace(
            self,
            subject=" ".join(PLACE.sub(put, self.subject).split()),
            opening=PLACE.sub(put, self.opening),
            closing=PLACE.sub(put, self.closing),
        )


Sample = Callable[[Cooperative, Member | None], dict[str, Any]]


@dataclass(frozen=True)
class Changeable:
    """A letter in which a co-op may change subject, opening and closing. `required` may not be left out of the opening."""

    kind: str
    template: str
    title: str | Promise  # the portal's subject
    places: tuple[str, ...]
    required: tuple[str, ...] = ()
    sample: Sample | None = None  # what else the template shows, besides a membership


_changeable: dict[str, Changeable] = {}


def changeable(row: Changeable) -> None:
    _changeable[row.kind] = row


def all_changeable() -> list[Changeable]:
    return list(_changeable.values())


def find(kind: str) -> Changeable | None:
    return _changeable.get(kind)


def current(kind: str, language: str) -> LetterText | None:
    """The newest version in this language that was saved."""
    rows = LetterText.objects.filter(kind=kind, language=language, version__gt=0)
    return rows.order_by("-version").first()


def draft(kind: str, language: str) -> LetterText | None:
    return LetterText.objects.filter(kind=kind, language=language, version=0).first()


def words_of(row: LetterText | None) -> Words:
    return Words(row.subject, row.opening, row.closing) if row else Words()


def paragraphs(text: str) -> list[str]:
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [part.strip() for part in parts if part.strip()]


def values_of(context: dict[str, Any], here: Cooperative) -> dict[str, str]:
    """What stands for each place in this letter, from what its template is given."""
    membership, face = context.get("membership"), context.get("face")
    kind = context.get("class")
    if membership is not None:
        kind = membership.membership_class
    found = {"name": context.get("name"), "coop": here.name}
    found["kind"] = face.membership_class if face else getattr(kind, "name", None)
    number = membership.member.number if membership is not None else None
    found["number"] = face.number if face else number
    day = _day(context)
    found["last_day"] = date_format(day, "DATE_FORMAT") if day else None
    found |= {name: context.get(name) for name in OF_AN_AMOUNT}
    return {name: str(value) for name, value in found.items() if value}


def _day(context: dict[str, Any]) -> date | None:
    if "notice" in context:
        return context["notice"].last_day  # type: ignore[no-any-return]  # -- a notice, or one that is invented
    if "day" in context:
        return context["day"]  # type: ignore[no-any-return]  # -- of a reminder
    membership = context.get("membership")
    return membership.ends_on if membership is not None else None


def sample(
    row: Changeable, here: Cooperative, member: Member | None, today: date
) -> dict[str, Any]:
    """What the template is given for a member, or for somebody invented."""
    held = None
    if member is not None:
        held = member.memberships.select_related("membership_class", "member").first()
    kind = SimpleNamespace(name=_("Member"), is_open_ended=False)
    person = SimpleNamespace(name=INVENTED, number=f"{here.number_prefix}-000417")
    membership = held or SimpleNamespace(
        member=member or person,
        membership_class=kind,
        ends_on=today.replace(month=12, day=31),
        end_reason="",
    )
    context: dict[str, Any] = {
        "name": member.name if member else INVENTED,
        "membership": membership,
        "class": membership.membership_class,
    }
    return context | (row.sample(here, member) if row.sample else {})
