"""Documents that were meddled with: verified as far as they hold, and refused in our own words where they do not."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from credentials.core import asking, desk, incident
from credentials.core.accreditation import check_accreditation, read_accreditation
from credentials.core.at_hand import AtHand
from credentials.core.canonical import shapes
from credentials.core.checks import issuer_named
from credentials.core.data_integrity.proof import (
    add_proof,
    append_proof,
    verify_proof,
    verify_proofs,
)
from credentials.core.did.document import find_key, linked_addresses, offered_keys
from credentials.core.presentation import linked_credentials
from credentials.core.shown import verify_shown
from credentials.core.status import StatusEntry, read_status_list
from credentials.core.trust_list import Entry, build_trust_list, parts_of, read_trust_list
from credentials.core.verification import GENERAL, RECOGNITION
from tests.core.federated import Scene
from tests.core.fuzzing import ANYTHING, FEWER, FUZZ, check_report, mutated, tried
from tests.core.scene import CHALLENGE, DAY, NOW, World, green_valley, hillside
from tests.core.signing import ANNE, BOB, FIRST, signed

HOME, OTHER = green_valley(), hillside()
WORLD = World(HOME, OTHER)
CARD = HOME.card()
JCS_CARD = add_proof(HOME.unsigned_card(), HOME.signer, created=NOW, cryptosuite="eddsa-jcs-2022")
CHAIN = signed((ANNE, FIRST, ()), (BOB, "", [FIRST]))
WITNESSED = append_proof(CARD, OTHER.signer, created=NOW)
ANSWER = HOME.answer(CARD, OTHER.did)
REVOCATION = WORLD.lists[HOME.url("revocation")]
SCENE = Scene()
ACCREDITATION = SCENE.body.accredits(SCENE.home)
LIST_URL = "https://portal.example/c/commonlands/trust-list.json"
TRUST_LIST = SCENE.body.signed(
    build_trust_list(
        url=LIST_URL,
        issuer=SCENE.body.did,
        issuer_name="Commonlands",
        number=3,
        entries=[
            Entry(HOME.did, HOME.name, "COOP", "primary", "vouched", "2026-01-01", "2027-01-01", "inForce")
        ],
        valid_from=NOW - DAY,
        valid_until=NOW + DAY,
    )
)  # fmt: skip
CARDS = some.sampled_from([CARD, JCS_CARD, WITNESSED]).flatmap(mutated)


@pytest.mark.clause("VCDM problem-details")
@FUZZ
@given(document=ANYTHING | CARDS, policy=some.sampled_from([GENERAL, RECOGNITION]))
def test_a_credential_is_reported_on(document, policy):
    report = WORLD.verify(document, policy=policy)

    check_report(report)
    assert report.issuer == issuer_named(document)
    if report.ok and policy is RECOGNITION:
        assert canonical(document) == canonical(CARD)


def canonical(document):
    return shapes.canonicalize({k: v for k, v in document.items() if k != "proof"})


@FUZZ
@given(document=mutated(ANSWER) | CARDS)
def test_an_answer_is_reported_on(document):
    report = WORLD.verify_answer(document, OTHER.did)

    check_report(report)


@FEWER
@given(document=mutated(ANSWER) | CARDS, asked=some.booleans())
def test_anybodys_presentation_is_reported_on(document, asked):
    question = {"challenge": CHALLENGE, "domain": OTHER.did} if asked else {}
    shown = verify_shown(
        document, now=NOW, resolve=WORLD.resolve, fetch_status=WORLD.fetch_status, **question
    )

    check_report(shown)
    for report in shown.credentials:
        check_report(report)


@FUZZ
@given(document=some.sampled_from([CHAIN, WITNESSED, CARD, JCS_CARD]).flatmap(mutated))
def test_proofs_hold_or_are_refused(document):
    whole = document if isinstance(document, dict) else {}
    resolve = SCENE.world().resolve if "did:web" in str(whole.get("proof")) else WORLD.resolve
    for outcome in tried(verify_proofs, whole, resolve=resolve, now=NOW) or ():
        if outcome.error is None:
            assert outcome.signer.startswith("did:")
    tried(verify_proof, whole, resolve=resolve, now=NOW)


@FUZZ
@given(document=mutated(HOME.document))
def test_a_did_document_offers_keys_or_none(document):
    whole = document if isinstance(document, dict) else {}
    method = HOME.signer.verification_method
    for purpose in ("assertionMethod", "authentication", "verificationMethod", "@context"):
        key = tried(find_key, whole, HOME.did, method, purpose)
        assert key is None or key.algorithm in {"Ed25519", "P-256"}
        tried(offered_keys, whole, HOME.did, purpose, now=NOW)
    tried(linked_addresses, whole, HOME.did)
    tried(asking.find_home, whole, HOME.did)


@FEWER
@given(document=mutated(HOME.document))
def test_an_issuers_document_that_was_meddled_with_is_reported_on(document):
    world = World(HOME)
    world.documents[HOME.did] = document

    check_report(world.verify(CARD))


@FEWER
@given(document=mutated(REVOCATION))
def test_a_status_list_that_was_meddled_with_is_reported_on(document):
    world = World(HOME)
    world.lists[HOME.url("revocation")] = document

    check_report(world.verify(CARD))
    if isinstance(document, dict):
        values = {"url": HOME.url("revocation"), "issuer": HOME.did, "purpose": "revocation"}
        bits = tried(read_status_list, document, now=NOW, **values)
        assert bits is None or len(bits) >= 16 * 1024


@FUZZ
@given(entry=mutated(CARD["credentialStatus"][0]))
def test_a_status_entry_is_read_or_refused(entry):
    if isinstance(entry, dict):
        place = tried(StatusEntry.from_json, entry)
        assert place is None or place.index >= 0


@FUZZ
@given(document=mutated(ACCREDITATION))
def test_an_accreditation_is_read_or_refused(document):
    if isinstance(document, dict):
        tried(check_accreditation, document)
        tried(read_accreditation, document)


@FEWER
@given(document=mutated(SCENE.home.shows(ACCREDITATION)))
def test_what_a_co_op_shows_of_itself_is_reported_on(document):
    world = SCENE.world(ACCREDITATION)
    (address,) = world.linked
    world.linked[address] = document

    check_report(world.verify(SCENE.card(), policy=RECOGNITION))
    tried(linked_credentials, document)


@FUZZ
@given(document=mutated(TRUST_LIST))
def test_a_trust_list_is_read_or_refused(document):
    values = {"url": LIST_URL, "issuer": SCENE.body.did, "now": NOW}
    if tried(read_trust_list, document, **values) is not None:
        tried(parts_of, document, url=LIST_URL)


QUESTION = asking.Question(
    asker=OTHER.did,
    asker_name=OTHER.name,
    home=HOME.did,
    nonce="nonce",
    state="state",
    response_uri="https://portal.example/answers",
)
CARD_QUESTION = desk.CardQuestion(OTHER.did, OTHER.name, (HOME.did,), "nonce", "K7Q2M9XD")
FACTS = desk.facts_of(CARD, initials="A. O.", wants=desk.OPTIONAL)
CARD_ANSWER = desk.write_answer(
    desk.CardAnswer(HOME.did, desk.GOOD, is_live=True, facts=FACTS), CARD_QUESTION, now=NOW
)
REPORT = incident.write(
    incident.Report(OTHER.did, OTHER.name, HOME.did, UUID(int=1), "nonce", "lost", "card", NOW, "Text."),
    now=NOW,
)  # fmt: skip


@FUZZ
@given(payload=mutated(QUESTION.to_json(now=NOW, until=NOW + DAY)))
def test_a_question_is_read_or_refused(payload):
    whole = payload if isinstance(payload, dict) else {}
    question = tried(asking.read_question, whole, client=QUESTION.client_id, now=NOW)

    assert question is None or question.asker == OTHER.did


@FUZZ
@given(question=mutated(CARD_QUESTION.to_json(now=NOW)), answer=mutated(CARD_ANSWER))
def test_a_desks_question_and_its_answer_are_read_or_refused(question, answer):
    if isinstance(question, dict):
        tried(desk.read_question, question, asker=OTHER.did, now=NOW)
    if isinstance(answer, dict):
        tried(desk.read_answer, answer, CARD_QUESTION, now=NOW)


@FUZZ
@given(payload=mutated(REPORT))
@example(payload={**REPORT, "iat": 10**400})
def test_a_report_of_an_incident_is_read_or_refused(payload):
    if isinstance(payload, dict):
        tried(incident.read, payload, sender=OTHER.did, now=NOW)


def test_what_nobody_meddled_with_holds():
    """The control: each of these documents is good before it is changed."""
    assert WORLD.verify(CARD, policy=RECOGNITION).ok
    assert WORLD.verify(JCS_CARD, policy=RECOGNITION).ok
    assert WORLD.verify(WITNESSED).ok
    assert WORLD.verify_answer(deepcopy(ANSWER), OTHER.did).ok
    assert len(verify_proofs(CHAIN, resolve=AtHand().resolve, now=NOW)) == 2
    assert SCENE.world(ACCREDITATION).verify(SCENE.card(), policy=RECOGNITION).ok
    assert read_trust_list(TRUST_LIST, url=LIST_URL, issuer=SCENE.body.did, now=NOW)
    client = QUESTION.client_id
    payload = QUESTION.to_json(now=NOW, until=NOW + DAY)
    assert asking.read_question(payload, client=client, now=NOW) == QUESTION
    assert desk.read_answer(CARD_ANSWER, CARD_QUESTION, now=NOW).facts == FACTS
    assert incident.read(REPORT, sender=OTHER.did, now=NOW).at == datetime(
        2026, 11, 25, 9, 30, tzinfo=UTC
    )
