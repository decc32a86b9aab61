"""Whose cards the invented co-ops accept, and for whom the invented federation signs. By the pages' own services."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from coopportal.demo import cast
from coopportal.demo.staffing import seat
from credentials import issuers
from credentials.acceptance import Policy
from credentials.models import AcceptancePolicy
from credentials.services import ordering
from credentials.services.accepting import save_policy
from tenants import scope
from tenants.models import Cooperative, Staff

# Few members and nobody in the portal's office: its federation signs.
SIGNED_FOR: Final = "loom-and-ledger"


def decide(slugs: Collection[str]) -> None:
    """Once: a rule at two co-ops, and one whose cards the federation signs."""
    found = {row.slug: row for row in Cooperative.objects.filter(slug__in=slugs)}
    body = found.get(cast.COMMONLANDS)
    if body is None:
        return
    for slug, rule in _rules(body.did, found).items():
        if slug in found:
            with scope.within(found[slug].pk):
                if not AcceptancePolicy.objects.exists():
                    save_policy(rule, by=seat(Staff.Role.OWNER))
    if SIGNED_FOR in found:
        with scope.within(found[SIGNED_FOR].pk):
            if issuers.running() is None and body in issuers.possible():
                ordering.let_sign(body, by=seat(Staff.Role.OWNER))


def _rules(body: str, found: dict[str, Cooperative]) -> dict[str, Policy]:
    """Green Valley trusts the federation's closer looks; Hillside wants its partners confirmed as well."""
    refused = found.get("old-mill")
    return {
        cast.GREEN_VALLEY: Policy(bodies=frozenset({body})),
        cast.HILLSIDE: Policy(
            bodies=frozenset({body}),
            categories=frozenset({"COOP", "CA"}),
            assurance="vouched",
            partners_confirmed=True,
            denied=frozenset({refused.did} if refused else ()),
        ),
    }
