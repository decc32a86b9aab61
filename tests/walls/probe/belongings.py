"""What is one person's: a card with a picture, a household, a device that checked the card, a visit, an operator's post."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from benefits import activity
from benefits.mine import homes_of
from benefits.queries import choices
from credentials.models import Credential, PresentationRequest
from tenants import outbox, scope
from tenants.household import Person
from tenants.models import Cooperative, MemberPhoto, Membership, MembershipClass, Seat
from tenants.services import households
from tests.benefits import desks
from tests.benefits.scene import Side
from tests.credentials import holdout
from tests.portal import consulting, interests

# Names found nowhere else.
KEEPER = "Mulgara Canary-9d3e"
FACE = "Bilby Canary-5d8e"
FURTHER = "Dunnart Canary-3e6b"
TILL = "Kowari Canary-8a2d"
SAID = "Numbat Canary-1b7f"
OFFERED = "Quokka Canary-6f3c"
ASKS = "Wombat Canary-9c4a"
# Not what is offered: that stands on the pages of the definition, for everybody.
PRIVATE = (KEEPER, FACE, FURTHER, TILL, SAID, ASKS)


def of(
    side: Side, host: Cooperative, browser: Client, card: Credential, face: str
) -> tuple[Client, dict[str, UUID]]:
    """The device at whose desk the card was held out, and the codes of the rows by what they are."""
    membership: Membership = card.membership
    member = membership.member
    Seat.objects.get_or_create(kind=Seat.Kind.MEMBER, user=member.user, cooperative=side.coop)
    with side.within:
        MembershipClass.objects.filter(pk=membership.membership_class_id).update(holders_most=3)
        membership.refresh_from_db()
        MemberPhoto.objects.create(member=member, content=face.encode())
        further = households.add(membership, Person(FURTHER), by=side.staff)
    outbox.drain()
    device = desks.paired(side, TILL)
    desks.hold_out(device, holdout.qr_text(card))
    visit = _visit(host, browser)
    [line] = activity.lines(choices(member.user, homes_of(member.user)))
    email = f"asks@{side.coop.slug}.example.net"
    return device, {
        "card": card.code,
        "membership": membership.code,
        "member": member.code,
        "further": further.code,
        "check": desks.last_check(side).code,
        "line": line.code,
        "visit": visit,
        "comment": consulting.commented(text=SAID, email=email).code,
        "proposal": consulting.proposed(f"{OFFERED} {side.coop.slug}").code,
        "interest": interests.interested(organisation=ASKS, email=email).code,
    }


def _visit(host: Cooperative, browser: Client) -> UUID:
    """Open for longer than the minutes that people get: a busy machine asks for its page a quarter of an hour later."""
    asked = browser.post(f"/c/{host.slug}/visit/start/").headers["Location"]
    code = UUID(asked.rstrip("/").rpartition("/")[2])
    with scope.within(host.pk):
        open_for = timezone.now() + timedelta(days=1)
        assert PresentationRequest.objects.filter(code=code).update(expires_at=open_for) == 1
    return code
