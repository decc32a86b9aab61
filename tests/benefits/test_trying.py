"""The simulator: the desk's own answer, for nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from benefits.eligibility import Period, often, proof
from benefits.models import Counter, Decision, Redemption
from benefits.terms import Gives, Terms
from tenants import outbox
from tests.benefits import scene
from tests.benefits.terms_of_all import benefit

pytestmark = pytest.mark.django_db(transaction=True)

ONCE = benefit(often.Quota(1, Period.DAY), proof.PhotoId())


@pytest.fixture
def ask(oak, elm):
    scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((ONCE,))}))
    outbox.drain()
    browser, address = elm.browser(), reverse("benefits:try", args=["elm"])

    def asked(**values):
        typed = {
            "gift": f"{oak.coop.did} off",
            "kind": "consumer",
            "member_days": 400,
            "standing": "good",
            "evidence": "SHOWN",
            "photo_id": "yes",
            "adults": 1,
            "children": 0,
            "units": 1,
            "today": 0,
            "before": 0,
            "on": "2027-01-15",
            "clock": "12:00",
        }
        return browser.get(address, {**typed, **values})

    return asked


@pytest.mark.parametrize(
    ("values", "headline", "said"),
    [
        ({}, "Give it", "15 % off"),
        ({"photo_id": ""}, "Give it, if", "Check photo ID: the name is A. Member."),
        ({"today": 1}, "Do not give it", "next on {tomorrow}"),
        ({"standing": "ended"}, "Do not give it", "has ended"),
    ],
)
def test_it_says_what_the_desk_would_say(ask, values, headline, said):
    page = ask(**values, on=_soon()).content.decode()

    assert headline in page
    assert said.format(tomorrow=_day_after()) in page


def _soon():
    return timezone.localdate().isoformat()


def _day_after():
    return date_format(timezone.localdate() + timedelta(1), "DATE_FORMAT")


def test_nothing_is_written(ask, elm):
    ask()

    with elm.within:
        assert not Redemption.objects.exists()
        assert not Counter.objects.exists()
        assert not Decision.objects.filter(benefit="off").exists()


def test_what_is_not_complete_is_said(ask):
    answer = ask(adults="", on="")

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()


def test_only_what_one_gives_can_be_tried(ask):
    assert ask(gift="did:web:nobody.example off").status_code == 422
