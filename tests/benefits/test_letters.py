from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benefits import queries
from benefits.models import Grant
from benefits.services import agreements, following, pausing
from benefits.services.following import follow_grants, look_at
from tenants import outbox
from tenants.models import Staff
from tests.benefits import scene, visiting

pytestmark = pytest.mark.django_db(transaction=True)


def sent(mailoutbox):
    outbox.drain()
    mails = [(mail.to[0], mail.subject) for mail in mailoutbox]
    bodies = "\n".join(mail.body for mail in mailoutbox)
    mailoutbox.clear()
    return sorted(mails), bodies


def test_each_step_of_an_agreement_reaches_who_must_know(oak, elm, mailoutbox):
    made = scene.proposal(oak, elm)
    proposed, words = sent(mailoutbox)
    with elm.within:
        agreements.accept_agreement(made, number=1, by=elm.staff)
    accepted, _words = sent(mailoutbox)
    with oak.within:
        agreements.end_agreement(made, reason="A reason for the page.", by=oak.staff)
    ended, last_words = sent(mailoutbox)

    at_oak, at_elm = "partnerships@oak.example.org", "partnerships@elm.example.org"
    assert proposed == [(at_elm, "Elm Lane: Oak Street proposes an agreement")]
    assert "Members of Elm Lane (consumer) may be visiting members of Oak Street" in words
    assert f"/c/elm/staff/agreements/{made.code}/" in words
    assert accepted == [
        (at_elm, "Elm Lane: Your agreement with Oak Street is in force"),
        (at_oak, "Oak Street: Your agreement with Elm Lane is in force"),
    ]
    assert [to for to, _subject in ended] == [at_elm, at_oak]
    assert "Visits end on" in last_words
    assert "A reason for the page." not in last_words


def test_other_terms_and_a_change_reach_who_must_answer(oak, elm, mailoutbox):
    made = scene.proposal(oak, elm)
    sent(mailoutbox)
    other = scene.draft(elm, oak, terms=scene.terms(oak, elm, days=30))
    with elm.within:
        agreements.suggest_change(made, number=1, draft=other, by=elm.staff)
    countered, words = sent(mailoutbox)
    scene.sign(made, oak, 2)
    accepted, _words = sent(mailoutbox)
    with oak.within:
        agreements.suggest_change(
            made, number=2, draft=scene.draft(oak, elm, note="Canary note."), by=oak.staff
        )
    asked, change = sent(mailoutbox)
    scene.sign(made, elm, 3)
    changed, _words = sent(mailoutbox)

    at_oak, at_elm = "partnerships@oak.example.org", "partnerships@elm.example.org"
    assert countered == [(at_oak, "Oak Street: Elm Lane answers with other terms")]
    assert "So far: Members of Elm Lane" in words
    assert "for 30 days, without a vote." in words
    assert [subject.endswith("is in force") for _to, subject in accepted] == [True, True]
    assert asked == [(at_elm, "Elm Lane: Oak Street asks to change your agreement")]
    assert "Canary" not in change
    assert [subject for _to, subject in changed] == [
        "Elm Lane: Your agreement with Oak Street changes",
        "Oak Street: Your agreement with Elm Lane changes",
    ]


def test_a_pause_and_its_end_are_told_to_both_sides(oak, elm, mailoutbox):
    made = scene.agreed(oak, elm)
    sent(mailoutbox)

    with oak.within:
        pausing.pause_agreement(made, reason="Canary.", visits_too=False, by=oak.staff)
    paused, words = sent(mailoutbox)
    with oak.within:
        pausing.resume_agreement(made, by=oak.staff)

    assert [subject for _to, subject in paused] == [
        "Elm Lane: Your agreement with Oak Street is paused",
        "Oak Street: Your agreement with Elm Lane is paused",
    ]
    assert "Canary" not in words
    assert [subject for _to, subject in sent(mailoutbox)[0]] == [
        "Elm Lane: Your agreement with Oak Street goes on",
        "Oak Street: Your agreement with Elm Lane goes on",
    ]


def test_owners_are_told_where_nobody_has_the_role(oak, elm, mailoutbox):
    with elm.within:
        Staff.objects.update(roles=[Staff.Role.OWNER])

    scene.proposal(oak, elm)

    assert sent(mailoutbox)[0] == [
        ("partnerships@elm.example.org", "Elm Lane: Oak Street proposes an agreement")
    ]


def test_a_refused_proposal_is_told_once(oak, elm, mailoutbox):
    made = scene.proposal(oak, elm)
    sent(mailoutbox)
    with elm.within:
        agreements.decline_agreement(made, number=1, reason="No.", by=elm.staff)

    assert len(sent(mailoutbox)[0]) == 2
    assert sent(mailoutbox)[0] == []


def test_the_visitor_hears_of_pause_return_and_end_with_the_reason(oak, elm, mailoutbox):
    scene.agreed(oak, elm)
    home = visiting.Home(oak)
    visiting.visit(elm, home.card(index=7), scene.person("alice@example.org", "Alice Ashe"))
    sent(mailoutbox)

    told = []
    for bits in ({("suspension", 7)}, set(), {("suspension", 7)}, {("revocation", 7)}):
        home.bits = bits
        with elm.within:
            follow_grants(look_at(Grant.objects.all(), home))
        told.append(sent(mailoutbox))

    at = "alice@example.org"
    assert [mails for mails, _words in told] == [
        [(at, "Elm Lane: Your visiting membership at Elm Lane is paused")],
        [(at, "Elm Lane: Your visiting membership at Elm Lane goes on")],
        [(at, "Elm Lane: Your visiting membership at Elm Lane is paused")],
        [(at, "Elm Lane: Your visiting membership at Elm Lane has ended")],
    ]
    assert "Your membership at Oak Street is not in good standing now." in told[0][1]
    assert "Your membership at Oak Street has ended." in told[3][1]
    assert "Hello Alice Ashe," in told[3][1]


def test_the_hosts_note_never_leaves_the_host(oak, elm, mailoutbox):
    scene.agreed(oak, elm)
    visiting.visit(elm, visiting.Home(oak).card(), scene.person("alice@example.org"))
    sent(mailoutbox)
    with elm.within:
        following.end_grant(Grant.objects.get(), reason="Canary note.", by=elm.staff)

    mails, words = sent(mailoutbox)

    assert [to for to, _subject in mails] == ["alice@example.org"]
    assert "Canary" not in words


def test_letters_are_mails_in_two_halves_with_a_reply_address(oak, elm, mailoutbox):
    type(elm.coop).objects.filter(pk=elm.coop.pk).update(email="office@elm.example.org")
    scene.proposal(oak, elm, ends_on=timezone.localdate() + timedelta(30))
    outbox.drain()

    mail = mailoutbox[0]
    html = mail.alternatives[0][0]
    assert mail.reply_to == ["office@elm.example.org"]
    assert str(mail.message()["From"]).startswith("Elm Lane via CoopPortal <")
    assert mail.extra_headers["Message-ID"].endswith("@localhost>")
    assert "<style" not in html
    assert "Read the proposal" in html
    with elm.within:
        assert queries.sides_of_all()[0].awaits_us
