"""All kinds of what can be given, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from benefits.eligibility import codec
from benefits.eligibility.memberships import AsOwnMember, ReducedFee, VisitingMembership
from benefits.eligibility.values import TermsError
from benefits.eligibility.what import Discount, EventEntry, FeeWaiver, FreeUnits, ShopCode, What

_ALL: tuple[type[What], ...] = (
    VisitingMembership,
    Discount,
    ShopCode,
    FreeUnits,
    EventEntry,
    FeeWaiver,
    AsOwnMember,
    ReducedFee,
)
KINDS: Final[Mapping[str, type[What]]] = {each.kind: each for each in _ALL}


def read_what(kind: Any, data: Any) -> What:
    """Raises TermsError where the kind is not known, or its particulars are not of its shape."""
    if not isinstance(kind, str) or kind not in KINDS:
        raise TermsError("A benefit is of a kind this version does not know.")
    return codec.read_fields(KINDS[kind], data)
