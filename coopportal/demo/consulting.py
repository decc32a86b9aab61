"""What people of the demonstration say of the definition: a comment in every state, by the form's own service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from coopportal.demo.services import backdating
from coopportal.services import consultation as service
from tenants.models import Comment, Proposal, User

State = Comment.State
Change = Proposal.State


@dataclass(frozen=True)
class Proposed:
    """A proposal. Days are counted from the first run."""

    title: str
    text: str
    days: int
    term: str = ""
    state: str = Change.OPEN
    answer: str = ""
    version: str = ""


@dataclass(frozen=True)
class Said:
    """A comment. `about` and `led_to` are places in the list of proposals, counted from one."""

    text: str
    email: str
    days: int
    state: str
    name: str = ""
    organisation: str = ""
    term: str = ""
    about: int = 0
    answer: str = ""
    led_to: int = 0


PROPOSED: Final = (
    Proposed(
        "Say where a co-op can be visited",
        "An accreditation names the sites of a co-op, with town and country, and coordinates if it likes. "
        "Distance rules can then be counted from the place that is visited, and not from an office.",
        -60,
        term="location",
        state=Change.ACCEPTED,
        answer="Several schemes print their sites. It is part of v0.1.",
        version="v0.1",
    ),
    Proposed(
        "Count elders apart from adults",
        "Beside adults and children, “covers” may say how many elders a card lets in. Museums and baths count them "
        "apart, and a desk should not have to ask.",
        -21,
        term="covers",
    ),
    Proposed(
        "Let a co-op say its own word for each kind of evidence",
        "As with the name of a kind of membership: what a co-op calls its induction stands beside “inPerson”.",
        -18,
        term="method",
        state=Change.ACCEPTED,
        answer="Useful at a desk, and harmless: the shared word stays the one that rules look at.",
    ),
    Proposed(
        "Put the number of shares on the card",
        "Some benefits could depend on how much somebody has invested.",
        -40,
        state=Change.DECLINED,
        answer="What somebody owns is nobody's business at a till. The definition says so in its first lines.",
    ),
)
SAID: Final = (
    Said(
        "Our flats are in three towns. “Ninety miles from the co-op” means nothing for us as long as only the office is known.",
        "walburga@example.org",
        -70,
        State.ACCEPTED,
        "Walburga Stein",
        "Hillside Housing",
        term="homeArea",
        answer="You are right. An accreditation names sites now, and distance is counted from them.",
        led_to=1,
    ),
    Said(
        "Please put shares on the card. Our investors should get a better price at partners.",
        "otto@example.com",
        -45,
        State.DECLINED,
        "Otto Reimann",
        answer="A card is shown to strangers. What somebody owns does not belong on it; a partner can ask for the class “investor”.",
        led_to=4,
    ),
    Said(
        "Grandparents come along to our pool and are counted as adults, so a family of five pays twice.",
        "ines@example.org",
        -24,
        State.ACCEPTED,
        "Inês Carvalho",
        "Piscina Comunitária",
        term="covers",
        answer="A change is proposed: elders beside adults and children. Tell us whether it would help you.",
        led_to=2,
    ),
    Said(
        "Will a card be bound to a phone? A copy of a file proves little, and we lend out tools worth thousands.",
        "mei@example.com",
        -20,
        State.LATER,
        "Mei Tanaka",
        "Kōdō Kyoto",
        term="id",
        answer="The definition has a place for the holder's key. We come back to it when wallets can be used by everybody.",
    ),
    Said(
        "Elders: from which age? It differs between countries. Leave it to the host, and count people only.",
        "padraig@example.org",
        -9,
        State.PUBLISHED,
        "Pádraig Byrne",
        about=2,
    ),
    Said(
        "نود أن تظهر أسماء فئات العضوية باللغة العربية على البطاقة أيضاً.",
        "layla@example.org",
        -5,
        State.PUBLISHED,
        "ليلى حداد",
        term="membershipClassName",
    ),
    Said(
        "“From the world” is the best part of the terms. Could each rule link to the scheme it comes from?",
        "noor@example.com",
        -2,
        State.NEW,
        "Noor Visser",
    ),
    Said(
        "An induction at our maker space is half a day. “inPerson” does not say that.",
        "tomasz@example.org",
        -1,
        State.NEW,
        organisation="Warsztat Spółdzielczy",
        term="inPerson",
        about=0,
    ),
    Said("Cheap watches, best price!", "offers@example.com", -6, State.HIDDEN, "Best Offers"),
    Said("I have not opened my mailbox yet.", "forgetful@example.org", -3, State.UNCONFIRMED),
)


def tell(*, now: datetime) -> None:
    """Add what is missing. The operator reads and answers."""
    by = User.objects.filter(is_staff=True).order_by("pk").first()
    if by is None:
        return
    changes = [_proposed(each, by=by, now=now) for each in PROPOSED]
    for each in SAID:
        if not Comment.objects.filter(email=each.email).exists():
            _said(each, changes, by=by, now=now)


def _proposed(each: Proposed, *, by: User, now: datetime) -> Proposal:
    known = Proposal.objects.filter(title=each.title).first()
    if known is not None:
        return known
    made = service.propose(
        title=each.title,
        text=each.text,
        term=each.term,
        state=each.state,
        answer=each.answer,
        version=each.version,
        by=by,
    )
    backdating.date_proposal(made, at=now + timedelta(days=each.days))
    return made


def _said(each: Said, changes: list[Proposal], *, by: User, now: datetime) -> None:
    row = service.write_comment(
        text=each.text,
        email=each.email,
        name=each.name,
        organisation=each.organisation,
        term=each.term,
        proposal=changes[each.about - 1] if each.about else None,
    )
    if each.state != State.UNCONFIRMED:
        row = service.confirm_comment(row)
    if each.state == State.HIDDEN:
        service.hide_comment(row, by=by, was=State.NEW)
    if each.state in Comment.PUBLIC:
        service.publish_comment(row, by=by, was=State.NEW)
    if each.state in Comment.ANSWERED:
        service.answer_comment(
            row,
            state=each.state,
            answer=each.answer,
            led_to=changes[each.led_to - 1] if each.led_to else None,
            by=by,
            was=State.PUBLISHED,
        )
    backdating.date_comment(row, at=now + timedelta(days=each.days))
