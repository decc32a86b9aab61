"""What all invented co-ops have alike: a class for visitors, and rules to accept."""

from __future__ import annotations

from typing import Final

from tenants.models import MembershipClass

Kind = MembershipClass.Kind

VISITING: Final = {
    "name": "Visiting member",
    "kind": Kind.ASSOCIATE,
    "price": "Free for members of partner co-ops",
    "term_months": 3,
    "has_vote": False,
    "visiting": True,
    "open_to_applicants": False,
    "reciprocity_eligible": False,
    "position": 90,
    "description": "For members of partner co-ops. Shop and borrow as our members do, without a vote.",
}

BYLAWS: Final = """1. Anybody who uses what we do, and agrees with these rules, may become a member.
2. One member, one vote, however large the share.
3. The members' meeting elects the board, hears its report and decides what happens to a surplus.
4. A member may leave at any time, with a month's notice. The share is paid back within six months.
5. The board may suspend a member who breaks these rules, and must hear the member first.
6. We work with other co-ops, and welcome their members where an agreement says so."""
