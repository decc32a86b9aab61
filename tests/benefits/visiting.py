"""A member's card as its home signs it, and lists as a home publishes them: documents and values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from benefits.eligibility import Evidence, Standing
from benefits.models import Decision, Grant
from benefits.services.following import follow_grants, look_at
from benefits.services.visits import Seen, Visitor, recognise_visitor
from credentials.acceptance import Word
from credentials.models import Credential, PresentationRequest
from credentials.services.presenting import request_presentation, spend_request
from tenants import outbox
from tenants.models import Seat, User
from tests.benefits.scene import Side, person
from tests.credentials.members import carded
from tests.support.kept import kept


@dataclass
class Home:
    """What a home publishes: which bits are set, and whether its lists can be read at all."""

    side: Side
    bits: set[tuple[str, int]] = field(default_factory=set)
    reachable: bool = True
    reads: list[str] = field(default_factory=list)
    speakers: set[str] = field(default_factory=set)
    said: tuple[Word, ...] | None = ()

    def may_speak(self, issuer: str, home: str) -> bool | None:
        return home == self.side.coop.did and issuer in self.speakers

    def words(self, home: str, bodies: frozenset[str]) -> tuple[Word, ...] | None:
        if self.said is None or home != self.side.coop.did:
            return None
        return tuple(word for word in self.said if word.body in bodies)

    def bit(self, url: str, issuer: str, purpose: str, index: int) -> bool | None:
        self.reads.append(url)
        if not self.reachable or issuer not in {self.side.coop.did, *self.speakers}:
            return None
        return (purpose, index) in self.bits

    def card(self, *, index: int = 7, membership_id: str = "m-1", **values: Any) -> dict[str, Any]:
        now = timezone.now()
        did = self.side.coop.did
        subject = {
            "memberOf": {"id": did, "name": self.side.coop.name},
            "membershipId": membership_id,
            "membershipClass": "consumer",
            "reciprocity": {"eligible": True, "programmes": []},
            **values.pop("subject", {}),
        }
        return {
            "id": f"urn:uuid:{uuid4()}",
            "issuer": {"id": did, "name": self.side.coop.name},
            "validFrom": _stamp(now - timedelta(30)),
            "validUntil": _stamp(now + timedelta(300)),
            "credentialStatus": [
                {
                    "statusPurpose": purpose,
                    "statusListCredential": f"https://home.example/status/{purpose}",
                    "statusListIndex": str(index),
                }
                for purpose in ("revocation", "suspension")
            ],
            "credentialSubject": subject,
            **values,
        }


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def ask(host: Side, **values: Any) -> PresentationRequest:
    with host.within:
        return request_presentation(audience=host.coop.did, purpose="visiting_membership", **values)


def answer(
    host: Side,
    asked: PresentationRequest,
    card: dict[str, Any],
    user: User,
    *,
    nonce: str = "",
    audience: str = "",
    **values: Any,
) -> Decision:
    """A live answer, as the host receives it: its nonce is spent in the decision's transaction."""
    seen = {"genuine": True, "evidence": Evidence.LIVE, "standing": Standing.GOOD, **values}

    def receive() -> Seen:
        spend_request(asked, nonce=nonce or asked.nonce, audience=audience or host.coop.did)
        return Seen(card, **seen)

    with host.within:
        return recognise_visitor(
            receive, Visitor(user.pk, user.name, user.email), request=asked.code
        )


def visit(host: Side, card: dict[str, Any], user: User, **values: Any) -> Decision:
    return answer(host, ask(host), card, user, **values)


def grant_of(side):
    with side.within:
        return Grant.objects.select_related("membership", "membership__member").get()


def recheck(side, home, *, later=timedelta()):
    """What the periodic task does for one co-op, at a moment of our choice."""
    with side.within:
        looks = look_at(Grant.objects.exclude(state=Grant.State.ENDED), home)
        moves = follow_grants(looks, now=timezone.now() + later)
    outbox.drain()
    return [(str(move.step), str(move.cause)) for move in moves]


@kept
def member(side: Side, email: str) -> tuple[User, Credential]:
    """A member with a login and a card, issued and checked as any other."""
    user = person(email)
    _membership, card = carded(
        side.coop,
        name=f"{user.name} Ashe",
        user=user,
        email=email,
        ends_on=timezone.localdate() + timedelta(200),
    )
    Seat.objects.get_or_create(kind=Seat.Kind.MEMBER, user=user, cooperative=side.coop)
    return user, card
