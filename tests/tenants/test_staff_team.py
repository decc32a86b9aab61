"""The team at the page: who sees it, who changes it, and that somebody is always owner."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tenants import outbox
from tenants.models import Application, OutboxEntry, Staff
from tenants.services import applying
from tests.tenants import joining
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def at(oak, route, staff=None):
    return reverse(f"tenants:{route}", args=[oak.coop.slug, *([staff.code] if staff else [])])


def test_everybody_sees_the_team_and_an_owner_changes_it(oak):
    seen = oak.browser().get(at(oak, "team"))
    owner = oak.browser(oak.owner).get(at(oak, "team"))

    assert oak.owner.user.email in seen.text
    assert at(oak, "team-add") not in seen.text
    assert at(oak, "team-add") in owner.text
    refused = oak.browser().get(at(oak, "team-add"))
    assert refused.status_code == 403
    assert "Ask an owner of your co-op." in refused.text


def test_somebody_is_added_and_gets_a_letter(oak, mailoutbox):
    data = {"email": "Dee@example.org", "roles": ["desk", "reports"]}
    done = oak.browser(oak.owner).post(at(oak, "team-add"), data, follow=True)
    outbox.drain()

    assert "Added. The person gets an email." in done.text
    assert Staff.objects.get(user__email="dee@example.org").roles == ["desk", "reports"]
    assert mailoutbox[-1].subject == "Oak Street: You are on the team"
    assert "Desk, Reports" in mailoutbox[-1].body
    assert at(oak, "overview") in mailoutbox[-1].body


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"email": "", "roles": ["desk"]}, "Enter the email address of the person."),
        ({"email": "dee@", "roles": ["desk"]}, "Enter an email address like"),
        ({"email": "dee@example.org"}, "Choose at least one role."),
        ({"email": "BO@oak.example.org", "roles": ["desk"]}, "This person is on the team already."),
    ],
)
def test_a_mistake_is_said_and_nothing_typed_is_lost(oak, data, sentence):
    answer = oak.browser(oak.owner).post(at(oak, "team-add"), data)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{data["email"]}"' in answer.text or not data["email"]
    assert Staff.objects.count() == 2


def test_roles_change_but_never_the_last_owners(oak):
    browser = oak.browser(oak.owner)
    browser.post(at(oak, "team-person", oak.steward), {"roles": ["membership", "desk"]})
    refused = browser.post(at(oak, "team-person", oak.owner), {"roles": ["desk"]})

    assert Staff.objects.get(pk=oak.steward.pk).roles == ["membership", "desk"]
    assert refused.status_code == 422
    assert "A co-op needs an owner. Make somebody else an owner first." in refused.text
    assert Staff.objects.get(pk=oak.owner.pk).roles == ["owner"]


def test_the_last_owner_is_not_removed(oak):
    answer = oak.browser(oak.owner).post(at(oak, "team-remove", oak.owner))

    assert answer.status_code == 422
    assert "A co-op needs an owner." in answer.text
    assert Staff.objects.filter(removed_at=None).count() == 2


def test_who_is_removed_finds_nothing_any_more(oak):
    steward = oak.browser()
    done = oak.browser(oak.owner).post(at(oak, "team-remove", oak.steward), follow=True)

    assert "Removed. What this person did stays on record." in done.text
    assert steward.get(at(oak, "applications")).status_code == 404
    again = oak.browser(oak.owner).post(at(oak, "team-remove", oak.steward))
    assert again.status_code == 404


def test_stewards_hear_of_applications_once_an_hour(oak, mailoutbox):
    joining.bylaws()
    for number in range(2):
        row = applying.send_confirmation(joining.draft(email=f"a{number}@example.org"))
        outbox.drain()
        applying.confirm_application(row, joining.code_in(mailoutbox[-1]))
        outbox.drain()

    told = [mail for mail in mailoutbox if mail.to == [oak.steward.user.email]]
    assert Application.objects.count() == 2
    assert len(told) == 1
    assert "Amara" not in told[0].body + told[0].alternatives[0][0]
    assert at(oak, "applications") in told[0].body


def test_a_declined_applicant_reads_the_reason(oak, mailoutbox):
    row = oak.applied()
    address = reverse("tenants:application-decline", args=[oak.coop.slug, row.code])
    oak.browser().post(address, {"action": "send", "reason": "We have <no> places & rooms."})
    outbox.drain()
    assert mailoutbox == []

    ten_seconds_later(row)
    outbox.drain()
    letter = mailoutbox[-1]
    assert letter.subject == "Oak Street: Your application was not accepted"
    assert "We have <no> places & rooms." in letter.body
    assert "&lt;no&gt;" in letter.alternatives[0][0]


def ten_seconds_later(row):
    """As if the ten seconds were over."""
    row.refresh_from_db()
    OutboxEntry.objects.filter(event=row.decision_event).update(due_at=timezone.now())


def test_the_overview_tells_what_happened_lately_to_stewards_only(oak):
    oak.joined("Amara Okonkwo")
    theirs = oak.browser(oak.seat("desk")).get(at(oak, "overview")).text
    mine = oak.browser().get(at(oak, "overview")).text

    assert "Amara Okonkwo" in mine
    assert "Approved" in mine
    assert "Amara Okonkwo" not in theirs
