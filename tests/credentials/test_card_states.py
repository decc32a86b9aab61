"""The list of members by how it stands with their cards, and cards sent again to many."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from credentials.models import Credential, Offer
from tenants import outbox
from tenants.models import Job, Letter, Member, User
from tests.credentials import holding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley():
    made = holding.opened()
    with made.within:
        yield made


def listed(valley, state):
    url = reverse("tenants:members", args=[valley.coop.slug])
    page = valley.browser().get(url, {"card": state, "columns": "card"})
    assert page.status_code == 200
    return [member.name for member in page.context["page"]], page.text


def test_members_are_found_by_the_state_of_their_card(valley):
    for name in ("Ada", "Bea", "Cy", "Dee"):
        valley.joined(name, f"{name.lower()}@example.org")
    outbox.drain()
    valley.joined("Eve")
    cards = {each.membership.member.name: each for each in Credential.objects.all()}
    Letter.objects.filter(about=cards["Ada"].code).delete()
    Offer.objects.filter(credential=cards["Cy"]).update(first_opened_at=timezone.now())
    Credential.objects.filter(pk=cards["Dee"].pk).update(
        generation=2, valid_until=timezone.now() + timedelta(3)
    )
    Member.objects.filter(name="Dee").update(
        user=User.objects.get_or_create(email="dee@example.org")[0]
    )

    assert listed(valley, "none")[0] == ["Eve"]
    assert listed(valley, "made")[0] == ["Ada"]
    assert listed(valley, "sent")[0] == ["Bea"]
    assert listed(valley, "opened")[0] == ["Cy", "Dee"]
    assert listed(valley, "replaced")[0] == listed(valley, "expiring")[0] == ["Dee"]
    assert "Runs out soon · Replaced an older one" in listed(valley, "expiring")[1]


def test_cards_are_sent_again_to_many_once(valley):
    for name in ("Ada", "Bea"):
        valley.joined(name, f"{name.lower()}@example.org")
    outbox.drain()
    valley.joined("Cy")
    Member.objects.filter(name="Bea").update(email="")
    before = Letter.objects.filter(kind="card").count()
    url = reverse("tenants:members-many", args=[valley.coop.slug])
    data = {"action": "send", "query": "", "everything": "1"}
    asked = valley.browser().post(url, data)
    sent = {"step": "confirmed", "key": asked.context["key"], "expected": asked.context["total"]}
    valley.browser().post(url, data | sent)
    told = {item.label.split()[1]: item for item in _drained()}

    assert told["Ada"].outcome == "done"
    assert told["Bea"].reason == "Has no email address."
    assert told["Cy"].outcome in {"done", "left"}
    assert Letter.objects.filter(kind="card").count() > before


def _drained():
    outbox.drain()
    return Job.objects.get(kind="members.many").items.all()
