"""What the invented co-ops agreed with one another, and who visits whom. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from coopportal.demo import cast
from tenants.models import MembershipClass

Kind = MembershipClass.Kind
PROPOSED, IN_FORCE, DECLINED, ENDED = "proposed", "in force", "declined", "ended"


@dataclass(frozen=True)
class Pact:
    """An agreement between two, proposed by the first. Days are counted from the first run."""

    proposer: str
    partner: str
    state: str
    classes: tuple[str, ...] = (Kind.CONSUMER, Kind.WORKER)
    days: int = 90
    starts: int = -120
    ends: int = 365
    reason: str = ""


PACTS: Final = (
    Pact(cast.GREEN_VALLEY, cast.HILLSIDE, IN_FORCE),
    Pact(cast.OAK_STREET, cast.GREEN_VALLEY, IN_FORCE, (Kind.CONSUMER,)),
    Pact(cast.NORTHLIGHT, cast.HILLSIDE, IN_FORCE, (Kind.CONSUMER, Kind.PRODUCER), 30),
    Pact("five-strings", "heatherstone", IN_FORCE, (Kind.CONSUMER, Kind.WORKER), 30),
    Pact("tidewater", cast.HILLSIDE, IN_FORCE, (Kind.CONSUMER,), 14, -355, 10),
    Pact("riverbank", cast.OAK_STREET, PROPOSED, (Kind.RESIDENT, Kind.CONSUMER), 60, 7),
    Pact(cast.GREEN_VALLEY, cast.NORTHLIGHT, PROPOSED, (Kind.CONSUMER,), 30, 14),
    Pact("tidewater", cast.GREEN_VALLEY, DECLINED, reason="Our car park is full as it is."),
    Pact(
        cast.GREEN_VALLEY,
        "loom-and-ledger",
        ENDED,
        (Kind.WORKER,),
        reason="Nobody has used it for a year.",
    ),
)


@dataclass(frozen=True)
class Visit:
    """A member with a login who became a visiting member at a partner; `email` names the member."""

    email: str
    home: str
    host: str


VISITS: Final = (
    Visit("idris.bowen@example.com", cast.GREEN_VALLEY, cast.HILLSIDE),
    Visit("sakura.watanabe@example.com", cast.GREEN_VALLEY, cast.HILLSIDE),
    Visit("anh.tuyet@example.org", cast.GREEN_VALLEY, cast.OAK_STREET),
    Visit("leela.fernando@example.org", cast.OAK_STREET, cast.GREEN_VALLEY),
    Visit("stella.ormsby@example.com", cast.NORTHLIGHT, cast.HILLSIDE),
)
