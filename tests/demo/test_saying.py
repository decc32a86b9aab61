"""What a member says waits in the to-do of the office, and stands on the member's own page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from benefits.models import Incident
from coopportal.demo import cast, saying
from tenants import scope
from tenants.models import ChangeRequest, Cooperative, User

pytestmark = pytest.mark.usefixtures("demo")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_what_a_member_says_waits_at_the_office_and_is_said_once():
    home = Cooperative.objects.get(slug=cast.GREEN_VALLEY)
    for _again in range(2):
        with scope.within(home.pk):
            asked = ChangeRequest.objects.select_related("member").get()
            said = Incident.objects.get(side=Incident.Side.MEMBER)
            assert said.membership.member == asked.member
            assert said.answered_at is None
            user = asked.member.user
        saying.say({cast.GREEN_VALLEY, cast.HILLSIDE})
    office = signed_in(User.objects.get(email="bo@example.org"))
    overview = office.get(reverse("tenants:overview", args=[home.slug])).text
    for label, route in (
        ("Changes asked for", "tenants:change-requests"),
        ("Incidents", "benefits:incidents"),
    ):
        assert label in overview
        assert f'href="{reverse(route, args=[home.slug])}"' in overview
    told = office.get(reverse("benefits:incident", args=[home.slug, said.code])).text
    assert saying.WORD in told
    assert asked.member.name in told
    mine = signed_in(user)
    assert (
        saying.SURNAME
        in mine.get(reverse("tenants:my-details-change", args=[asked.member.code])).text
    )
    assert "Hillside Tool Library" in mine.get("/me/activity/").text
