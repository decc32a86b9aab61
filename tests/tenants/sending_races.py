"""Workers beside one another, on a database of their own: no more letters leave in an hour than may. Run by test_sending_races.py."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from tenants.models import MailRules
from tenants.services import sending
from tenants.services.letters import write_letter
from tests.support.racing import RACERS, race
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


def test_workers_beside_one_another_share_the_hour():
    oak = office()
    with oak.within:
        MailRules.objects.create(letters_an_hour=10)
        with transaction.atomic():
            rows = [
                write_letter("test", to="a@example.org", about=uuid4(), key=str(number))
                for number in range(7 + RACERS)
            ]
        assert {sending.take_place(row) for row in rows[:7]} == {None}

    def work(number):
        with oak.within:
            return "full" if sending.take_place(rows[7 + number]) else "left"

    assert race(work) == {"left": 3, "full": RACERS - 3}
