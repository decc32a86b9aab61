"""Two persons at the same moment: one decision. Run by test_accreditation_races.py."""

from __future__ import annotations

import pytest

from credentials.models import AccreditationCredential, Ruling
from credentials.services import accrediting
from tenants import outbox
from tenants.models import Event
from tests.credentials.accrediting import scene
from tests.support.racing import RACERS, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def all_():
    return scene()


def test_many_who_confirm_at_once_decide_once(all_):
    ruling = all_.propose(all_.ask())
    people = [all_.body.staff(f"racer{number}") for number in range(RACERS)]

    def confirm(number):
        with all_.body.within:
            found = Ruling.objects.get(pk=ruling.pk)
            accrediting.confirm_ruling(found, by=people[number])

    came = race(confirm)
    race(lambda _number: str(outbox.drain() >= 0))
    outbox.drain()

    assert came == {"done": 1, "ruling_settled": RACERS - 1}
    with all_.body.within:
        assert Event.objects.filter(name="AccreditationDecided").count() == 1
        assert AccreditationCredential.objects.count() == 1


def test_many_who_propose_at_once_make_one_proposal(all_):
    row = all_.ask()
    for number in range(RACERS):
        all_.body.staff(f"racer{number}")

    came = race(lambda number: all_.propose(row, by=f"racer{number}") and "made")

    assert came == {"made": 1, "ruling_waits": RACERS - 1}


def test_the_one_who_confirms_and_the_one_who_sends_back_are_not_both_heard(all_):
    row = all_.ask()
    ruling = all_.propose(row)
    people = [all_.body.staff(f"racer{number}") for number in range(RACERS)]

    def settle(number):
        with all_.body.within:
            found = Ruling.objects.get(pk=ruling.pk)
            if number % 2:
                accrediting.confirm_ruling(found, by=people[number])
            else:
                accrediting.send_back(found, note="Wait.", by=people[number])

    came = race(settle)

    assert came == {"done": 1, "ruling_settled": RACERS - 1}
    with all_.body.within:
        ruling.refresh_from_db()
        confirmed = ruling.state == Ruling.State.CONFIRMED
    assert (all_.now(row).state == "in_force") == confirmed


def test_many_requests_at_once_are_one(all_):
    came = race(lambda _number: all_.ask() and "made")

    assert came == {"made": 1, "accreditation_open": RACERS - 1}
