"""A card that a federation signed for a co-op, as anybody sees it who checks it."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from credentials.core.report import FAILED, PASSED
from credentials.verifying.answer import Verdict
from credentials.verifying.check import check_anything
from credentials.verifying.given import SignedFile
from credentials.verifying.telling import as_json
from tenants.models import Cooperative
from tests.credentials import vouching
from tests.credentials.members import carded
from tests.credentials.scene import opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sides(db):
    body = opened("commonlands", name="Commonlands Federation", level="secondary")
    home = opened("oak-street", name="Oak Street Food Co-op")
    _membership, card = carded(home)
    return body, home, card


def checked(document):
    return check_anything(SignedFile(document))


def outcome(answer):
    return {each.name: each for each in answer.checks}["authority"]


def test_it_counts_where_both_sides_say_so_and_names_both(sides):
    body, home, card = sides
    vouching.link(home, vouching.accredit(body, home))
    document = vouching.signed_for(card, body)

    answer = checked(document)
    page = Client().post("/verify/", {"text": json.dumps(document)}).content.decode()
    machine = Client().post(
        "/credentials/verify", {"verifiableCredential": document}, content_type="application/json"
    )

    assert answer.verified
    assert answer.verdict is Verdict.GOOD
    assert outcome(answer).outcome is PASSED
    assert "Signed by Commonlands Federation for Oak Street Food Co-op." in page
    assert "Right to sign" in page
    assert machine.status_code == 200
    assert machine.json()["card"] | {"validUntil": "", "initials": "", "membershipClass": ""} == {
        "cooperative": "Oak Street Food Co-op",
        "cooperativeId": home.did,
        "issuer": "Commonlands Federation",
        "issuerId": body.did,
        "portal": "",
        "vouchedFor": [],
        "membershipClass": "",
        "initials": "",
        "validUntil": "",
    }


def test_a_card_that_a_co_op_signs_itself_says_nothing_of_it(sides):
    _body, home, card = sides

    answer = checked(json.loads(card.document))
    page = Client().post("/verify/", {"text": card.document}).content.decode()

    assert outcome(answer).outcome is PASSED
    assert as_json(answer)["card"]["issuerId"] == home.did
    assert "Signed by" not in page


def unlinked(_body, home, _other):
    vouching.link(home)


def naming_another(body, home, other):
    vouching.link(home, vouching.accredit(body, home, issuers=(other.did,)))


def about_another(body, home, other):
    vouching.link(home, vouching.accredit(body, other))


def ended(body, _home, _other):
    vouching.mark(body, "revocation")


def suspended(body, _home, _other):
    vouching.mark(body, "suspension")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (unlinked, "not_linked"),
        (naming_another, "not_named"),
        (about_another, "other_subject"),
        (ended, "accreditation_ended"),
        (suspended, "accreditation_suspended"),
    ],
)
def test_it_does_not_where_one_of_them_does_not(sides, change, code):
    body, home, card = sides
    other = opened("elm-street", name="Elm Street Food Co-op")
    vouching.link(home, vouching.accredit(body, home))
    document = vouching.signed_for(card, body)
    change(body, home, other)

    answer = checked(document)
    page = Client().post("/verify/", {"text": json.dumps(document)}).content.decode()

    assert (outcome(answer).outcome, outcome(answer).code) == (FAILED, code)
    assert answer.verdict is Verdict.NOT_AUTHORISED
    assert answer.facts is None
    assert "Whoever signed this card may not sign for the co-op that it names." in page


def test_a_neighbour_that_signs_in_a_co_ops_name_is_refused(sides):
    body, home, card = sides
    rogue = opened("elm-street", name="Elm Street Food Co-op")
    vouching.link(home, vouching.accredit(body, home))

    answer = checked(vouching.signed_for(card, rogue))

    assert answer.verdict is Verdict.NOT_AUTHORISED
    assert outcome(answer).code == "not_named"


def test_whoever_signed_is_suspended_from_the_portal(sides):
    body, home, card = sides
    vouching.link(home, vouching.accredit(body, home))
    document = vouching.signed_for(card, body)
    Cooperative.objects.filter(pk=body.pk).update(state=Cooperative.State.SUSPENDED)

    assert checked(document).verdict is Verdict.COOPERATIVE_SUSPENDED


def test_the_command_says_for_whom(sides, tmp_path, capsys):
    body, home, card = sides
    file = tmp_path / "card.json"
    file.write_text(json.dumps(vouching.signed_for(card, body)))

    with pytest.raises(CommandError):
        call_command("verify_credential", str(file))
    vouching.link(home, vouching.accredit(body, home))
    call_command("verify_credential", str(file))

    assert f"from {body.did} for {home.did}" in capsys.readouterr().out
