"""An agreement for members of any co-op that a body stands for: asked of what the home publishes, over https."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.test import Client

from benefits.eligibility.partners import PartnerScope, Scope
from benefits.models import Decision, Grant
from benefits.published import Published
from benefits.services import following
from tenants import outbox
from tests.benefits.scene import side
from tests.core.scene import POSITION
from tests.outbound.abroad import Abroad, asked_for, oak_abroad, recognised, shown, with_endpoint
from tests.outbound.test_visitors import brought_back, kept, signed_in

pytestmark = pytest.mark.django_db(transaction=True)

PUBLISHED = "/c/oak/accreditation.json"


@pytest.fixture
def home(server, body):
    coop = oak_abroad()
    coop.pages = body.pages
    return with_endpoint(coop, server)


@pytest.fixture
def elm(home, body):
    """Welcomes whoever the federation stands for."""
    host = side("elm", "Elm Books")
    scope = PartnerScope(Scope.ACCREDITED, frozenset({body.did}), body.name)
    recognised(home, host, scope)
    return host


def decided(elm, home, mailoutbox):
    browser = Client(raise_request_exception=True)
    finish = brought_back(browser, home)["Location"]
    browser.post(finish)
    signed_in(browser, mailoutbox)
    browser.post(finish)
    outbox.drain()
    [decision] = kept(elm, Decision)
    return decision.outcome, decision.reason


def looked_again(elm):
    """What the periodic task does; what was fetched is not minutes old."""
    caches["outbound"].clear()
    with elm.within:
        following.follow_grants(following.look_at(Grant.objects.all(), Published()))
        [grant] = Grant.objects.all()
        return grant.state, grant.state_reason


def test_whoever_the_body_stands_for_is_recognised(elm, home, body, server, mailoutbox):
    """The one client raises wherever it is called within a transaction, so nobody was asked in one."""
    shown(home, server, body.accredits(home))

    assert decided(elm, home, mailoutbox) == ("allow", "welcome")
    assert PUBLISHED in asked_for(server)


@pytest.mark.parametrize("what", ["nothing", "of another", "ended"])
def test_whoever_it_does_not_stand_for_is_not(elm, home, body, server, mailoutbox, what):
    if what == "ended":
        body.ended.add(POSITION)
        body.publish(server)
    words = {"nothing": [], "of another": [Abroad("elm", b"e" * 32)], "ended": [home]}[what]
    if words:
        shown(home, server, *(body.accredits(each) for each in words))

    assert decided(elm, home, mailoutbox) == ("refuse", "not_a_partner")
    assert kept(elm, Grant) == []


def test_a_visit_rests_while_the_word_does_and_goes_on_with_it(elm, home, body, server, mailoutbox):
    shown(home, server, body.accredits(home))
    decided(elm, home, mailoutbox)
    assert looked_again(elm) == ("active", "")

    body.suspended.add(POSITION)
    body.publish(server)
    assert looked_again(elm) == ("paused", "not_confirmed")
    body.suspended.clear()
    body.publish(server)
    assert looked_again(elm) == ("active", "welcome_again")

    body.down = True
    assert looked_again(elm) == ("active", "welcome_again"), "silence is no bad news"
