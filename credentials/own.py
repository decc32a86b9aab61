"""Our own cards, by what was held out or asked: within the current co-op, and never another's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from credentials.models import Credential, Disclosure
from tenants.models import Holder, Membership


@dataclass(frozen=True)
class Own:
    """A card of ours: whose it is, and whether a newer one took its place. `further` is who else of the household."""

    membership: Membership
    is_replaced: bool
    further: Holder | None = None


def by_document(card: Mapping[str, Any]) -> Own | None:
    return _own(urn=str(card.get("id")))


def by_code(code: str) -> Own | None:
    return _own(card_code=code)


def told_of(asker: str, nonce: str) -> Membership | None:
    """Of whom we told this co-op when it asked this; nobody, once that is forgotten."""
    rows = Disclosure.objects.filter(question=Disclosure.question_of(asker, nonce))
    found = rows.select_related("membership__member").first()
    return found.membership if found else None


def _own(**known: str) -> Own | None:
    joined = Credential.objects.select_related(
        "membership__member", "membership__membership_class", "further"
    )
    found = joined.filter(**known).first()
    return Own(found.membership, found.superseded_at is not None, found.further) if found else None
