"""What a new co-op begins with: kinds of membership by the shape of the co-op, and rules to amend."""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.models import MembershipClass

Kind = MembershipClass.Kind

CHOICES: Final = (
    ("consumer", _("Members who use it: a shop, a library, a cinema")),
    ("worker", _("Members who work there")),
    ("resident", _("Members who live there")),
    ("mixed", _("Several kinds: users, workers and supporters")),
)
_CLASSES: Final[dict[str, tuple[tuple[str | Promise, str, int, bool], ...]]] = {
    "consumer": (
        (_("Member"), Kind.CONSUMER, 12, True),
        (_("Supporter"), Kind.SUPPORTER, 12, False),
    ),
    "worker": ((_("Worker member"), Kind.WORKER, 12, True),),
    "resident": ((_("Resident member"), Kind.RESIDENT, 36, True),),
    "mixed": (
        (_("Member"), Kind.CONSUMER, 12, True),
        (_("Worker member"), Kind.WORKER, 12, True),
        (_("Supporter"), Kind.SUPPORTER, 12, False),
    ),
}
BYLAWS: Final = _(
    "1. Anybody who uses what we do, and agrees with these rules, may become a member.\n"
    "2. One member, one vote.\n"
    "3. A member may leave at any time.\n\n"
    "These rules stand here to begin with. Put your own in their place before you take members in."
)


def classes(preset: str) -> list[dict[str, Any]]:
    """The preset's classes, and the one that agreements with partners need: visitors, without a vote."""
    rows = [
        {"name": str(name), "kind": kind, "term_months": months, "has_vote": vote}
        for name, kind, months, vote in _CLASSES[preset]
    ]
    visiting = {
        "name": str(_("Visiting member")),
        "kind": Kind.ASSOCIATE,
        "term_months": 3,
        "has_vote": False,
        "visiting": True,
        "open_to_applicants": False,
        "reciprocity_eligible": False,
    }
    return [{**row, "position": place} for place, row in enumerate([*rows, visiting])]
