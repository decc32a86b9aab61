"""Waves of invitations: each member once, never over the cap, never to an address that several people share."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from credentials import wave_work, waves
from credentials.errors import WaveOpenError
from credentials.models import Invitation, Offer, Wave
from credentials.services import inviting
from tenants.models import Event, Letter, Member, OutboxEntry
from tenants.services import bounces
from tests.credentials import holding
from tests.credentials.invited import (
    begin,
    crowd,
    link_in,
    opened_in_a_browser,
    quiet,
    steps,
)
from tests.credentials.members import carded, started

pytestmark = pytest.mark.django_db(transaction=True)
STEP = "credentials.waves.step"


@pytest.fixture
def valley():
    return holding.opened()


def said(wave, name):
    with_member = Invitation.objects.filter(wave=wave, membership__member__name=name)
    row = with_member.get()
    return row.way, row.reason


def test_each_member_is_planned_once_by_mail_by_letter_or_left_out_and_why(valley):
    quiet(valley, "Mailed", "mailed@example.org")
    quiet(valley, "Nobody's", "")
    quiet(valley, "Both", "both@example.org")
    quiet(valley, "Other", "BOTH@example.org")
    quiet(valley, "Inside", "in@example.org", user=holding.person("in@example.org"))
    holding.expire(valley, carded(valley.coop, name="Late", email="late@example.org")[1])
    [_waits] = started(valley.coop, name="Waits", email="waits@example.org", announce=False)
    with valley.within:
        planned = waves.plan(None, again=False)

    assert {each.membership.member.name: (each.way, each.reason) for each in planned} == {
        "Mailed": ("mail", ""),
        "Nobody's": ("letter", "no_email"),
        "Both": ("letter", "shared"),
        "Other": ("letter", "shared"),
        "Inside": ("none", "came_in"),
        "Late": ("none", "run_out"),
        "Waits": ("none", "no_card"),
    }
    assert len(planned) == 7


def test_never_more_than_the_cap_in_an_hour_whoever_pauses_or_begins_anew(valley, mailoutbox):
    crowd(valley, 11)
    mailoutbox.clear()
    wave = begin(valley)
    steps(valley)
    assert len(mailoutbox) == 2, "the first batch"
    with valley.within:
        for _click in range(3):
            inviting.pause(wave, by=valley.steward)
            inviting.resume(wave, by=valley.steward)
    steps(valley, times=3)
    assert len(mailoutbox) == 4, "as many as an hour allows, however often it goes on"
    with valley.within:
        inviting.stop(wave, by=valley.steward)
    begin(valley)
    steps(valley, times=3)
    assert len(mailoutbox) == 4, "a wave begun anew counts what the other one wrote"
    steps(valley, minutes=61, times=1)
    assert len(mailoutbox) == 6
    steps(valley, minutes=31, times=1)
    assert len(mailoutbox) == 8
    steps(valley, minutes=61, times=8)
    assert len(mailoutbox) == 11
    assert len({message.to[0] for message in mailoutbox}) == 11, "each of them once"
    with valley.within:
        assert Wave.objects.first().state == Wave.State.DONE


def test_a_second_click_and_a_step_that_is_repeated_send_nothing_twice(valley, mailoutbox):
    crowd(valley, 2)
    mailoutbox.clear()
    key = uuid4()
    first, second = begin(valley, key=key), begin(valley, key=key)
    with valley.within, pytest.raises(WaveOpenError):
        inviting.begin([], key=uuid4(), kind=None, at_once=1, an_hour=1, by=valley.steward)
    steps(valley)
    OutboxEntry.objects.filter(handler=STEP).update(done_at=None, claim="", claimed_until=None)
    steps(valley, minutes=61, times=3)

    assert first == second
    assert len(mailoutbox) == 2
    with valley.within:
        assert Letter.objects.filter(kind=waves.FIRST).count() == 2


def test_what_changed_since_the_plan_is_looked_at_again(valley, mailoutbox):
    stays, comes, shares, loses, ends = crowd(valley, 5)
    wave = begin(valley, at_once=10, an_hour=10)
    with valley.within:
        members = Member.objects
        members.filter(pk=comes.member_id).update(user=holding.person("x@example.org"))
        members.filter(pk=loses.member_id).update(email="", email_key="")
        shared = Member.objects.get(pk=stays.member_id).email
        members.filter(pk=shares.member_id).update(email=shared, email_key=shared)
        type(ends).objects.filter(pk=ends.pk).update(standing="ended")
    mailoutbox.clear()
    steps(valley)

    assert mailoutbox == [], "the address of the first is shared by now"
    with valley.within:
        assert said(wave, "Member 0") == ("letter", "shared")
        assert said(wave, "Member 1") == ("none", "came_in")
        assert said(wave, "Member 2") == ("letter", "shared")
        assert said(wave, "Member 3") == ("letter", "no_email")
        assert said(wave, "Member 4") == ("none", "ended")
        assert Wave.objects.get().state == Wave.State.DONE
        assert len(waves.rest(wave)) == 3


def test_the_mail_opens_the_card_and_signs_in_and_later_cards_are_mailed(
    valley, mailoutbox, client
):
    [bea] = crowd(valley, 1)
    mailoutbox.clear()
    wave = begin(valley)
    steps(valley)
    [message] = mailoutbox

    assert message.to == ["m0@example.org"]
    assert "Here is your membership card" in message.subject
    page = client.get(link_in(message))
    assert page.status_code == 200
    with valley.within:
        assert Offer.objects.get().first_opened_at is None, "no browser that says what it does"
        assert waves.counts(wave)["opened"] == 0
    opened_in_a_browser(client, message)
    with valley.within:
        assert waves.counts(wave)["opened"] == 1
        bea.refresh_from_db()
        assert bea.announce
        told = Event.objects.filter(name="MembershipInvited", data__membership=str(bea.code))
        assert told.count() == 1
        assert waves.plan(None, again=True)[0].reason == "opened"


def test_one_reminder_for_who_has_not_opened_and_whose_mail_was_taken(valley, mailoutbox, client):
    crowd(valley, 3)
    wave = begin(valley, at_once=10, an_hour=10)
    mailoutbox.clear()
    steps(valley)
    steps(valley, minutes=61, times=2)
    opened_in_a_browser(client, mailoutbox[0])
    with valley.within:
        bounced = Invitation.objects.get(membership__member__email=mailoutbox[1].to[0])
        Letter.objects.filter(key=str(bounced.code)).update(state=Letter.State.FAILED)
        wave.refresh_from_db()
        assert wave.state == Wave.State.DONE
        counts = waves.counts(wave)
        assert (counts["opened"], counts["bounced"], counts["to_remind"]) == (1, 1, 1)
        assert waves.rest(wave) == [bounced.membership_id]
    third, address = mailoutbox[2].to, f"invitations/{wave.code}/remind/"
    mailoutbox.clear()
    for _click in range(2):
        valley.browser().post(valley.url(address))
    steps(valley, minutes=61, times=4)
    [message] = mailoutbox

    assert message.to == third
    assert "waiting" in message.subject
    valley.browser().post(valley.url(address))
    steps(valley, minutes=61, times=2)
    assert len(mailoutbox) == 1, "once"


def test_who_was_invited_before_is_left_out_unless_asked_for(valley):
    crowd(valley, 1)
    wave = begin(valley)
    steps(valley)
    steps(valley, minutes=61, times=2)
    with valley.within:
        assert wave.code
        assert waves.plan(None, again=False)[0].reason == "before"
        assert waves.plan(None, again=True)[0].way == "mail"


def test_a_worker_that_dies_in_the_middle_has_written_to_nobody(valley, mailoutbox, monkeypatch):
    crowd(valley, 2)
    mailoutbox.clear()
    begin(valley, at_once=2, an_hour=2)

    def dies(_step):
        raise SystemError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(wave_work, "reach", dies)
        steps(valley)
        with valley.within:
            assert not Letter.objects.filter(kind=waves.FIRST).exists()
            assert not Invitation.objects.exclude(written_at=None).exists()
    steps(valley, minutes=1, times=2)
    assert len(mailoutbox) == 2
    steps(valley, minutes=61, times=2)
    assert len(mailoutbox) == 2


def test_mail_that_is_reported_back_later_counts_and_leads_to_a_letter(valley, mailoutbox):
    """A mail server takes it, and its word that nobody is there comes the next day."""
    crowd(valley, 3)
    wave = begin(valley, at_once=3)
    steps(valley, times=2)
    opened_in_a_browser(Client(), mailoutbox[0])
    with valley.within:
        rows = {each.code: each for each in waves.invitations(wave)}
        late, held = (code for code, each in rows.items() if not each.opened)
        letter = Letter.objects.get(key=str(late))
        assert bounces.take(letter.code, gone=True, said="550 5.1.1 unknown")
        Letter.objects.filter(key=str(held)).update(state=Letter.State.HELD)
        counts, told = waves.counts(wave), waves.sums([wave])[wave.pk]
        assert (counts["opened"], counts["bounced"], counts["to_remind"]) == (1, 2, 0)
        assert set(waves.rest(wave)) == {rows[late].membership_id, rows[held].membership_id}
        assert told == {"total": 3, "written": 3, "opened": 1, "came_in": 0, "bounced": 2}
    page = valley.browser().get(valley.url("invitations/"))
    assert '<td data-label="Mail came back" class="number">2</td>' in page.text
    one = valley.browser().get(valley.url(f"invitations/{wave.code}/")).text
    assert one.count("Mail came back") >= 3
