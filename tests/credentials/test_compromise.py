from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from credentials import affected, keystore, publishing, resolving
from credentials.core.did.document import find_key, without_keys
from credentials.core.errors import DidError
from credentials.core.verification import PASSED
from credentials.errors import KeyCompromisedError, NoSigningKeyError
from credentials.models import Credential, DeniedKey, PublishedDocument, SigningKey, StatusList
from credentials.services import keys
from credentials.services.compromise import declare_compromised
from tenants import outbox, scope
from tenants.models import Event, Job, Letter, Member
from tests.credentials.members import card_of, carded, verified
from tests.credentials.test_keys import LATER, did_document, states

pytestmark = pytest.mark.django_db(transaction=True)


def key_of(coop, state="active"):
    with scope.within(coop.pk):
        return SigningKey.objects.get(state=state)


def compromise(coop, key):
    with scope.within(coop.pk):
        job = declare_compromised(key.code, by=None)
    outbox.drain()
    return job


def test_a_compromised_key_is_out_of_the_document_before_anything_else_happens(oak):
    old = key_of(oak)
    with scope.within(oak.pk):
        declare_compromised(old.code, by=None)

    assert states(oak) == ["compromised"]
    assert old.kid not in json.dumps(did_document(oak))
    with scope.within(oak.pk):
        assert SigningKey.objects.get().wrapped is None
    assert DeniedKey.objects.get().public_multikey == old.public_multikey


def test_everything_is_signed_anew_and_the_old_card_fails(oak):
    memberships = [carded(oak, email=f"m{n}@example.org") for n in range(3)]
    old = key_of(oak)
    job = compromise(oak, old)

    with scope.within(oak.pk):
        job.refresh_from_db()
        assert (job.state, job.counts.get("failed", 0)) == ("done", 0)
        new = SigningKey.objects.get(state="active")
        current = Credential.objects.filter(superseded_at=None)
        assert set(current.values_list("signing_key", flat=True)) == {new.pk}
        assert not current.filter(checked_at=None).exists()
        lists = list(StatusList.objects.values_list("url", flat=True))
    for membership, before in memberships:
        assert verified(before).outcome("issuer") is not PASSED
        assert verified(card_of(membership)).ok
    for url in lists:
        signed = json.loads(PublishedDocument.objects.get(url=url).body)
        assert signed["proof"]["verificationMethod"] == new.kid


def test_holders_are_told_why_they_have_a_new_card(oak):
    carded(oak, email="amara@example.org")
    compromise(oak, key_of(oak))

    with scope.within(oak.pk):
        newest = Credential.objects.get(superseded_at=None)
        assert newest.cause.startswith("key-")
        assert Letter.objects.filter(about=newest.code).exists()


def test_an_announced_key_takes_over_early(oak):
    with scope.within(oak.pk):
        announced = keys.rotate_signing_key()
    compromise(oak, key_of(oak))

    assert key_of(oak) == announced
    assert states(oak) == ["compromised", "active"]


def test_a_retired_key_is_declared_too_and_the_one_in_use_stays(oak):
    membership, _card = carded(oak)
    old = key_of(oak)
    with scope.within(oak.pk):
        keys.rotate_signing_key()
        keys.activate_due_keys(now=timezone.now() + LATER)
    used = key_of(oak)
    compromise(oak, old)

    assert key_of(oak) == used
    assert states(oak) == ["compromised", "active"]
    with scope.within(oak.pk):
        assert card_of(membership).signing_key == used


def test_a_key_is_declared_once(oak):
    old = key_of(oak)
    compromise(oak, old)

    with scope.within(oak.pk), pytest.raises(KeyCompromisedError):
        declare_compromised(old.code, by=None)
    with scope.within(oak.pk):
        assert Job.objects.count() == 1
        assert Event.objects.filter(name="KeyCompromised").count() == 1


def test_nothing_is_signed_until_the_worker_has_made_a_key(oak):
    old = key_of(oak)
    with scope.within(oak.pk):
        declare_compromised(old.code, by=None)
        with pytest.raises(NoSigningKeyError):
            keystore.key_in_use()


def test_a_denied_key_is_believed_by_nobody_whatever_the_document_says(oak):
    old = key_of(oak)
    document = did_document(oak)
    compromise(oak, old)
    url = publishing.did_address(oak)
    PublishedDocument.objects.filter(url=url).update(body=json.dumps(document))

    found = resolving.resolve(oak.did)
    for purpose in ("assertionMethod", "authentication"):
        with pytest.raises(DidError):
            find_key(found, oak.did, old.kid, purpose)
    assert old.public_multikey not in json.dumps(found)


def test_a_denied_key_goes_in_both_its_forms(oak):
    document = did_document(oak)
    old = key_of(oak)

    assert without_keys(document, set()) == document
    assert without_keys(document, {"z1"}) == document
    assert without_keys(document, {old.public_multikey})["verificationMethod"] == []
    assert without_keys(document, {old.public_multikey})["authentication"] == []


def test_what_will_happen_is_counted_before(oak):
    carded(oak, email="amara@example.org")
    without, _card = carded(oak)
    with scope.within(oak.pk):
        Member.objects.filter(pk=without.member_id).update(email="")
        told = affected.of(key_of(oak), timezone.now())

    assert (told.cards, told.mailed, told.unaddressed, told.lists) == (2, 1, 1, 2)
    out = StringIO()
    call_command("compromise_key", "oak", stdout=out)
    assert "2 cards are signed anew" in out.getvalue()
    assert "Nothing was changed" in out.getvalue()
    assert states(oak) == ["active"]


def test_the_command_declares_it(oak):
    membership, _card = carded(oak)
    old = key_of(oak)
    call_command("compromise_key", "oak", "--key", old.kid, "--yes", stdout=StringIO())
    outbox.drain()

    assert states(oak) == ["compromised", "active"]
    assert card_of(membership).generation == 2
    with pytest.raises(CommandError, match="no such key"):
        call_command("compromise_key", "oak", "--key", old.kid, "--yes", stdout=StringIO())


def test_an_old_key_is_destroyed_once_nothing_needs_it(oak):
    old = key_of(oak)
    with scope.within(oak.pk):
        keys.rotate_signing_key()
        keys.activate_due_keys(now=timezone.now() + LATER)
        assert not keys.is_any_done()
        later = timezone.now() + keys.AFTERGLOW + timedelta(days=1)
        assert keys.destroy_done_keys(now=later) == 1
        assert keys.destroy_done_keys(now=later) == 0

    assert states(oak) == ["destroyed", "active"]
    assert old.kid not in json.dumps(did_document(oak))


def test_a_key_is_changed_by_itself_after_a_year(oak, settings):
    with scope.within(oak.pk):
        assert not keys.is_rotation_due()
        SigningKey.objects.update(activated_at=timezone.now() - timedelta(days=366))
        assert keys.is_rotation_due()
        settings.KEY_LIFETIME_DAYS = 0
        assert not keys.is_rotation_due()
        settings.KEY_LIFETIME_DAYS = 365
        keys.rotate_signing_key()
        assert not keys.is_rotation_due()


def test_the_command_announces_a_key_for_each(oak, elm):
    out, err = StringIO(), StringIO()
    call_command("rotate_keys", "oak", stdout=out)
    with pytest.raises(CommandError, match="1 of 2 got no new key"):
        call_command("rotate_keys", "--all", stdout=out, stderr=err)

    assert (states(oak), states(elm)) == (["active", "pending"], ["active", "pending"])
    assert "announced already" in err.getvalue()
