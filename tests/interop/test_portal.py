"""Strangers' libraries against the running portal: over https, nothing prepared, nothing handed over."""

from __future__ import annotations

import json
import ssl
from http.client import HTTPSConnection

import pytest

from scripts.front import TlsFront
from tests.interop import node
from tests.support.portal import running
from tests.support.setups import EMBEDDED
from tests.support.sink import free_port

pytestmark = [pytest.mark.node, pytest.mark.flow]
LISTS_WITHIN = 20
RDFC = "eddsa-rdfc-2022"


@pytest.fixture(scope="module")
def issued(tmp_path_factory):
    """Three members with their cards, one of whom leaves and one of whom is suspended."""
    node.ready()
    inner, certificates = free_port(), tmp_path_factory.mktemp("front")
    with TlsFront(certificates, inner=inner) as front:
        settings = {"origin": front.origin, "port": inner, "BEHIND_TLS_PROXY": "yes"}
        with running(tmp_path_factory.mktemp("portal"), EMBEDDED, **settings) as portal:
            portal.act("open", slug="oak", name="Oak", prefix="OAK", steward="bo@oak.example.org")
            folder = tmp_path_factory.mktemp("cards")
            codes = {name: _join(portal, name) for name in ("good", "revoked", "suspended")}
            cards = {name: _card(portal, code) for name, code in codes.items()}
            cards["tampered"] = {**cards["good"], "credentialSubject": _other(cards["good"])}
            for name, card in cards.items():
                (folder / f"{name}.json").write_text(json.dumps(card), encoding="utf-8")
            portal.act("change", slug="oak", membership=codes["revoked"], how="end")
            portal.act("change", slug="oak", membership=codes["suspended"], how="suspend")
            yield front, folder, portal


@pytest.fixture(scope="module")
def said(issued):
    """What strangers say once both lists carry the news; until then they are asked again."""
    front, folder, portal = issued
    names = ("good", "tampered", "revoked", "suspended")
    heard = {}

    def both_refused():
        sources = [str(folder / f"{name}.json") for name in names]
        heard.update(zip(names, node.verify(*sources, authority=front.authority), strict=True))
        return not heard["revoked"]["accepted"] and not heard["suspended"]["accepted"]

    portal.processes.wait_for("lists with the news", both_refused, LISTS_WITHIN)
    return heard


@pytest.fixture(scope="module")
def accredited(issued):
    """What Oak publishes once a federation has accredited it, and the federation's list."""
    front, folder, portal = issued
    for slug in ("commons", "elm", "ash"):
        portal.act("open", slug=slug, name=slug.title(), prefix=slug[:3].upper(), steward=f"s@{slug}.example.org")  # fmt: skip
    portal.act("accredit", slug="oak", body="commons", vouchers=["elm", "ash"])
    found = {}

    def is_there():
        found.update(_fetched(front, "/c/oak/accreditation.json"))
        return bool(found) and bool(_fetched(front, "/c/commons/trust-list.json"))

    portal.processes.wait_for("an accreditation", is_there, LISTS_WITHIN)
    listed = f"{front.origin}/c/commons/trust-list.json"
    (folder / "word.json").write_text(json.dumps(found["verifiableCredential"][0]), "utf-8")
    return node.verify(str(folder / "word.json"), listed, authority=front.authority)


def _fetched(front, path):
    trusted = ssl.create_default_context(cafile=str(front.authority))
    connection = HTTPSConnection("localhost", front.port, context=trusted)
    connection.request("GET", path)
    answer = connection.getresponse()
    text = answer.read()
    return json.loads(text) if answer.status == 200 else {}


def test_strangers_accept_what_a_federation_says_of_a_co_op(accredited):
    word, _listed = accredited

    assert word["accepted"], word
    assert len(word["statuses"]) == 2


def test_strangers_believe_a_trust_list(accredited):
    _word, listed = accredited

    assert listed["verified"], listed
    assert listed["signature"] == [True]


def _join(portal, name):
    made = portal.act("join", slug="oak", name=name.title(), email=f"{name}@example.org")
    return made["membership"]


def _card(portal, membership):
    found = {}

    def is_there():
        found.update(portal.act("card", slug="oak", membership=membership))
        return found

    portal.processes.wait_for("a card", is_there)
    return json.loads(found["document"])


def _asked(front, token, act, **body):
    trusted = ssl.create_default_context(cafile=str(front.authority))
    connection = HTTPSConnection("localhost", front.port, context=trusted)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request("POST", f"/c/oak/credentials/{act}", json.dumps(body), headers)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    assert answer.status in {200, 201}, told
    return told


def _by_a_program(front, token, suite, change=""):
    """Issued over https by a program with its token; its status is what `change` says."""
    entry = {"type": "BitstringStatusListEntry"}
    unsigned = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": f"did:web:localhost%3A{front.port}:c:oak",
        "credentialSubject": {"name": "Amara Okafor"},
    }
    options = {"cryptosuite": suite, "credentialStatus": entry}
    document = _asked(front, token, "issue", credential=unsigned, options=options)[
        "verifiableCredential"
    ]
    if change:
        status = {**entry, "statusPurpose": change}
        _asked(front, token, "status", credentialId=document["id"], credentialStatus=status)
    return {"suite": suite, "document": document}


@pytest.fixture(scope="module")
def said_of_both(issued, said):
    """Two strangers' libraries on three cards, and on what a program had issued, suspended and revoked."""
    front, folder, portal = issued
    lines = {
        name: {"suite": RDFC, "document": json.loads((folder / f"{name}.json").read_text("utf-8"))}
        for name in ("good", "revoked", "suspended")
    }
    token = portal.act("program", slug="oak")["token"]
    lines["issued"] = _by_a_program(front, token, RDFC)
    lines["issued by JCS"] = _by_a_program(front, token, "eddsa-jcs-2022")
    lines["issued, revoked"] = _by_a_program(front, token, RDFC, "revocation")
    lines["issued, suspended"] = _by_a_program(front, token, RDFC, "suspension")
    (folder / "lines").write_text("\n".join(map(json.dumps, lines.values())), encoding="utf-8")
    told = node.run("exchange.mjs", "verify", str(folder / "lines"), authority=front.authority)
    return dict(zip(lines, map(json.loads, told.splitlines()), strict=True))


@pytest.mark.parametrize(
    ("name", "bits"),
    [
        ("good", [False, False]),
        ("revoked", [True, False]),
        ("suspended", [False, True]),
        ("issued", [False, False]),
        ("issued by JCS", [False, False]),
        ("issued, revoked", [True, False]),
        ("issued, suspended", [False, True]),
    ],
)
def test_two_libraries_read_the_same_status(said_of_both, name, bits):
    told = said_of_both[name]
    core = told["core"]

    assert told["vc"]["statuses"] == bits, told
    assert told["vc"]["accepted"] is (not any(bits))
    if core is not None:
        assert core["log"]["valid_signature"] is True, core
        assert core["log"]["revocation_status"] is not bits[0], core
        assert core["log"]["suspension_status"] is not bits[1], core
        assert core["accepted"] is (not any(bits)), core


def _other(card):
    return {**card["credentialSubject"], "membershipId": "urn:uuid:somebody-else"}


def test_strangers_accept_a_card_with_what_the_portal_publishes(issued, said):
    front, *_ = issued
    good = said["good"]

    assert good["accepted"], good
    assert [status["verified"] for status in good["statuses"]] == [True, True]
    assert any(source.startswith("did:web:localhost") for source in good["fetched"])
    published = f"{front.origin}/c/oak/status/"
    assert sum(source.startswith(published) for source in good["fetched"]) == len(good["statuses"])


def test_strangers_refuse_a_copy_in_which_a_word_was_changed(said):
    assert not said["tampered"]["accepted"]
    assert said["tampered"]["signature"] == [False]


@pytest.mark.parametrize(
    ("name", "purpose"), [("revoked", "revocation"), ("suspended", "suspension")]
)
def test_strangers_refuse_a_card_whose_membership_has_changed(said, name, purpose):
    told = said[name]

    assert told["signature"] == [True]
    assert [status["purpose"] for status in told["statuses"] if status["status"]] == [purpose]
