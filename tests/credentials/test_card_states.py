"""The list of members by how it stands with their cards, and cards sent again to many."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from credentials import bulk_acts
from credentials.models import Credential, Offer
from tenants import outbox
from tenants.bulk import Target
from tenants.models import Event, Job, Letter, Member, MemberAction, User
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


def test_cards_are_sent_again_in_as_many_statements_as_one(valley):
    def asked(names):
        for name in names:
            valley.joined(name, f"{name.lower()}@example.org")
        outbox.drain()
        targets = [_target(each) for each in Member.objects.filter(name__in=names)]
        with CaptureQueriesContext(connection) as seen, transaction.atomic():
            outcomes = bulk_acts.send(targets, {}, _decided(valley))
        assert {each.name for each in outcomes} == {"done"}
        return len(seen)

    assert asked([f"Ada{n}" for n in range(9)]) == asked(["Bea", "Cy"])


def test_each_is_sent_what_they_have_and_only_once(valley):
    for name in ("Ada", "Bea", "Cy", "Dee", "Eve"):
        valley.joined(name, f"{name.lower()}@example.org")
    outbox.drain()
    Member.objects.filter(name="Bea").update(email="")
    _cards("Cy").update(checked_at=None)
    _cards("Dee").update(valid_until=timezone.now())
    targets = [_target(each) for each in Member.objects.order_by("name")]
    targets.append(Target(targets[0].member))
    decided = _decided(valley)
    with transaction.atomic():
        outcomes = bulk_acts.send(targets, {}, decided)
        again = bulk_acts.send(targets, {}, decided)
        other = bulk_acts.send(targets[:1], {}, _decided(valley))
    asked = Event.objects.filter(name="CardResendAsked").order_by("pk")

    none = "Has no card that could be sent."
    assert [each.reason for each in outcomes] == [
        *("", "Has no email address.", none, none, "", "No membership is running.")
    ]
    assert again == outcomes
    assert other == outcomes[:1]
    ada, eve = (str(_cards(name).get().code) for name in ("Ada", "Eve"))
    assert [event.data["credential"] for event in asked] == [ada, eve, ada]
    assert {event.by for event in asked} == {decided.by}


def _cards(name):
    return Credential.objects.filter(membership__member__name=name)


def _decided(valley):
    return MemberAction(action="send", code=uuid4(), by=valley.steward)


def _target(member):
    return Target(member, list(member.memberships.all()))


def _drained():
    outbox.drain()
    return Job.objects.get(kind="members.many").items.all()
