"""What the W3C's suites check over HTTP, asked by a client of our own: those suites are in no package registry.

After vc-data-model-2.0-test-suite, vc-di-eddsa-test-suite, vc-di-ecdsa-test-suite with the assertions that they
share, and vc-bitstring-status-list-test-suite. The words of a check stand beside it where they are not plain.
"""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from coopportal.conform.issuers import issuers
from coopportal.services.conforming import publish_conform_issuers
from credentials.core.data_integrity.proof import SUITES, Expected, add_proof
from credentials.core.encoding import base58_decode
from credentials.core.status import decode
from credentials.core.vocabulary import CREDENTIALS_V2
from tests.conform.data_model import BAD, GOOD

pytestmark = pytest.mark.django_db(transaction=True)
V1 = "https://www.w3.org/2018/credentials/v1"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
PLAIN = {
    "@context": [CREDENTIALS_V2],
    "id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d",
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:subject", "name": "Example"},
}
OF_1_1 = {
    "@context": [V1, {"@context": {"name": "https://schema.org/name"}}],
    "id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d",
    "type": ["VerifiableCredential"],
    "issuanceDate": "2020-03-16T22:37:26.544Z",
    "credentialSubject": {"id": "did:example:subject", "name": "Example"},
}


@pytest.fixture(autouse=True)
def _served(settings):
    settings.ROOT_URLCONF = "coopportal.conform.urls"
    cache.clear()
    publish_conform_issuers()


def post(path, body):
    answer = Client(enforce_csrf_checks=True).post(
        f"/conform/{path}", json.dumps(body), content_type="application/json"
    )
    assert answer["Content-Type"] in {"application/json", "application/problem+json"}
    return answer


def issue(name, credential=PLAIN):
    body = {"credential": {"issuer": issuers()[name].did_key, **credential}, "options": {}}
    return post(f"{name}/credentials/issue", body)


def issued(name, credential=PLAIN):
    answer = issue(name, credential)
    assert answer.status_code == 201, answer.text
    return answer.json()["verifiableCredential"]


def verify(credential, **options):
    body = {"verifiableCredential": credential, "options": {"checks": ["proof"], **options}}
    return post("credentials/verify", body).status_code


@pytest.mark.parametrize("credential", [PLAIN, OF_1_1], ids=["2.0", "1.1"])
@pytest.mark.parametrize("name", SUITES)
class TestCreate:
    def test_the_proof(self, name, credential):
        whole = issued(name, credential)
        proof = whole["proof"]
        did, _, key = proof["verificationMethod"].partition("#")
        published = base58_decode(key[1:])

        assert (proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", name)
        assert proof["proofPurpose"] == "assertionMethod"
        assert proof["created"].endswith("Z")
        assert len(base58_decode(proof["proofValue"][1:])) == 64
        assert did == whole["issuer"] == f"did:key:{key}"
        assert len(published) == (34 if SUITES[name].algorithm == "Ed25519" else 35)
        assert any(context in whole["@context"] for context in (CREDENTIALS_V2, DATA_INTEGRITY))

    def test_it_verifies_with_a_conformant_verifier(self, name, credential):
        assert verify(issued(name, credential)) == 200


@pytest.mark.parametrize("name", SUITES)
def test_the_same_key_under_its_web_address(name):
    issuer = issuers()[name]
    whole = issued(name, {**PLAIN, "issuer": issuer.did_web})
    document = Client().get(f"/conform/{name}/did.json").json()

    assert whole["issuer"] == document["id"] == issuer.did_web
    assert whole["proof"]["verificationMethod"] in document["assertionMethod"]
    assert verify(whole) == 200


def without(name):
    return lambda whole: whole["proof"].pop(name)


def becomes(name, value):
    return lambda whole: whole["proof"].update({name: value})


def resigned(**options):
    """Truly signed, and yet for something else."""

    def change(whole):
        signer = issuers()["eddsa-rdfc-2022"]
        unsigned = {k: v for k, v in whole.items() if k != "proof"}
        fresh = add_proof(
            unsigned, signer.signer(signer.did_key), created=timezone.now(), **options
        )
        whole["proof"] = fresh["proof"]

    return change


WRONG = {
    "proof missing": lambda whole: whole.pop("proof"),
    "proof null": lambda whole: whole.update(proof=None),
    "no type": without("type"),
    "another type": becomes("type", "UnknownProofType"),
    "no method": without("verificationMethod"),
    "no such method": becomes("verificationMethod", "did:key:invalidVm"),
    "no purpose": without("proofPurpose"),
    "another purpose": becomes("proofPurpose", "invalidPurpose"),
    "signed for another purpose": resigned(expected=Expected(purpose="authentication")),
    "no value": without("proofValue"),
    "value null": becomes("proofValue", None),
    "value without multibase": lambda whole: whole["proof"].update(proofValue=whole["proof"]["proofValue"][1:]),
    "value too long": lambda whole: whole["proof"].update(proofValue=whole["proof"]["proofValue"] + "11111"),
    "no cryptosuite": without("cryptosuite"),
    "another cryptosuite": becomes("cryptosuite", "UnknownCryptosuite"),
    "cryptosuite of 2020": becomes("cryptosuite", "Ed25519Signature2020"),
    "created is no time": becomes("created", "yesterday"),
    "canonised otherwise": becomes("cryptosuite", "eddsa-jcs-2022"),
    "a word changed": lambda whole: whole["credentialSubject"].update(name="Other"),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("name", ["eddsa-rdfc-2022", "ecdsa-rdfc-2019", "eddsa-jcs-2022"])
def test_a_verifier_raises_an_error(name, wrong):
    whole = deepcopy(issued(name))
    WRONG[wrong](whole)
    if wrong == "canonised otherwise" and name == "eddsa-jcs-2022":
        whole["proof"]["cryptosuite"] = "eddsa-rdfc-2022"

    assert verify(whole) in {400, 422}


@pytest.mark.parametrize(
    "options",
    [
        {"expectedProofPurpose": "authentication"},
        {"domain": "domain.example"},
        {"domain": "domain.example", "challenge": "1235abcd6789"},
    ],
)
def test_what_it_was_not_made_for(options):
    assert verify(issued("eddsa-rdfc-2022"), **options) in {400, 422}


def changed(change):
    made = {name: value for name, value in {**PLAIN, **change}.items() if value is not None}
    if made.pop("_issuer", False):
        made["issuer"] = None
    return made


@pytest.mark.parametrize("name", GOOD)
def test_the_data_model_accepts(name):
    whole = issued("eddsa-rdfc-2022", changed(GOOD[name]))

    assert verify(whole) == 200


@pytest.mark.parametrize("name", BAD)
def test_the_data_model_refuses(name):
    credential = changed(BAD[name])
    answer = issue("eddsa-rdfc-2022", credential)

    assert answer.status_code in {400, 422}, answer.text
    assert verify({"issuer": "did:example:issuer", **credential}) in {400, 422}


def presentation(*credentials, **more):
    return {"@context": [CREDENTIALS_V2], "type": ["VerifiablePresentation"], "verifiableCredential": list(credentials), **more}  # fmt: skip


def held_out(document, **options):
    body = {"verifiablePresentation": document, "options": {"checks": [], **options}}
    return post("presentations/verify", body).status_code


def signed_presentation(document, challenge="u123", domain=None):
    holder = issuers()["eddsa-rdfc-2022"]
    expected = Expected(purpose="authentication", challenge=challenge, domain=domain)
    return add_proof(document, holder.signer(holder.did_key), created=timezone.now(), expected=expected)  # fmt: skip


def test_presentations_with_and_without_a_proof():
    whole = issued("eddsa-rdfc-2022")
    example = issued("eddsa-rdfc-2022", changed(GOOD["examples"]))
    me = issuers()["eddsa-rdfc-2022"].did_key

    assert held_out(presentation(whole)) == 200
    assert held_out(presentation(whole, example)) == 200
    assert held_out(signed_presentation(presentation(whole))) == 200
    assert held_out(signed_presentation(presentation(whole, id="urn:uuid:1"))) == 200
    assert held_out(signed_presentation(presentation(whole, holder=me)), challenge="u123") == 200
    assert held_out(signed_presentation(presentation(whole, holder={"id": me}))) == 200
    assert held_out(signed_presentation(presentation(whole)), challenge="u124") == 422
    assert held_out(presentation(whole, holder={"name": "no id"})) == 422
    assert held_out(presentation("https://x.example/1")) == 422
    assert held_out({**presentation(whole), "type": ["VerifiableCredential"]}) == 422
    assert held_out({**presentation(whole), "@context": None}) == 422


def test_status_lists():
    whole = issued("bitstring")
    entry = whole["credentialStatus"]
    address = f"/conform/bitstring/status/{entry['statusPurpose']}"
    listed = json.loads(Client().get(address).content)
    subject = listed["credentialSubject"]
    bits = decode(subject["encodedList"])

    assert verify(whole) == 200
    assert entry["type"] == "BitstringStatusListEntry"
    assert str(int(entry["statusListIndex"])) == entry["statusListIndex"]
    assert entry.get("id") != entry["statusListCredential"] == listed["id"]
    assert "BitstringStatusListCredential" in listed["type"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "revocation")
    assert len(bits) == 16 * 1024
    assert not any(bits)
    assert listed["issuer"] == whole["issuer"]
    assert verify(listed) == 200


@pytest.mark.parametrize("body", ["{", "[]", "{}", '{"credential": 7}'])
def test_a_broken_request(body):
    for path in ("eddsa-rdfc-2022/credentials/issue", "credentials/verify", "presentations/verify"):
        answer = Client().post(f"/conform/{path}", body, content_type="application/json")

        assert answer.status_code == 400
