"""Who is told of an interest, and what is known of letters that did not arrive."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from coopportal.services import interest as service
from tenants.models import Interest, InterestLetter, Staff, User
from tests import build
from tests.portal.interests import interested, letters
from tests.portal.test_network_interest import LIST, seat, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
State = Interest.State


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    cache.clear()


@pytest.fixture(autouse=True)
def operator():
    return signed_in(User.objects.create_superuser("olwen@example.org", name="Olwen"))


@pytest.fixture
def commons():
    found = build.cooperative("commons", name="Commons", level="secondary")
    seat(found, Staff.Role.OWNER)
    return found


def registered_again(**values):
    """What told whoever looks after the list an hour ago is no longer lately."""
    InterestLetter.objects.update(written_at=timezone.now() - timedelta(hours=2))
    told = {"kind": "coop", "organisation": "Oak", "name": "Ada", "country": "GB"}
    row = service.register_interest(**told, email="a@example.org", **values)
    Client().post(f"/interest/{service.link_token(row.code)}/")
    sent = [each for each in letters() if each.subject == "Somebody would like to take part"]
    return sorted(each.to[0] for each in sent)


def test_who_comes_back_or_chooses_a_federation_is_news_and_new_answers_alone_are_not(commons):
    assert registered_again() == ["olwen@example.org"]
    assert registered_again(hopes="New ones") == []
    assert registered_again(federation=commons) == ["dele@example.org", "olwen@example.org"]
    assert registered_again(federation=commons) == []

    Interest.objects.update(state=State.NOT_NOW)
    assert registered_again() == ["olwen@example.org"]
    Interest.objects.update(state=State.NOT_NOW)
    row = service.register_interest(
        kind="coop", organisation="Oak", name="Ada", country="GB", email="a@example.org"
    )
    Client().post(f"/interest/{service.link_token(row.code)}/")
    assert "olwen@example.org" not in [each.to[0] for each in letters()], "once an hour"


def test_only_a_letter_to_the_person_makes_their_address_doubtful(operator):
    found = interested()
    address = f"{LIST}{found.code}/"
    wrong = "The address may be wrong."
    news = {"interest": found, "kind": InterestLetter.Kind.NEWS, "to": "olwen@example.org"}
    InterestLetter.objects.create(**news, state=InterestLetter.State.FAILED)
    assert wrong not in operator.get(address).content.decode()

    InterestLetter.objects.filter(to="").update(state=InterestLetter.State.FAILED)
    assert wrong in operator.get(address).content.decode()
