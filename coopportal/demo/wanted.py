"""Who would like to take part in the demonstration: somebody in every state, each told by the form's own service."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from coopportal.demo import cast
from coopportal.demo.services import backdating
from coopportal.interest.choices import CONSULTATION, PARTICIPATE, TRY
from coopportal.services import interest as service
from tenants.models import Cooperative, Interest, User

State = Interest.State
Kind = Interest.Kind


@dataclass(frozen=True)
class Wanted:
    """One interest. Days are counted from the first run; `slug` is the co-op that came of it."""

    organisation: str
    name: str
    email: str
    country: str
    sector: str
    days: int
    state: str = State.NEW
    role: str = "manager"
    wishes: tuple[str, ...] = (PARTICIPATE,)
    uses: tuple[str, ...] = ()
    hopes: str = ""
    language: str = "en"
    federation: bool = False
    slug: str = ""
    note: str = ""
    step: tuple[str, int] | None = None


WANTED: Final = (
    Wanted(
        "Fjordbrød Bakeri",
        "Ingrid Solheim",
        "ingrid@example.com",
        "NO",
        "food",
        -1,
        wishes=(PARTICIPATE, TRY),
        uses=("reciprocal-membership",),
        hopes="Our members travel along the coast. They should feel at home at other bakeries.",
        federation=True,
    ),
    Wanted(
        "La Candela Teatro",
        "Lucía Ferrer",
        "lucia@example.org",
        "ES",
        "culture",
        -2,
        wishes=(TRY,),
        uses=("at-the-door", "cross-selling"),
        hopes="Two seats for members of other theatres, without a list on paper.",
        language="es",
    ),
    Wanted("", "Ngozi Bello", "ngozi@example.com", "NG", "work", -3, wishes=(CONSULTATION,)),
    Wanted(
        "Zweiradwerk Leipzig",
        "Jonas Kittel",
        "jonas@example.org",
        "DE",
        "tools",
        -6,
        language="de",
        wishes=(PARTICIPATE, CONSULTATION),
    ),
    Wanted(
        "Pontypool Community Energy",
        "Carys Bevan",
        "carys@example.com",
        "GB",
        "energy",
        -16,
        State.TALKING,
        federation=True,
        note="They have 90 members on a spreadsheet, and a meeting in January that decides.",
        step=("Send them the list of what they need", -2),
    ),
    Wanted(
        "Kyoto Machiya Housing",
        "藤田 健",
        "fujita@example.org",
        "JP",
        "housing",
        -22,
        State.TALKING,
        language="ja",
        note="Asked which languages the cards can be in.",
        step=("Call together with Kōdō Kyoto", 9),
    ),
    Wanted(
        "Les Paniers du Rhône",
        "Margaux Delorme",
        "margaux@example.com",
        "FR",
        "food",
        -31,
        State.TALKING,
        language="fr",
        wishes=(TRY,),
        uses=("sign-in",),
        note="Their members sign in to a forum today. Told them that this is not built yet.",
    ),
    Wanted(
        "Saltmarsh Energy",
        "Aled Rowlands",
        "aled@example.org",
        "GB",
        "energy",
        -380,
        State.INVITED,
        federation=True,
        slug="saltmarsh",
        note="Invited before the third turbine is decided on.",
        step=("Ask whether they need help with the federation's questions", 4),
    ),
    Wanted(
        "Five Strings Music Co-op",
        "Tamsin Hale",
        "tamsin@example.com",
        "GB",
        "culture",
        -700,
        State.ON_BOARD,
        uses=("cross-selling",),
        federation=True,
        slug="five-strings",
    ),
    Wanted(
        "Tidewater Car Share",
        "Rafael Moura",
        "rafael@example.org",
        "GB",
        "mobility",
        -1100,
        State.ON_BOARD,
        slug="tidewater",
    ),
    Wanted(
        "",
        "Priyanka Nair",
        "priyanka@example.org",
        "IN",
        "education",
        -64,
        State.ON_BOARD,
        role="adviser",
        wishes=(CONSULTATION,),
        note="Read the draft of the card and sent comments.",
    ),
    Wanted(
        "Grain Exchange Mill",
        "Patrick Dunne",
        "patrick@example.com",
        "IE",
        "food",
        -120,
        State.NOT_NOW,
        note="Two mills are merging. They come back when that is done.",
        step=("Write once more", 60),
    ),
)
PENDING: Final = Wanted("Not Confirmed Yet", "Sam Ash", "sam.ash@example.org", "GB", "care", -4)
UNDELIVERED: Final = "jonas@example.org"


def tell(slugs: Collection[str], *, now: datetime) -> None:
    """Add who is missing. The operator speaks with them."""
    by = User.objects.filter(is_staff=True).order_by("pk").first()
    if by is None:
        return
    body = Cooperative.objects.filter(slug=cast.COMMONLANDS).first()
    for each in (*WANTED, PENDING):
        if Interest.objects.filter(email=each.email).exists():
            continue
        row = _told(each, body if each.federation else None)
        if each is not PENDING:
            row = service.confirm_interest(row)
            _bring_on(row, each, slugs, by=by, now=now)
        backdating.date_interest(
            row,
            at=now + timedelta(days=each.days),
            refused=each.email == UNDELIVERED,
        )


def _told(each: Wanted, federation: Cooperative | None) -> Interest:
    return service.register_interest(
        kind=Kind.COOP if each.organisation else Kind.PERSON,
        organisation=each.organisation,
        name=each.name,
        email=each.email,
        country=each.country,
        sector=each.sector,
        role=each.role,
        wishes=list(each.wishes),
        use_cases=list(each.uses),
        hopes=each.hopes,
        language=each.language,
        federation=federation,
    )


def _bring_on(
    row: Interest, each: Wanted, slugs: Collection[str], *, by: User, now: datetime
) -> None:
    if each.note:
        service.add_note(row, each.note, by=by)
    state: str = State.NEW
    if each.slug in slugs:
        service.link_cooperative(row, Cooperative.objects.get(slug=each.slug), by=by)
        state = State.INVITED
    if each.state not in {state, State.INVITED}:
        service.change_state(row, each.state, was=state, by=by)
    if each.step:
        text, days = each.step
        on = now.date() + timedelta(days=days)
        service.plan_next_step(row, step=text, on=on, who=str(by), by=by)
