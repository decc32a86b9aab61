"""The rows of `rule_cases.py` for what is given."""

from __future__ import annotations

from datetime import date, timedelta

from benefits.eligibility import Evidence, Standing
from tests.benefits.questions import NOW
from tests.benefits.rule_cases import Case

KINDS = (
    Case(
        "visiting_membership",
        {"days": "90", "own_class": "guest", "no_vote": "on", "carve_outs": "dividend"},
        {},
        {"genuine": False},
        "This card could not be confirmed. Please show the newest card of your co-op.",
        words=("a genuine card", "a card nobody signed"),
    ),
    Case(
        "discount",
        {"percent_off": "15", "excludes": "alcohol, bread", "cap": "20.00", "currency": "EUR"},
        {},
        {"standing": Standing.SUSPENDED},
        "Your membership at Oak Street is not in good standing now. Please contact Oak Street.",
        words=("in good standing", "suspended at home"),
    ),
    Case(
        "code",
        {"percent_off": "15", "shop": "https://shop.example", "valid_days": "14"},
        {"evidence": Evidence.BOUND},
        {"standing": Standing.ENDED},
        "Your membership at Oak Street has ended. If that is a mistake, contact Oak Street.",
        words=("a member", "the membership ended"),
    ),
    Case(
        "free_units",
        {"units": "2", "unit": "days", "per": "year", "then": "12.00", "currency": "EUR"},
        {"units": 3},
        {"ends_on": date(2026, 11, 20)},
        "The agreement with Oak Street ended on 20 Nov 2026. You can apply to Green Valley.",
        words=("3 asked for, 2 free", "the agreement is over"),
    ),
    Case(
        "event_entry",
        {"event": "Film night", "on": "2026-11-24"},
        {},
        {"now": NOW + timedelta(1)},
        "Film night was on 24 Nov 2026. Please ask what is on next.",
        words=("on the evening", "a day late"),
    ),
    Case(
        "fee_waiver",
        {"fee": "joining fee"},
        {},
        {"lacking": True},
        "Green Valley cannot give this today. Please ask when it can be had again.",
        words=("any day", "the host cannot today"),
    ),
    Case(
        "as_own_member",
        {"own_class": "full", "called": "full members"},
        {"evidence": Evidence.LIVE},
        {"valid_until": date(2026, 11, 1)},
        "Your card from Oak Street was valid until 1 Nov 2026. Ask Oak Street to renew it.",
        words=("a live code", "an old card"),
    ),
    Case(
        "reduced_fee",
        {"fee": "60.00", "share_percent": "50", "floor": "25.00", "currency": "EUR"},
        {},
        {"standing": Standing.ENDED},
        "Your membership at Oak Street has ended. If that is a mistake, contact Oak Street.",
        words=("the first one is active", "it has ended"),
    ),
)
