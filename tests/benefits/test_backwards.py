"""The story backwards: what happens at home happens to the visit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benefits import queries
from benefits.errors import GrantOverError
from benefits.models import Grant
from benefits.services import agreements, following
from tenants import outbox
from tests.benefits import visiting

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_story_backwards(elm, home, alice):
    visiting.visit(elm, home.card(index=7), alice)
    outbox.drain()

    assert visiting.recheck(elm, home) == []
    home.bits = {("suspension", 7)}
    assert visiting.recheck(elm, home) == [("pause", "home_suspended")]
    assert visiting.grant_of(elm).membership.standing == "suspended"
    assert visiting.recheck(elm, home) == []
    home.bits = set()
    assert visiting.recheck(elm, home) == [("resume", "restored")]
    assert visiting.grant_of(elm).membership.standing == "good"
    home.bits = {("revocation", 7)}
    assert visiting.recheck(elm, home) == [("end", "home_ended")]
    ended = visiting.grant_of(elm)
    assert (ended.state, ended.membership.standing) == ("ended", "ended")
    assert ended.membership.end_reason == "home_ended"
    home.bits = set()
    assert visiting.recheck(elm, home) == []


def test_silence_is_borne_for_the_grace_and_then_pauses(elm, home, alice, settings):
    visiting.visit(elm, home.card(), alice)
    outbox.drain()
    home.reachable = False

    assert visiting.recheck(elm, home, later=timedelta(hours=settings.GRANT_GRACE_HOURS - 1)) == []
    later = timedelta(hours=settings.GRANT_GRACE_HOURS + 1)
    assert visiting.recheck(elm, home, later=later) == [("pause", "home_unreachable")]
    home.reachable = True
    assert visiting.recheck(elm, home, later=later) == [("resume", "restored")]


def test_a_list_of_another_issuer_is_silence(oak, elm, home, alice):
    visiting.visit(elm, home.card(), alice)
    outbox.drain()
    with elm.within:
        Grant.objects.update(issuer_did="did:web:somebody.else")

    assert visiting.recheck(elm, home, later=timedelta(hours=25)) == [("pause", "home_unreachable")]


def test_a_visit_ends_with_its_days(elm, home, alice):
    visiting.visit(elm, home.card(), alice)
    outbox.drain()

    assert visiting.recheck(elm, home, later=timedelta(89)) == []
    assert visiting.recheck(elm, home, later=timedelta(91)) == [("end", "days_over")]


def test_after_the_agreement_ended_visits_go_on_for_the_notice(oak, elm, home, alice):
    visiting.visit(elm, home.card(), alice)
    outbox.drain()

    with oak.within:
        agreement = queries.partner(elm.coop.did).agreement
        agreements.end_agreement(agreement, reason="We move.", by=oak.staff)
    outbox.drain()

    assert visiting.visit(elm, home.card(membership_id="m-2"), alice).reason == "no_agreement"
    assert visiting.recheck(elm, home, later=timedelta(29)) == []
    assert visiting.recheck(elm, home, later=timedelta(31)) == [("end", "agreement_over")]


def test_the_host_ends_a_visit_for_good(elm, home, alice):
    visiting.visit(elm, home.card(), alice)
    outbox.drain()
    grant = visiting.grant_of(elm)

    with elm.within:
        following.end_grant(grant, reason="Broke the house rules.", by=elm.staff)
        with pytest.raises(GrantOverError):
            following.end_grant(grant, reason="Again.", by=elm.staff)
    outbox.drain()

    assert visiting.grant_of(elm).membership.end_reason == "excluded"
    assert visiting.visit(elm, home.card(), alice).reason == "ended_by_host"


def test_following_reads_no_row_of_the_home(oak, elm, home, alice):
    visiting.visit(elm, home.card(), alice)
    outbox.drain()
    home.bits = {("suspension", 7)}

    with CaptureQueriesContext(connection) as log:
        assert visiting.recheck(elm, home) == [("pause", "home_suspended")]

    owned = (
        "tenants_member",
        "credentials_credential",
        "tenants_application",
        "credentials_status",
    )
    asked = [
        query["sql"]
        for query in log.captured_queries
        if any(f'"{table}' in query["sql"] for table in owned)
    ]
    assert asked
    assert all(elm.coop.pk.hex in sql or str(elm.coop.pk) in sql for sql in asked)
    everything = " ".join(query["sql"] for query in log.captured_queries)
    assert oak.coop.pk.hex not in everything
    assert str(oak.coop.pk) not in everything
