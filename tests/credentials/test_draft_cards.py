"""A portal that issued under the draft goes on: its cards are checked, answered with and believed as before."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core import definition
from credentials.core.data_integrity.proof import add_proof
from credentials.models import Credential
from credentials.services import checking, presenting
from credentials.verifying.answer import Verdict
from credentials.verifying.check import check_anything
from credentials.verifying.given import CardCode, SignedFile
from tenants import scope
from tests.credentials.members import card_of, carded, verified

pytestmark = pytest.mark.django_db(transaction=True)
SCHEMA = "membership.schema.json"


@pytest.fixture
def old_card(oak):
    """A card as this portal kept it while the definition was a draft."""
    membership, card = carded(oak, name="Amara Okonkwo")
    document = json.loads(card.document)
    del document["proof"]
    document["credentialSchema"] = definition.schema_reference(SCHEMA, "v0.1-draft")
    document["@context"][1] = definition.context_of("v0.1-draft")
    with scope.within(oak.pk):
        signer = keystore.signer_of(keystore.key_in_use())
        signed = add_proof(document, signer, created=timezone.now())
        text = publishing.as_text(signed)
        digest = hashlib.sha256(text.encode()).hexdigest()
        Credential.objects.filter(pk=card.pk).update(document=text, digest=digest)
    return card_of(membership)


def test_new_cards_are_of_the_frozen_version(oak):
    _membership, card = carded(oak)

    assert json.loads(card.document)["credentialSchema"] == definition.SCHEMA_REFERENCE
    assert definition.SCHEMA_REFERENCE["id"] == "https://coopcreds.com/ns/v0.1/" + SCHEMA


def test_an_old_card_is_recognised_as_a_file_and_by_its_code(old_card):
    assert "v0.1-draft" in old_card.document
    assert verified(old_card).ok
    held = [SignedFile(json.loads(old_card.document)), CardCode(old_card.card_code)]
    assert [check_anything(each).verdict for each in held] == [Verdict.GOOD, Verdict.GOOD]


def test_an_old_card_opens_a_visit(elm, old_card):
    with scope.within(elm.pk):
        asked = presenting.request_presentation(audience=elm.did, purpose="visiting_membership")
    with scope.within(old_card.cooperative_id):
        answer = presenting.present_card(old_card, nonce=asked.nonce, audience=asked.audience)
    with scope.within(elm.pk):
        seen = presenting.receive_presentation(asked, presenting.check_answer(asked, answer))

    assert (seen.genuine, seen.standing) == (True, "good")
    assert seen.card == json.loads(old_card.document)


def test_an_old_card_that_waits_is_released(old_card):
    with scope.within(old_card.cooperative_id):
        Credential.objects.filter(pk=old_card.pk).update(checked_at=None)
        checking.check_cards([str(old_card.code)])
        row = Credential.objects.get(pk=old_card.pk)

    assert row.checked_at is not None
