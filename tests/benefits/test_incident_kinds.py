"""What can be reported of: whatever the home was asked for. And the letters that follow, and how many there may be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from benefits.models import Grant, Redemption
from benefits.terms import Gives, Terms
from credentials.models import PresentationRequest
from tenants import outbox
from tenants.models import Staff, User
from tests.benefits import scene, test_mine
from tests.benefits.desks import gives
from tests.benefits.test_incidents import ANSWER, WORDS, had, report, rows, signed_in, steward
from tests.benefits.test_mine import CODE
from tests.credentials import holdout

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bea(oak):
    return signed_in(oak)


@pytest.fixture
def use(oak, elm, bea):
    gives(oak, elm)
    return had(elm, holdout.qr_text(bea.card))


def test_what_was_given_on_a_typed_code_is_reported(oak, elm, bea):
    gives(oak, elm)
    report(elm, had(elm, bea.card.card_code))

    assert [row.membership for row in rows(oak)] == [bea.card.membership]


def test_what_was_given_as_a_code_for_a_web_shop_is_reported(oak, elm, bea):
    scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((CODE,))}))
    bea.post(test_mine.address(bea), {"key": "k"})
    with elm.within:
        use = Redemption.objects.get()
    report(elm, use)

    assert [row.membership for row in rows(oak)] == [bea.card.membership]
    assert [row.what for row in rows(oak)] == [CODE.title]


def test_an_incident_with_a_visitor_is_reported(oak, elm, bea):
    visits(oak, elm, bea)
    with elm.within:
        grant = Grant.objects.get()
    office = elm.browser()
    page = office.get(f"/c/elm/staff/grants/{grant.code}/").content.decode()
    assert f"/c/elm/staff/grants/{grant.code}/report/" in page
    done, _values = report(elm, grant, of="grants")
    [ours], [theirs] = rows(elm), rows(oak)

    assert "Their co-op has not answered yet." in done.content.decode()
    assert (ours.visit, ours.use) == (grant.code, None)
    assert theirs.membership == bea.card.membership
    assert theirs.what == "Visiting membership"


def test_a_card_that_was_shown_too_long_ago_leads_to_nobody(oak, elm, bea):
    visits(oak, elm, bea)
    with elm.within:
        grant = Grant.objects.get()
        PresentationRequest.objects.update(created_at=timezone.now() - timedelta(days=91))
    said = report(elm, grant, of="grants")[0].content.decode()

    assert "Ask the visitor to show it again, or write to Oak Street." in said
    assert rows(elm) == rows(oak) == []


def visits(oak, elm, browser):
    """At home, as somebody who is signed in: the way a visit begins."""
    scene.agreed(elm, oak)
    outbox.drain()
    asked = browser.post("/c/elm/visit/start/").headers["location"]
    browser.post(asked, {"card": browser.card.code})
    outbox.drain()


def test_both_offices_are_written_to_and_nobody_is_named(oak, elm, bea, use, mailoutbox):
    outbox.drain()
    mailoutbox.clear()
    steward(oak)
    report(elm, use)
    outbox.drain()
    told = {mail.to[0]: mail for mail in mailoutbox}
    assert set(told) == {"members@oak.example.org", "partnerships@oak.example.org"}
    [theirs] = rows(oak)
    assert {mail.subject for mail in mailoutbox} == {"Oak Street: Elm Lane reports an incident"}
    for mail in mailoutbox:
        halves = mail.body + mail.alternatives[0][0]
        assert halves.count(f"/c/oak/staff/incidents/{theirs.code}/") >= 2
        assert "Damage or loss" in mail.body
        assert not [word for word in ("Bea", WORDS, bea.card.card_code) if word in halves]

    mailoutbox.clear()
    steward(elm)
    office = Client()
    office.force_login(User.objects.get(email="members@oak.example.org"))
    office.post(f"/c/oak/staff/incidents/{theirs.code}/", {"text": ANSWER})
    outbox.drain()
    [mail] = mailoutbox
    [ours] = rows(elm)
    assert (mail.to, mail.subject) == (
        ["partnerships@elm.example.org"],
        "Elm Lane: Oak Street has answered your report",
    )
    halves = mail.body + mail.alternatives[0][0]
    assert f"/c/elm/staff/incidents/{ours.code}/" in mail.body
    assert not [word for word in ("Bea", ANSWER) if word in halves]


def test_the_same_report_writes_once(oak, elm, use, mailoutbox):
    _page, values = report(elm, use)
    report(elm, use, **values)
    outbox.drain()

    assert [mail.subject for mail in mailoutbox if "incident" in mail.subject] == [
        "Oak Street: Elm Lane reports an incident"
    ]


def test_owners_are_written_to_where_nobody_has_the_role(oak, elm, use, mailoutbox):
    with oak.within:
        Staff.objects.update(roles=[Staff.Role.OWNER])
    report(elm, use)
    outbox.drain()

    assert [mail.to for mail in mailoutbox if "incident" in mail.subject] == [
        ["partnerships@oak.example.org"]
    ]


def test_one_co_op_cannot_bury_another_in_reports(oak, elm, bea, use, settings):
    """Counted for the two of them; another co-op that reports to the same home is not held up."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "incident": "2/d/key"}
    ash = scene.side("ash")
    gives(oak, ash)
    elsewhere = had(ash, holdout.qr_text(bea.card))
    for _time in range(2):
        report(elm, use)
    page, _values = report(elm, use)

    assert page.status_code == 422
    assert "Nothing was sent. Please write to it." in page.content.decode()
    assert WORDS in page.content.decode()
    assert len(rows(oak)) == len(rows(elm)) == 2
    report(ash, elsewhere)
    assert len(rows(oak)) == 3
