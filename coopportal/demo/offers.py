"""What the invented co-ops give one another's members beside visits. Plain data; every rule is used once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Final

from benefits.eligibility import Across, Benefit, Evidence, Measure, Money, Period
from benefits.eligibility.after import Accrual, Settle, Settlement, Stack, Stacking, Substitute
from benefits.eligibility.memberships import AsOwnMember, ReducedFee
from benefits.eligibility.often import Budget, MostlyAtHome, Quota, Transfer, Velocity
from benefits.eligibility.partners import MutualOnly, NotNear, PartnerScope, Scope
from benefits.eligibility.party import Covers, Party
from benefits.eligibility.proof import Approval, Approver, PhotoId, Prerequisite
from benefits.eligibility.what import Discount, EventEntry, FeeWaiver, FreeUnits, ShopCode
from benefits.eligibility.where import Blackout, Hours, Sites, Window
from benefits.eligibility.who import Classes, GoodStanding, Tenure, ValidInYear, Vouched
from coopportal.demo import cast

MUSIC: Final = "five-strings"
HOLIDAYS: Final = "heatherstone"
CODES_A_YEAR: Final = 12
BUYERS: Final = Classes(frozenset({"consumer", "worker"}))
CHRISTMAS: Final = (
    (date(2026, 12, 24), date(2026, 12, 26)),
    (date(2027, 12, 24), date(2027, 12, 26)),
)


def _pounds(pounds: int, pence: int = 0) -> Money:
    return Money(100 * pounds + pence, "GBP")


WEEK: Final = Benefit(
    "week-at-the-sea",
    "15 % off a week in a cottage",
    ShopCode(percent_off=15, valid_days=30),
    (
        PartnerScope(Scope.BILATERAL),
        BUYERS,
        Vouched(),
        GoodStanding(24 * 60),
        Quota(CODES_A_YEAR, Period.YEAR),
        Budget(200, Period.MONTH),
        Stacking(Stack.BEST),
        Settlement(Settle.PER_USE, _pounds(5)),
    ),
)
INSTRUMENTS: Final = Benefit(
    "instruments",
    "Instruments to borrow",
    FeeWaiver("the deposit for an instrument"),
    (
        BUYERS,
        Tenure(30),
        Approval(Approver.HOST),
        Window(date(2026, 1, 1), date(2028, 12, 31)),
        Blackout(CHRISTMAS),
        Velocity(2),
    ),
    staff_line="Write the instrument's number on the slip.",
)
FILM: Final = Benefit(
    "film-night",
    "Film night for two",
    EventEntry("the film night of the house"),
    (
        BUYERS,
        Party(Covers.COUNTED, 2, 0),
        Quota(1, Period.VISIT),
        Substitute("half price on any other evening"),
    ),
    staff_line="Two seats in rows 5 to 9.",
)
WORKSHOP: Final = Benefit(
    "workshop",
    "The workshop, as our own borrowers",
    AsOwnMember("", "borrowers"),
    (
        BUYERS,
        Prerequisite("an induction to the machines", at_desk=False),
        Hours(frozenset({3, 6}), time(10), time(18)),
        Sites(frozenset({"Front desk"})),
        Transfer(28),
        NotNear(areas=frozenset({"GB-WLS"})),
        Accrual(1, "volunteer hours"),
    ),
)
TOOLS: Final = Benefit(
    "tools",
    "Two tools a month, free",
    FreeUnits(2, "tools", Period.MONTH, _pounds(3)),
    (
        BUYERS,
        PhotoId(),
        MostlyAtHome(),
        Settlement(Settle.PER_MEMBER, Money(20, "GBP")),
        Budget(400, Period.YEAR, Measure.UNITS, Across.ALL),
    ),
)
GROCERIES: Final = Benefit(
    "groceries",
    "5 % off groceries",
    Discount(5, None, ("alcohol", "bread"), _pounds(10)),
    (BUYERS, MutualOnly(), Settlement(Settle.MONTHLY)),
)
SECOND: Final = Benefit(
    "second-membership",
    "A second membership at half price",
    ReducedFee(_pounds(10), 50, _pounds(4)),
    (BUYERS, Quota(1, Period.LIFETIME)),
    evidence=Evidence.LIVE,
)
# Who gives, whose members get it, and what.
GIFTS: Final[Mapping[tuple[str, str], tuple[Benefit, ...]]] = {
    (HOLIDAYS, MUSIC): (WEEK,),
    (MUSIC, HOLIDAYS): (INSTRUMENTS,),
    (cast.NORTHLIGHT, cast.HILLSIDE): (FILM,),
    (cast.HILLSIDE, cast.NORTHLIGHT): (WORKSHOP,),
    (cast.HILLSIDE, cast.GREEN_VALLEY): (TOOLS,),
    (cast.GREEN_VALLEY, cast.HILLSIDE): (GROCERIES,),
    (cast.OAK_STREET, cast.GREEN_VALLEY): (SECOND,),
}


def given(host: str, home: str, *, year: int) -> tuple[Benefit, ...]:
    """Groceries are for members of the year in which it was agreed."""
    return tuple(
        replace(each, rules=(*each.rules, ValidInYear(year))) if each is GROCERIES else each
        for each in GIFTS.get((host, home), ())
    )
