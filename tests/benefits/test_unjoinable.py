"""Two hosts put all they keep side by side, every column of every table: nothing says that it was one person."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from benefits.eligibility import Benefit
from benefits.eligibility.party import Covers, Party
from benefits.eligibility.proof import PhotoId
from benefits.eligibility.what import Discount
from benefits.eligibility.what import ShopCode as CodeForShop
from benefits.models import DeskCheck, Redemption
from benefits.terms import Gives, Terms
from tenants import outbox
from tenants.models import Seat
from tenants.owned import CooperativeOwned
from tests.benefits import desks, scene
from tests.benefits.test_desk_giving import press
from tests.credentials import holdout, members
from tests.support.kept import kept

pytestmark = pytest.mark.django_db(transaction=True)
OFF = Benefit("off", "10 % off", Discount(percent_off=10), (PhotoId(), Party(Covers.AS_OWN)))
CODE = Benefit("sea", "A week at the sea", CodeForShop(percent_off=15, valid_days=14))
OWNED = [model for model in apps.get_models() if issubclass(model, CooperativeOwned)]


@pytest.fixture
def ash():
    return scene.side("ash", "Ash Grove")


@pytest.fixture
@kept
def hosts(oak, elm, ash):
    for host in (elm, ash):
        scene.agreed(host, oak, terms=Terms({host.coop.did: Gives((OFF, CODE))}))
    outbox.drain()
    return elm, ash


def comes(oak, hosts, name, email):
    """To both: shows the card's code, its file and its live screen, is given something, and asks for a code."""
    user = scene.person(email)
    until = timezone.localdate() + timedelta(200)
    _membership, card = members.carded(
        oak.coop, user=user, name=name, share_name=True, ends_on=until
    )
    Seat.objects.get_or_create(kind=Seat.Kind.MEMBER, user=user, cooperative=oak.coop)
    phone = Client()
    phone.force_login(user)
    for host in hosts:
        cache.clear()
        device = desks.paired(host)
        for text in (holdout.qr_text(card), card.document):
            page = desks.hold_out(device, text)
            press(device, page, "10 % off", confirmed="yes")
        pages = phone.get("/me/benefits/").content.decode()
        link = re.search(rf'href="(/me/benefits/[^"]+/{host.coop.slug}/[^"]+)"', pages)[1]
        key = re.search(r'name="key" value="([^"]+)"', phone.get(link).content.decode())[1]
        phone.post(link, {"key": key})


def kept(host) -> dict[tuple[str, object], set[str]]:
    """Every row that the host owns, as the values that stand in it."""
    with host.within:
        return {
            (model._meta.label, row["id"]): set(_leaves(row))
            for model in OWNED
            for row in model.objects.values()
        }


def _leaves(value: object) -> Iterator[str]:
    """Whatever stands in a row, JSON and texts of JSON taken apart."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _leaves(each)
    elif isinstance(value, str) and value[:1] in "{[" and value:
        yield from _leaves(json.loads(value))
    elif isinstance(value, datetime):
        yield value.isoformat()
    elif not isinstance(value, bool | None) and len(str(value)) > 3:
        yield str(value)


def added(hosts, before):
    """What each host has now and had not: its values."""
    now = [kept(host) for host in hosts]
    return [
        set().union(*(values for key, values in mine.items() if key not in earlier))
        for mine, earlier in zip(now, before, strict=True)
    ]


def test_nothing_that_two_hosts_keep_tells_one_person_from_another(oak, hosts):
    start = [kept(host) for host in hosts]
    comes(oak, hosts, "Numbat Person-7c1e", "bea@example.org")
    middle = [kept(host) for host in hosts]
    bea = added(hosts, start)
    comes(oak, hosts, "Numbat Person-9d2f", "cleo@example.org")
    cleo = added(hosts, middle)
    for host in hosts:
        with host.within:
            assert DeskCheck.objects.exclude(pseudonym="").count() == 4
            assert Redemption.objects.filter(kind="code").count() == 2
            assert Redemption.objects.filter(kind="discount").exists()

    assert bea[0] & bea[1], "what was agreed is the same at both: else nothing was compared"
    # Whatever is the same at both hosts for the one and not for the other would join them.
    assert (bea[0] & bea[1]) - cleo[0] - cleo[1] == set()
    assert (cleo[0] & cleo[1]) - bea[0] - bea[1] == set()


def test_the_search_finds_what_would_join_them(oak, hosts):
    """A host that kept the identifier on the card would be found."""
    start = [kept(host) for host in hosts]
    comes(oak, hosts, "Numbat Person-7c1e", "bea@example.org")
    for host in hosts:
        with host.within:
            Redemption.objects.update(visit="identifier-of-the-card")
    now = added(hosts, start)

    assert "identifier-of-the-card" in now[0] & now[1]
