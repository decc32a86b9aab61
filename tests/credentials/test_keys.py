from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core.did.document import MAX_METHODS, find_key
from credentials.core.errors import DidError
from credentials.errors import NoSigningKeyError, RotationRunningError, TooManyKeysError
from credentials.models import IssuingProgram, ProgramCredential, PublishedDocument, SigningKey
from credentials.services import keys
from tenants import outbox, scope
from tenants.models import Event
from tests.credentials import programs, scene

pytestmark = pytest.mark.django_db(transaction=True)
LATER = keys.ANNOUNCED_FOR + timedelta(seconds=1)


def did_document(coop):
    row = PublishedDocument.objects.get(url=publishing.did_address(coop))
    return json.loads(row.body)


def states(coop):
    with scope.within(coop.pk):
        return list(SigningKey.objects.order_by("pk").values_list("state", flat=True))


def names(coop):
    with scope.within(coop.pk):
        return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_an_opened_cooperative_has_one_key_and_its_document(oak):
    with scope.within(oak.pk):
        key = SigningKey.objects.get()
    document = did_document(oak)

    assert key.state == "active"
    assert document["id"] == oak.did
    assert (
        find_key(document, oak.did, key.kid, "assertionMethod").to_multikey() == key.public_multikey
    )
    assert [method["type"] for method in document["verificationMethod"]] == [
        "Multikey",
        "JsonWebKey2020",
    ]
    assert "KeyActivated" in names(oak)


def test_opening_twice_makes_one_key(oak):
    with scope.within(oak.pk):
        first = SigningKey.objects.get()
        assert keys.create_signing_key() == first

    assert states(oak) == ["active"]


def test_each_cooperative_has_keys_of_its_own(oak, elm):
    assert did_document(oak)["verificationMethod"] != did_document(elm)["verificationMethod"]


def test_a_new_key_is_announced_before_it_signs(oak):
    with scope.within(oak.pk):
        announced = keys.rotate_signing_key()
        assert keys.activate_due_keys() is None

        assert states(oak) == ["active", "pending"]
        find_key(did_document(oak), oak.did, announced.kid, "assertionMethod")
        with pytest.raises(RotationRunningError):
            keys.rotate_signing_key()

        taken_over = keys.activate_due_keys(now=timezone.now() + LATER)

    assert taken_over == announced
    assert states(oak) == ["retired", "active"]
    assert names(oak)[-2:] == ["KeyAnnounced", "KeyActivated"]


def test_a_retired_key_is_still_published_and_signs_no_more(oak):
    with scope.within(oak.pk):
        old = SigningKey.objects.get()
        keys.rotate_signing_key()
        keys.activate_due_keys(now=timezone.now() + LATER)
        old.refresh_from_db()

        assert old.wrapped is None
        with pytest.raises(NoSigningKeyError):
            keystore.signer_of(old)
    assert find_key(did_document(oak), oak.did, old.kid, "assertionMethod")


def test_a_retired_key_that_nothing_needs_any_more_is_taken_down(oak):
    with scope.within(oak.pk):
        old = SigningKey.objects.get()
        keys.rotate_signing_key()
        keys.activate_due_keys(now=timezone.now() + LATER)
        SigningKey.objects.filter(pk=old.pk).update(
            retired_at=timezone.now() - keys.AFTERGLOW - timedelta(days=1)
        )
        keys.rotate_signing_key()

    assert old.kid not in json.dumps(did_document(oak))


def test_the_document_never_grows_beyond_what_verifiers_read(oak):
    with scope.within(oak.pk):
        for _ in range(MAX_METHODS // keys.FORMS - 1):
            keys.rotate_signing_key()
            keys.activate_due_keys(now=timezone.now() + LATER)
        with pytest.raises(TooManyKeysError):
            keys.rotate_signing_key()
        newest = SigningKey.objects.get(state="active")

    assert find_key(did_document(oak), oak.did, newest.kid, "assertionMethod")


def test_a_key_that_retired_long_ago_stands_once_and_speaks_for_nobody(oak):
    """Ten years of what a program had signed without an end, with a new key every four months."""
    programs.token_of(oak, programs.owner_of(oak))
    ago = timezone.now() - keys.AFTERGLOW - timedelta(days=1)
    with scope.within(oak.pk):
        program = IssuingProgram.objects.get()
        old = SigningKey.objects.get()
        for _ in range(30):
            used = SigningKey.objects.get(state="active")
            ProgramCredential.objects.create(
                program=program, signing_key=used, digest=used.kid[:64]
            )
            keys.rotate_signing_key()
            keys.activate_due_keys(now=timezone.now() + LATER)
            SigningKey.objects.filter(pk=used.pk).update(retired_at=ago)
        assert keys.is_document_old()
        keys.publish_identity()
        assert not keys.is_document_old()
    document = did_document(oak)

    assert len(document["verificationMethod"]) == 30 + keys.FORMS
    assert len(document["authentication"]) == keys.FORMS
    assert (
        find_key(document, oak.did, old.kid, "assertionMethod").to_multikey() == old.public_multikey
    )
    with pytest.raises(DidError):
        find_key(document, oak.did, old.kid, "authentication")


def test_a_lost_key_file_leaves_opening_owed(no_keys):
    scene.opened("oak")
    path = next(no_keys.glob("kek-*"))
    kept = path.read_bytes()
    path.unlink()
    elm = scene.opened("elm")

    assert states(elm) == []
    assert not PublishedDocument.objects.filter(url=publishing.did_address(elm)).exists()
    path.write_bytes(kept)
    outbox.OutboxEntry.objects.update(due_at=timezone.now())
    outbox.drain()
    assert states(elm) == ["active"]
