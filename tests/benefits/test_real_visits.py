"""The whole way with nothing left out: real cards, real answers, real lists; only the clock is ours."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from benefits import agreed, vetting
from benefits.models import Decision, Grant
from benefits.services.visits import Seen, Visitor, recognise_visitor
from benefits.tasks import recheck_grants
from benefits.views.consent import _receive
from credentials import keystore, publishing
from credentials.core.presentation import build_presentation
from credentials.errors import RequestSpentError, UnreadableError
from credentials.models import Credential, PublishedDocument, Reliance, StatusList
from credentials.services import keys, presenting
from tenants import outbox
from tenants.models import Membership
from tenants.services import members
from tests.benefits import scene
from tests.benefits.visiting import ask, grant_of, member
from tests.credentials.members import card_of, changed, verified

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=["told at once", "by the look alone"])
def hints(request, settings):
    settings.STATUS_HINTS = request.param == "told at once"
    return settings.STATUS_HINTS


@pytest.fixture
def alice(oak, elm, home):
    """A member of Oak Street and her card."""
    return member(oak, "alice@example.org")


def answer_of(home, asked, card):
    with home.within:
        return presenting.present_card(card, nonce=asked.nonce, audience=asked.audience)


def decided(host, asked, answer, user):
    with host.within:
        checked = presenting.check_answer(asked, answer)
        home = checked.report.home
        vetted = vetting.vet(home, host.coop, agreed.partner(home))
        decision = recognise_visitor(
            lambda: _receive(asked, checked, vetted),
            Visitor(user.pk, user.name, user.email),
            request=asked.code,
        )
    outbox.drain()
    return decision


def show(home, host, card, user):
    asked = ask(host)
    return decided(host, asked, answer_of(home, asked, card), user)


def at_home(home, card, verb, **values):
    with home.within:
        membership = Membership.objects.select_related("membership_class").get(
            pk=card.membership_id
        )
        verb(membership, by=home.staff, **values)
    outbox.drain()


def looked(host):
    """Time passes, and the periodic look happens."""
    with host.within:
        Grant.objects.update(looked_at=timezone.now() - timedelta(days=1))
    recheck_grants()
    outbox.drain()
    grant = grant_of(host)
    return grant.state, grant.state_reason, grant.membership.standing


def visiting_card(host):
    return card_of(grant_of(host).membership)


def test_from_home_to_host_and_back_again(oak, elm, alice, hints):
    user, card = alice
    decision = show(oak, elm, card, user)

    assert (decision.outcome, decision.evidence_level) == ("allow", "live")
    with elm.within:
        assert Decision.objects.get().presentation
    own = visiting_card(elm)
    assert verified(own).ok
    assert json.loads(own.document)["issuer"]["id"] == elm.coop.did

    at_home(oak, card, members.suspend_membership, reason="Fees")
    if hints:
        assert grant_of(elm).state == "paused"
    assert looked(elm) == ("paused", "home_suspended", "suspended")
    assert verified(own).standing == verified(card).standing == "suspended"

    at_home(oak, card, members.restore_membership)
    if hints:
        assert grant_of(elm).state == "active"
    assert looked(elm)[::2] == ("active", "good")
    assert verified(own).ok

    at_home(oak, card, members.end_membership, reason=Membership.EndReason.RESIGNED)
    if hints:
        assert grant_of(elm).state == "ended"
    assert looked(elm) == ("ended", "home_ended", "ended")
    assert verified(own).standing == "ended"


def test_without_hints_nothing_happens_before_the_look(oak, elm, alice, settings):
    settings.STATUS_HINTS = False
    user, card = alice
    show(oak, elm, card, user)
    at_home(oak, card, members.suspend_membership, reason="Fees")

    assert grant_of(elm).state == "active"


def test_a_list_that_cannot_be_read_is_borne_and_then_pauses(oak, elm, alice, settings):
    user, card = alice
    show(oak, elm, card, user)
    with oak.within:
        urls = list(StatusList.objects.values_list("url", flat=True))
    lists = list(PublishedDocument.objects.filter(url__in=urls))
    PublishedDocument.objects.filter(url__in=urls).delete()
    assert looked(elm)[0] == "active"

    hours = settings.GRANT_GRACE_HOURS + 1
    with elm.within:
        Grant.objects.update(checked_at=timezone.now() - timedelta(hours=hours))
    assert looked(elm)[:2] == ("paused", "home_unreachable")

    PublishedDocument.objects.bulk_create(lists)
    assert looked(elm)[0] == "active"


def test_a_list_signed_by_another_key_is_no_news(oak, elm, alice):
    user, card = alice
    show(oak, elm, card, user)
    with oak.within:
        urls = list(StatusList.objects.values_list("url", flat=True))
    for row in PublishedDocument.objects.filter(url__in=urls):
        document = json.loads(row.body)
        document["proof"]["proofValue"] = "z" + "2" * 87
        PublishedDocument.objects.filter(pk=row.pk).update(body=json.dumps(document))
    with elm.within:
        Grant.objects.update(checked_at=timezone.now() - timedelta(days=9))

    assert looked(elm)[:2] == ("paused", "home_unreachable")


def replaced(oak, card):
    with oak.within:
        membership = Membership.objects.get(pk=card.membership_id)
    changed(membership, "replaced:1")


def renewed(oak, card):
    at_home(oak, card, members.renew_membership)


def rekeyed(oak, card):
    later = timezone.now() + keys.ANNOUNCED_FOR + timedelta(seconds=1)
    with oak.within:
        keys.rotate_signing_key()
        keys.activate_due_keys(now=later)
    replaced(oak, card)


@pytest.mark.parametrize("change", [replaced, renewed, rekeyed])
def test_the_visit_is_the_same_with_the_next_card(oak, elm, alice, change):
    user, card = alice
    show(oak, elm, card, user)
    before = grant_of(elm)
    change(oak, card)
    outbox.drain()
    with oak.within:
        membership = Membership.objects.get(pk=card.membership_id)
    newer = card_of(membership)
    assert newer.generation == 2
    assert looked(elm)[0] == "active"

    show(oak, elm, newer, user)
    after = grant_of(elm)

    assert (after.code, after.pseudonym) == (before.code, before.pseudonym)
    assert (before.times_shown, after.times_shown) == (1, 2)
    assert after.membership == before.membership
    assert after.credential_digest == publishing.credential_digest(newer.urn)
    assert Reliance.objects.filter(host=elm.coop).count() == 2
    at_home(oak, newer, members.suspend_membership, reason="Fees")
    assert grant_of(elm).state == "paused"


def test_the_file_of_a_card_shown_by_another_person_grants_nothing(oak, elm, alice):
    _user, card = alice
    mallory = scene.person("mallory@example.org")
    asked = ask(elm)

    with pytest.raises(RequestSpentError):
        decided(elm, asked, card.document, mallory)
    with pytest.raises(UnreadableError):
        decided(elm, asked, "%PDF-1.7", mallory)
    with elm.within:
        assert not Decision.objects.exists()
        assert not Grant.objects.exists()


def test_another_cooperative_cannot_answer_for_a_card_that_is_not_its_own(oak, elm, alice):
    _user, card = alice
    mallory, _own = member(elm, "mallory@example.org")
    ash = scene.side("ash", "Ash Row")
    asked = ask(elm)
    with ash.within:
        answer = build_presentation(
            json.loads(card.document),
            holder=ash.coop.did,
            signer=keystore.signer_of(keystore.key_in_use()),
            challenge=asked.nonce,
            domain=asked.audience,
            created=timezone.now(),
        )
    decision = decided(elm, asked, publishing.as_text(answer), mallory)

    assert (decision.outcome, decision.reason) == ("refuse", "not_genuine")
    with elm.within:
        assert not Grant.objects.exists()


def test_an_answer_is_used_once(oak, elm, alice):
    user, card = alice
    asked = ask(elm)
    answer = answer_of(oak, asked, card)
    decided(elm, asked, answer, user)
    other = ask(elm)

    with pytest.raises(RequestSpentError):
        decided(elm, other, answer, user)
    with elm.within:
        again = presenting.request_presentation(audience=elm.coop.did, purpose="x")
        with pytest.raises(RequestSpentError):
            presenting.check_answer(again, answer)


def test_a_suspended_member_is_told_so_and_gets_nothing(oak, elm, alice):
    user, card = alice
    at_home(oak, card, members.suspend_membership, reason="Fees")
    decision = show(oak, elm, card, user)

    assert decision.outcome == "refuse"
    with elm.within:
        assert not Grant.objects.exists()


def test_the_host_keeps_no_card_and_no_identifier(oak, elm, alice):
    user, card = alice
    show(oak, elm, card, user)
    identifier = json.loads(card.document)["credentialSubject"]["membershipId"]

    with elm.within:
        kept = json.dumps(
            [
                *Grant.objects.values(),
                *Decision.objects.values(),
                *Credential.objects.values("document"),
            ],
            default=str,
        )
    assert identifier not in kept
    assert card.urn not in kept


def test_seen_is_what_crossed(oak, elm, alice):
    _user, card = alice
    asked = ask(elm)
    answer = answer_of(oak, asked, card)
    with elm.within:
        vetted = vetting.Vetted(accepted=True)
        seen = _receive(asked, presenting.check_answer(asked, answer), vetted)

    assert isinstance(seen, Seen)
    assert seen.genuine
    assert seen.card["id"] == card.urn
