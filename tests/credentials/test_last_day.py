"""The last day of an accreditation ends where the body is: a body in Kyoto, a co-op in Vancouver, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from credentials import issuers, planning, trust_lists
from credentials.acceptance import Policy, Reason
from credentials.core.accreditation import read_accreditation
from credentials.core.encoding import parse_json
from credentials.core.times import write_time
from credentials.models import Accreditation, Vouch
from credentials.services import asking, trust_list
from credentials.verifying.previewing import weigh_all
from tenants import outbox
from tenants.models import Cooperative
from tests.credentials import accrediting, deputies
from tests.credentials.members import cards_of, owed, started

pytestmark = pytest.mark.django_db(transaction=True)
KYOTO, VANCOUVER = "Asia/Tokyo", "America/Vancouver"
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock(monkeypatch):
    """Sets what time it is."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture(params=[(KYOTO, VANCOUVER), (VANCOUVER, KYOTO)], ids=["kyoto", "vancouver"])
def made(request):
    """Commons, which may sign for Oak until its last day; each at its own end of the world."""
    found = deputies.may_sign()
    for party, zone in zip((found.body, found.oak), request.param, strict=True):
        Cooperative.objects.filter(pk=party.coop.pk).update(time_zone=zone)
        party.coop.refresh_from_db()
    found.row = found.now(found.row)
    return found


def begins(made, days):
    """When the day that follows the last one begins at the body, or so many days before."""
    return planning.midnight(made.row.valid_until, made.body.coop, days_after=1 - days)


def row_of(made):
    with made.oak.within:
        return Accreditation.objects.select_related("body").get()


def test_the_signed_word_ends_with_the_bodys_last_day():
    made = accrediting.scene()
    Cooperative.objects.filter(pk=made.body.coop.pk).update(time_zone=KYOTO)
    row = made.accredited()
    outbox.drain()

    word = parse_json(made.now(row).document)

    made.body.coop.refresh_from_db()
    end = planning.midnight(row.valid_until, made.body.coop, days_after=1)
    assert (word["validUntil"], end.hour) == (write_time(end), 15)


def test_the_body_can_be_chosen_until_its_last_day_is_over(made, clock):
    with made.oak.within:
        clock(begins(made, 0) - SECOND)
        assert [each.pk for each in issuers.possible()] == [made.body.coop.pk]
        clock(begins(made, 0))
        assert issuers.possible() == []


def test_a_renewal_is_asked_for_from_sixty_days_before_until_the_last(made, clock):
    told = []
    for days, late in [(61, -SECOND), (61, 0 * SECOND), (0, -SECOND), (0, 0 * SECOND)]:
        clock(begins(made, days) + late)
        told.append(asking.may_ask_for_renewal(row_of(made)))

    assert told == [False, True, True, False]


def test_nothing_is_signed_once_the_last_day_is_over(made, clock):
    deputies.hand_over(made)
    clock(begins(made, 0))
    [membership] = started(made.oak.coop)
    outbox.drain()

    assert cards_of(membership) == []
    assert owed("credentials.orders.sign").get().last_error == "issuer_refused"


def test_the_list_and_the_preview_end_with_it_too(made, clock):
    policy = Policy(bodies=frozenset({made.body.coop.did}))
    end = begins(made, 0)
    clock(end - SECOND)
    with made.body.within:
        trust_list.sign_trust_list(again=True)
    told = []
    for moment in (end - SECOND, end):
        clock(moment)
        with made.elm.within:
            [oak] = weigh_all(policy, made.elm.coop)
        told.append((trust_lists.listed_dids(moment), oak.acceptance.reason))

    assert told == [
        ({made.oak.coop.did}, Reason.ACCREDITED),
        (set(), Reason.SUSPENDED),
    ]


def test_what_it_rests_on_is_dated_by_the_bodys_days():
    """Asked and vouched for a minute before midnight in London is the next day in Kyoto."""
    made = accrediting.scene()
    Cooperative.objects.filter(pk=made.body.coop.pk).update(time_zone=KYOTO)
    row = made.ask()
    made.vouch(row)
    evening = timezone.now().replace(hour=23, minute=59) - timedelta(1)
    with made.body.within:
        Accreditation.objects.update(asked_at=evening)
        Vouch.objects.update(answered_at=evening)
    made.decide(row, assurance="vouched")
    outbox.drain()

    claims = read_accreditation(parse_json(made.now(row).document))

    days = {day for method, day, _voucher in claims.evidence}
    assert days == {evening.date() + timedelta(1)}
