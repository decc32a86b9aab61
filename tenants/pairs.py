"""Who may stand on the register twice: same name and postcode, same e-mail, same phone. Only ever shown, never acted on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.models import Member, TwoPeople

MOST: Final = 100
AT_ONCE: Final = 4  # of one group: a mailbox of a whole house is no list of pairs
DIGITS: Final = 9  # without the country code, which people write or leave out
WORDS: Final[dict[str, str | Promise]] = {
    "name": _("Same name and postcode"),
    "email": _("Same email address"),
    "phone": _("Same phone number"),
}
Row = tuple[int, str, str, str, str]


@dataclass(frozen=True)
class Pair:
    """The one that was entered first, the other one, and what they share."""

    first: Member
    second: Member
    reasons: tuple[str, ...]

    @property
    def sentences(self) -> list[str]:
        return [str(WORDS[reason]) for reason in self.reasons]


def likely(only: Member | None = None) -> list[Pair]:
    """The surest first, those left out that somebody said are two people. Three queries, however many members."""
    rows = _living().values_list("pk", "name_key", "postcode", "email_key", "phone")
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for reason, keys in _groups(rows.iterator()):
        for pks in keys.values():
            for pair in combinations(sorted(pks)[:AT_ONCE], 2):
                if only is None or only.pk in pair:
                    found[pair].add(reason)
    if not found:
        return []
    two = set(TwoPeople.objects.values_list("first_id", "second_id"))
    order = sorted(set(found) - two, key=lambda pair: (-len(found[pair]), pair))[:MOST]
    wanted = {pk for pair in order for pk in pair}
    people = Member.objects.filter(pk__in=wanted).prefetch_related("memberships__membership_class")
    by_pk = {each.pk: each for each in people}
    return [
        Pair(by_pk[one], by_pk[other], tuple(sorted(found[one, other]))) for one, other in order
    ]


def _living() -> QuerySet[Member]:
    return Member.objects.filter(anonymised_at=None, merged_into=None).order_by("pk")


def _groups(rows: Iterator[Row]) -> Iterator[tuple[str, dict[str, list[int]]]]:
    same: dict[str, dict[str, list[int]]] = {reason: defaultdict(list) for reason in WORDS}
    for pk, name, postcode, email, phone in rows:
        digits = "".join(ch for ch in phone if ch.isdigit())[-DIGITS:]
        place = postcode.replace(" ", "").upper()
        if name and place:
            same["name"][f"{name}|{place}"].append(pk)
        if email:
            same["email"][email].append(pk)
        if len(digits) == DIGITS:
            same["phone"][digits].append(pk)
    for reason, keys in same.items():
        yield reason, {key: pks for key, pks in keys.items() if len(pks) > 1}
