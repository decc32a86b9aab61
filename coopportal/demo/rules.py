"""What all invented co-ops have alike: a class for visitors, rules to accept, a word on privacy; one writes on."""

from __future__ import annotations

from typing import Final

from coopportal.demo import cast, staffing
from tenants.models import Bylaws, Cooperative, MembershipClass, PrivacyNotice, Staff, TextDraft
from tenants.privacy_words import suggested
from tenants.services import texts

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


def publish(here: Cooperative) -> None:
    """Once. At Green Valley the next version of the rules is being written."""
    if not Bylaws.objects.exists():
        texts.publish_bylaws(f"Rules of {here.name}", BYLAWS)
    if not PrivacyNotice.objects.exists():
        told = suggested(here)
        texts.publish_privacy_notice(told["title"], told["text"])
    if here.slug == cast.GREEN_VALLEY and not TextDraft.objects.exists():
        texts.save_draft(
            TextDraft.Of.BYLAWS,
            title=f"Rules of {here.name}",
            text=BYLAWS.replace("a month's notice", "three months' notice"),
            changes="Notice is three months from now on, as the meeting in October decided.",
            by=staffing.seat(Staff.Role.OWNER),
        )
