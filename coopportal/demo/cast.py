"""The co-ops of the demonstration: who they are, whom they take in, how many they are. Plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from coopportal.demo import shares
from coopportal.demo.in_german import in_german
from tenants.models import Cooperative, MembershipClass

Kind = MembershipClass.Kind
GREEN_VALLEY: Final = "green-valley"
HILLSIDE: Final = "hillside"
NORTHLIGHT: Final = "northlight"
OAK_STREET: Final = "oak-street"
COMMONLANDS: Final = "commonlands"


@dataclass(frozen=True)
class Classy:
    """One kind of membership as the co-op offers it, and the share of its members that have it."""

    name: str
    kind: str
    price: str
    share: int = 1
    term_months: int = 12
    has_vote: bool = True
    description: str = ""
    more: dict[str, Any] = field(default_factory=dict)

    def values(self, position: int) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "price": self.price,
            "term_months": self.term_months,
            "has_vote": self.has_vote,
            "description": self.description,
            "position": position,
            "translations": in_german(self.name, self.price, self.description),
            **self.more,
        }


@dataclass(frozen=True)
class House:
    """One co-op. `culture` is where most of its members' names come from."""

    slug: str
    name: str
    prefix: str
    members: int
    classes: tuple[Classy, ...]
    profile: dict[str, Any]
    culture: str = "british"
    years: int = 6
    later_state: str = ""

    @property
    def email(self) -> str:
        return f"{self.slug}@example.org"


def _place(
    sector: str, place: str, country: str, region: str, zone: str, colour: str
) -> dict[str, Any]:
    return {
        "sector": sector,
        "place": place,
        "country": country,
        "region": region,
        "time_zone": zone,
        "colour": colour,
    }


LONDON = "Europe/London"
CONSUMER = Classy(
    "Consumer member",
    Kind.CONSUMER,
    "£10 once",
    9,
    description="You shop here, and you vote.",
    more=shares.CONSUMER,
)
SUPPORTER = Classy(
    "Supporter",
    Kind.SUPPORTER,
    "£25 a year",
    1,
    has_vote=False,
    description="You help us along without a vote.",
)

HOUSES: Final = (
    House(
        GREEN_VALLEY,
        "Green Valley Food Co-op",
        "GV",
        420,
        (
            CONSUMER,
            Classy("Worker member", Kind.WORKER, "£200 in shares", 1, more=shares.WORKER),
            Classy("Supporter", Kind.SUPPORTER, "£25 a year", 1, has_vote=False),
        ),
        {
            **_place("food", "Millbrook", "GB", "ENG", LONDON, "#1F7A3D"),
            "about": "A shop that belongs to the people who buy there. Vegetables from twelve farms "
            "nearby, and a café on Saturdays.",
            "phone": "+44 1632 960 010",
        },
        years=14,
    ),
    House(
        HILLSIDE,
        "Hillside Tool Library",
        "HT",
        130,
        (
            Classy(
                "Borrower",
                Kind.CONSUMER,
                "£30 a year",
                8,
                description="Borrow any tool for a week.",
                more=shares.YEARLY,
            ),
            SUPPORTER,
        ),
        {
            **_place("tools", "Hillside", "GB", "ENG", LONDON, "#B4531F"),
            "about": "Drills, ladders and sewing machines for everybody on the hill. "
            "Open on Wednesdays and Saturdays.",
            "phone": "+44 1632 960 020",
        },
        years=8,
    ),
    House(
        "riverbank",
        "Riverbank Housing Co-op",
        "RB",
        40,
        (Classy("Resident member", Kind.RESIDENT, "£1 once", term_months=36),),
        {
            **_place("housing", "Millbrook", "GB", "ENG", LONDON, "#2F5D8A"),
            "about": "Twenty-four homes by the river, run by the people who live in them.",
        },
        years=20,
    ),
    House(
        "loom-and-ledger",
        "Loom & Ledger",
        "LL",
        14,
        (Classy("Worker-owner", Kind.WORKER, "£500 once", term_months=24),),
        {
            **_place("textiles", "Ashford", "GB", "ENG", LONDON, "#6B3F8F"),
            "about": "A weaving mill and a book-keeping office under one roof, owned by those who "
            "work there.",
        },
        years=11,
    ),
    House(
        NORTHLIGHT,
        "Northlight Cinema",
        "NL",
        260,
        (
            Classy("Film-goer", Kind.CONSUMER, "£20 a year", 7),
            Classy("Film-maker", Kind.PRODUCER, "£20 a year", 1),
            Classy("Crew", Kind.WORKER, "£50 once", 1),
        ),
        {
            **_place("culture", "Northgate", "GB", "SCT", LONDON, "#2B3A67"),
            "about": "One screen, ninety seats, and a programme its members vote on.",
        },
        years=9,
    ),
    House(
        "tidewater",
        "Tidewater Car Share",
        "TW",
        300,
        (Classy("Driver", Kind.CONSUMER, "£60 a year", 6), SUPPORTER),
        {
            **_place("mobility", "Port Ellen", "GB", "WLS", LONDON, "#0F6E84"),
            "about": "Thirty-one cars and four vans on the coast. Book one by the hour.",
        },
        years=7,
    ),
    House(
        "kodo-kyoto",
        "Kōdō Kyoto 鼓動京都",
        "KK",
        16,
        (Classy("正会員", Kind.WORKER, "¥5,000", 1),),
        {
            **_place("culture", "京都 Kyoto", "JP", "26", "Asia/Tokyo", "#9B2335"),
            "about": "Drummers and drum makers. 太鼓の演奏家と職人の協同組合。",
        },
        culture="japanese",
        years=5,
    ),
    House(
        "al-nakhla",
        "Al-Nakhla Growers النخلة",
        "AN",
        18,
        (Classy("منتج", Kind.PRODUCER, "100 DH", 1),),
        {
            **_place("farming", "Zagora زاكورة", "MA", "08", "Africa/Casablanca", "#8A6D00"),
            "about": "Dates from forty small gardens. تمور من أربعين بستانا صغيرا.",
        },
        culture="arabic",
        years=4,
    ),
    House(
        "saltmarsh",
        "Saltmarsh Energy",
        "SE",
        20,
        (Classy("Investor member", Kind.INVESTOR, "£250 once", term_months=60),),
        {
            **_place("energy", "Saltmarsh", "GB", "ENG", LONDON, "#C26A00"),
            "about": "Two wind turbines at sea level, and a third one planned.",
            "state": Cooperative.State.AWAITING_ACCREDITATION,
        },
        years=1,
    ),
    House(
        "old-mill",
        "Old Mill Bakery",
        "OM",
        12,
        (Classy("Worker member", Kind.WORKER, "£100 once"),),
        {
            **_place("food", "Ashford", "GB", "ENG", LONDON, "#7B4B2A"),
            "about": "Bread from an old mill. Its books are being looked at, so it takes nobody in.",
        },
        years=6,
        later_state=Cooperative.State.SUSPENDED,
    ),
    House(
        OAK_STREET,
        "Oak Street Food Co-op",
        "OS",
        30,
        (CONSUMER,),
        {
            **_place("food", "Northgate", "GB", "SCT", LONDON, "#4E6B12"),
            "about": "A small shop on a long street. Members of partner food co-ops shop as our own.",
            "phone": "+44 1632 960 030",
        },
        years=10,
    ),
    House(
        "five-strings",
        "Five Strings Music Co-op",
        "FS",
        20,
        (
            Classy("Musician", Kind.WORKER, "£40 a year", 3),
            Classy("Listener", Kind.CONSUMER, "£15 a year", 2),
        ),
        {
            **_place("music", "Northgate", "GB", "SCT", LONDON, "#8C1D5A"),
            "about": "Rehearsal rooms, a label, and instruments to borrow.",
        },
        years=5,
    ),
    House(
        "heatherstone",
        "Heatherstone Holiday Homes",
        "HH",
        12,
        (Classy("Guest member", Kind.CONSUMER, "£50 once"),),
        {
            **_place("holidays", "Glen Heather", "GB", "SCT", LONDON, "#5B4B8A"),
            "about": "Nine stone cottages, cleaned and kept by the guests who own them.",
        },
        years=12,
    ),
    House(
        COMMONLANDS,
        "Commonlands Federation",
        "CF",
        0,
        (Classy("Member co-op", Kind.ORGANISATION, "By turnover", term_months=36),),
        {
            **_place("federation", "Millbrook", "GB", "ENG", LONDON, "#0B5D4B"),
            "about": "Co-ops helping co-ops: advice, audits, and one shared list of who is one.",
            "level": Cooperative.Level.SECONDARY,
        },
        years=15,
    ),
)
