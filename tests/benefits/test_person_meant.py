"""An address that several share erases nobody by chance; and who speaks for an organisation is erased or named too."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from tenants import outbox
from tenants.facts import CooperativeOpened
from tenants.models import Member, Representative
from tests.benefits.test_person import left, person
from tests.credentials.members import tell
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "family@example.org"


@pytest.fixture
def oak():
    made = office()
    tell(made.coop, CooperativeOpened(str(made.coop.pk)))
    outbox.drain()
    return made


@pytest.fixture
def couple(oak):
    """Two who have left, with one address."""
    made = []
    for name in ("Ada Both", "Ben Both"):
        membership = oak.joined(name, HOME)
        left(oak, membership)
        made.append(membership.member)
    return made


def names(oak):
    with oak.within:
        return set(Member.objects.exclude(name="").values_list("name", flat=True))


def test_nobody_is_erased_where_several_share_the_address(oak, couple):
    ada, ben = couple

    for asked in ([], ["--member", "XX-1"]):
        with pytest.raises(CommandError, match="Nothing was erased"):
            person(HOME, "--erase", "--now", *asked)
    said = person(HOME, "--look")
    assert f"{ada.number} Ada Both" in said
    assert f"{ben.number} Ben Both" in said
    assert "--member NUMBER" in said
    assert names(oak) >= {"Ada Both", "Ben Both"}

    assert f"{ada.number} is anonymised" in person(HOME, "--erase", "--now", "--member", ada.number)
    assert "Ada Both" not in names(oak)
    assert "Ben Both" in names(oak)

    person(HOME, "--erase", "--now", "--all")
    assert "Ben Both" not in names(oak)


def test_another_name_at_another_co_op_is_another_person(oak):
    elm = office("elm", "Elm Lane")
    oak.joined("Ada Both", HOME)
    elm.joined("Ben Both", HOME)

    with pytest.raises(CommandError, match="More than one person"):
        person(HOME, "--erase")
    assert "is a member" in person(HOME, "--erase", "--cooperative", "elm")


def test_an_address_that_nobody_has_is_refused():
    with pytest.raises(CommandError, match="Nothing is known of this address"):
        person("nobody@example.org", "--erase")


def test_who_spoke_for_an_organisation_is_deleted_and_who_speaks_is_named(oak):
    today = timezone.localdate()
    with oak.within:
        firm = oak.joined("Mill Ltd", "office@mill.example.org").member
        for until in (today - timedelta(days=1), None):
            Representative.objects.create(
                member=firm, name="Cleo", email="cleo@example.org", until_on=until
            )

    said = person("Cleo@example.org", "--erase")

    assert f"spoke for {firm.number} once" in said
    assert f"speaks for {firm.number}" in said
    with oak.within:
        assert Representative.objects.get().until_on is None
