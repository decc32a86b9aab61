"""A row for each rule and each kind: what is typed into its form, who may have it, who not, and what is said.

`docs/benefits.md` is written from these rows, and `test_rule_forms.py` plays them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from benefits.eligibility import Tally, Use, UseHistory
from benefits.eligibility.values import Across, Period
from tests.benefits.questions import NOW

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """`typed` goes into the form; `allow` and `refuse` change a question that is otherwise allowed.

    `refuse` is None for a rule that never refuses; `condition` is what has to be seen to, where it can ask.
    """

    name: str
    typed: Values
    allow: Values = field(default_factory=dict)
    refuse: Values | None = None
    sentence: str = ""
    ask: Values | None = None
    condition: str = ""
    words: tuple[str, str] = ("", "")


def history(*moments: datetime) -> UseHistory:
    return UseHistory.of([Use(at) for at in moments], now=NOW)


def spent(times: int) -> UseHistory:
    return UseHistory(budgets={(Across.PARTNER, Period.MONTH): Tally(times)})


EARLIER = NOW - timedelta(minutes=118)
YESTERDAY = NOW - timedelta(1)
OAK = "did:web:oak.example"
FED = "did:web:fed.example"

RULES = (
    Case(
        "partner_scope",
        {"scope": "accredited", "scope_names": FED, "scope_called": "Commonlands"},
        {"accredited_by": frozenset({FED})},
        {},
        "Commonlands does not confirm Oak Street now, so this is not for you. "
        "Please ask Oak Street about it.",
        words=("accredited by the body", "not accredited by it"),
    ),
    Case(
        "mutual_only",
        {"mutual_only": "on"},
        {"mutual": True},
        {"mutual": False},
        "Green Valley gives this only to members of co-ops that give something back, and Oak Street does "
        "not do so now. Please ask Oak Street about it.",
        words=("both give something", "the home gives nothing"),
    ),
    Case(
        "classes",
        {"classes": ["consumer", "worker"], "becomes": "consumer = guest"},
        {"membership_class": "worker"},
        {"membership_class": "investor"},
        "Your kind of membership at Oak Street is investor, and this is for consumer, worker. "
        "You can apply to Green Valley as a new member.",
        words=("a worker", "an investor"),
    ),
    Case(
        "vouched",
        {"vouched": "on", "programme": "commons"},
        {"programmes": frozenset({"commons"})},
        {"programmes": frozenset()},
        "Oak Street says that your card does not count here. Please ask Oak Street which card does.",
        words=("the card names the programme", "it does not"),
    ),
    Case(
        "good_standing",
        {"fresh_minutes": "60"},
        {"checked_at": NOW - timedelta(minutes=5)},
        {"checked_at": NOW - timedelta(minutes=118)},
        "We last asked Oak Street on 24 Nov 2026 at 10:02, and that is too long ago. "
        "Please try again when we are connected.",
        words=("checked 5 minutes ago", "checked 118 minutes ago"),
    ),
    Case(
        "tenure",
        {"tenure_days": "90"},
        {"member_since": date(2026, 3, 1)},
        {"member_since": date(2026, 11, 1)},
        "You have been a member of Oak Street since 1 Nov 2026; you can have this from 30 Jan 2027.",
        words=("a member since March", "a member for three weeks"),
    ),
    Case(
        "valid_in_year",
        {"valid_year": "2028"},
        {"valid_until": date(2028, 3, 31)},
        {},
        "Your card is valid from 1 Mar 2026 to 30 Jun 2027, and this is for members of the year 2028. "
        "Please ask Oak Street for the card of that year.",
        words=("the card reaches into the year", "it ends before"),
    ),
    Case(
        "party",
        {"covers": "counted", "adults": "2", "children": "4"},
        {"adults": 2, "children": 3},
        {"adults": 3, "children": 1},
        "This covers 2 adults and 4 children, and you are 3 adults and 1 child. The others pay the usual "
        "price.",
        words=("2 adults, 3 children", "3 adults, 1 child"),
    ),
    Case(
        "not_near",
        {"near_km": "145", "lifted_for": "did:web:near.example"},
        {"distance_km": 200},
        {"distance_km": 12},
        "Oak Street is 12 km from here, and this is for co-ops more than 145 km away. "
        "You can apply to Green Valley as a new member.",
        {"distance_km": None},
        "Ask how far Oak Street is from here: more than 145 km.",
        words=("200 km away", "12 km away"),
    ),
    Case(
        "quota",
        {"quota_most": "1", "quota_by": "uses", "quota_per": "year"},
        {"history": history(datetime(2025, 5, 1, 10))},  # noqa: DTZ001 -- the host's own clock
        {"history": history(EARLIER)},
        "Used today at 10:02; next on 1 Jan 2027.",
        words=("used last year", "used today"),
    ),
    Case(
        "velocity",
        {"velocity_uses": "2"},
        {"history": history(YESTERDAY)},
        {"history": history(YESTERDAY, EARLIER)},
        "Used 2 times since yesterday; next on 25 Nov 2026.",
        words=("once since yesterday", "twice since yesterday"),
    ),
    Case(
        "mostly_at_home",
        {"mostly_at_home": "on"},
        {},
        None,
        "",
        {"history": history(YESTERDAY)},
        "Ask whether they use Oak Street more often: 1 use here so far.",
        words=("the first use", "never refuses: the desk asks"),
    ),
    Case(
        "transfer",
        {"transfer_days": "2"},
        {"history": history(YESTERDAY)},
        {"history": history(YESTERDAY, YESTERDAY - timedelta(1))},
        "You were here on 2 days this year. Join Green Valley, or come on 1 Jan 2027.",
        words=("1 day here this year", "2 days here this year"),
    ),
    Case(
        "budget",
        {
            "budget_most": "200",
            "budget_by": "uses",
            "budget_per": "month",
            "budget_across": "partner",
        },
        {"history": spent(199)},
        {"history": spent(200)},
        "Green Valley has given away all there was this month; next on 1 Dec 2026.",
        words=("199 of 200 given", "200 of 200 given"),
    ),
    Case(
        "window",
        {"window_from": "2026-12-01", "window_to": "2026-12-31"},
        {"now": NOW + timedelta(10)},
        {},
        "This begins on 1 Dec 2026. Please come back then.",
        words=("in December", "in November"),
    ),
    Case(
        "blackout",
        {"blackout": "2026-11-23 to 2026-11-25\n2026-12-24"},
        {"now": NOW + timedelta(3)},
        {},
        "Not on 24 Nov 2026, as the two co-ops agreed; next on 26 Nov 2026.",
        words=("three days later", "within the days"),
    ),
    Case(
        "hours",
        {"weekdays": ["1", "2", "3", "4", "5"], "opens": "09:00", "closes": "17:30"},
        {},
        {"now": NOW + timedelta(hours=7)},
        "It is 19:00 now; next on 25 Nov 2026, from 09:00 to 17:30.",
        words=("Tuesday at noon", "Tuesday at 19:00"),
    ),
    Case(
        "sites",
        {"sites": "Front desk, Workshop"},
        {"site": "Workshop"},
        {"site": "Café"},
        "You can have this at Front desk, Workshop, and not here.",
        words=("in the workshop", "in the café"),
    ),
    Case(
        "photo_id",
        {"photo_id": "on"},
        {"photo_id": True},
        {"photo_id": False},
        "The photo ID does not fit the card. Please come back with your own card and ID.",
        {"name": "Amara O."},
        "Check photo ID: the name is Amara O.",
        words=("looked at, fits", "does not fit"),
    ),
    Case(
        "approval",
        {"approval": "on"},
        {"approved_by": frozenset({"host"})},
        {},
        "Green Valley has not said yes to you yet. Please ask here.",
        words=("said yes before", "nobody said yes"),
    ),
    Case(
        "prerequisite",
        {"before": "induction"},
        {"fulfilled": frozenset({"induction"})},
        {},
        "This needs one thing first: induction. Please arrange it with Green Valley.",
        words=("had it", "did not have it"),
    ),
    Case(
        "substitute",
        {"substitute": "10 % in the shop"},
        {},
        None,
        "",
        {"lacking": True},
        "Give this instead: 10 % in the shop.",
        words=("it is there", "never refuses: something else is given"),
    ),
    Case(
        "stacking",
        {"stacking": "best"},
        {"other_percent": 0},
        {"other_percent": 20},
        "You have 20 % off already, which is as good. Keep that one.",
        {"other_percent": 10},
        "Take off the other 10 % first.",
        words=("no other discount", "20 % off already"),
    ),
    Case(
        "settlement",
        {"settlement": "per_member", "settlement_price": "0.20", "currency": "EUR"},
        words=("always", "never refuses: it is reckoned afterwards"),
    ),
    Case(
        "accrual",
        {"accrual_points": "5", "accrual_called": "hours"},
        words=("always", "never refuses: the home credits it"),
    ),
)
