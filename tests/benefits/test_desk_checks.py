"""What the desk answers: to its own members' cards, to partners', and to everything else."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from benefits.models import DeskCheck
from benefits.services import agreements, pausing
from credentials.verifying.given import card_code_key
from tests.benefits import desks, scene
from tests.credentials import holdout, members

pytestmark = pytest.mark.django_db
OWN = {
    "good_file": ("member", "Member"),
    "good_qr": ("member", "Member"),
    "good_code": ("member", "Member"),
    "tampered_file": ("not_genuine", "Not genuine"),
    "unsigned_file": ("unknown", "Not one of our cards"),
    "tampered_qr": ("not_genuine", "Not genuine"),
    "borrowed_qr": ("not_genuine", "Not genuine"),
    "garbled_qr": ("not_genuine", "Not genuine"),
    "stranger_signed_qr": ("not_genuine", "Not genuine"),
    "ended_file": ("ended", "Not valid"),
    "ended_qr": ("ended", "Not valid"),
    "suspended_file": ("suspended", "Not in good standing"),
    "suspended_qr": ("suspended", "Not in good standing"),
    "restored_file": ("member", "Member"),
    "replaced_qr": ("replaced", "Old card"),
    "replaced_file": ("replaced", "Old card"),
    "expired_qr": ("expired", "Not valid"),
    "coop_suspended_qr": ("cooperative_suspended", "Co-op suspended"),
    "coop_suspended_file": ("cooperative_suspended", "Co-op suspended"),
    "foreign_file": ("not_checked", "Not checked"),
    "moved_words": ("not_genuine", "Not genuine"),
    "unknown_code": ("unknown", "Not one of our cards"),
    "another_address": ("unknown", "Not one of our cards"),
    "no_credential": ("unknown", "Not one of our cards"),
}
NAME = "Numbat Person-7c1e"


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def device(elm):
    return desks.paired(elm)


def test_the_table_knows_every_case():
    assert OWN.keys() == holdout.CASES.keys()


@pytest.mark.parametrize("case", OWN)
def test_each_thing_held_out_has_its_answer(elm, device, case):
    reason, headline = OWN[case]
    answer = desks.hold_out(device, holdout.CASES[case](elm.coop).text)

    assert answer.status_code == 200
    assert desks.headline(answer) == headline
    assert desks.last_check(elm).reason == reason


@pytest.mark.parametrize("text", holdout.HOSTILE.values(), ids=holdout.HOSTILE)
def test_what_is_no_card_at_all_is_asked_for_again_and_not_recorded(elm, device, text):
    answer = desks.hold_out(device, text)

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert desks.last_check(elm) is None


def test_a_code_for_somewhere_else_is_named(elm, device):
    html = desks.hold_out(device, "https://menu.example.com/today").content.decode()

    assert "That code is for menu.example.com." in html


def test_an_address_that_breaks_off_is_not_one_of_our_cards(elm, device):
    assert desks.headline(desks.hold_out(device, "http://[")) == "Not one of our cards"
    assert desks.last_check(elm).reason == "unknown"


def test_our_own_member_is_named(elm, device):
    _membership, card, text = desks.carded(elm, name=NAME)
    html = desks.hold_out(device, text).content.decode()

    assert NAME in html
    assert "A member of Elm Lane in good standing." in html
    assert desks.last_check(elm).evidence == "shown"
    assert card.card_code not in html


def test_a_reload_shows_the_same_answer_and_records_nothing_more(elm, device):
    page = desks.hold_out(device, desks.carded(elm)[2])
    again = device.get(page.redirect_chain[-1][0])

    assert desks.headline(again) == "Member"
    with elm.within:
        assert DeskCheck.objects.count() == 1


@pytest.mark.parametrize("shape", ["whole", "spaced", "digits"])
def test_a_member_number_asks_for_a_photo_id(elm, device, shape):
    membership, _card, _text = desks.carded(elm, name=NAME)
    number = membership.member.number
    typed = {"whole": number.lower(), "spaced": f" {number} ", "digits": str(int(number[-6:]))}
    answer = desks.hold_out(device, typed[shape])
    check = desks.last_check(elm)

    assert desks.headline(answer) == "Check photo ID"
    assert (check.reason, check.evidence) == ("check_id", "looked_up")
    assert NAME in answer.content.decode()


@pytest.mark.parametrize(("button", "headline"), [("yes", "Member"), ("no", "Not this member")])
def test_the_photo_id_decides_once(elm, device, button, headline):
    membership, _card, _text = desks.carded(elm)
    desks.hold_out(device, membership.member.number)
    address = f"/desk/r/{desks.last_check(elm).code}/id/"
    answer = device.post(address, {button: ""}, follow=True)

    assert desks.headline(answer) == headline
    assert device.post(address, {"yes": ""}).status_code == 409
    assert desks.last_check(elm).evidence == "looked_up"


def test_a_number_of_who_left_is_no_member(elm, device):
    membership, _card, _text = desks.carded(elm)
    members.end(membership)

    assert desks.headline(desks.hold_out(device, membership.member.number)) == "Not valid"


def test_a_partners_number_is_unknown_here(elm, device, home):
    membership, _card, _text = desks.carded(home.side)
    number = membership.member.number

    answer = desks.hold_out(device, number)
    assert desks.last_check(elm) is None or desks.last_check(elm).reason == "unknown"
    assert home.side.coop.name not in answer.content.decode()


def test_a_partners_member_is_welcome_and_not_named(elm, device, home):
    membership, card, text = desks.carded(home.side, name=NAME)
    answer = desks.hold_out(device, text)
    check, html = desks.last_check(elm), answer.content.decode()

    assert desks.headline(answer) == "Member"
    assert "Member of Oak Street · N. P." in html
    assert (check.reason, check.home, check.home_class) == ("partner", "Oak Street", "consumer")
    assert check.issuer_did == home.side.coop.did
    assert (check.membership, check.agreement_version) == (None, 1)
    secrets = (NAME, membership.member.number, membership.identifier, card.card_code, card.urn)
    assert not [secret for secret in secrets if secret in html]
    with elm.within:
        kept = str(DeskCheck.objects.values().get())
    assert not [secret for secret in (*secrets, "N. P.") if secret in kept]


def test_one_person_has_one_pseudonym_whatever_card_is_shown(elm, device, home):
    membership, _card, text = desks.carded(home.side)
    desks.hold_out(device, text)
    first = desks.last_check(elm).pseudonym
    members.changed(membership, "lost")
    members.outbox.drain()
    desks.hold_out(device, holdout.qr_text(members.card_of(membership)))
    second = desks.last_check(elm).pseudonym
    desks.hold_out(device, members.card_of(membership).document)

    assert first == second == desks.last_check(elm).pseudonym
    assert first


@pytest.mark.parametrize(
    ("befalls", "reason"), [(members.suspend, "suspended"), (members.end, "ended")]
)
def test_what_the_home_publishes_counts_at_once(elm, device, home, befalls, reason):
    membership, card, text = desks.carded(home.side)
    befalls(membership)
    for held_out in (text, card.document):
        desks.hold_out(device, held_out)

        assert desks.last_check(elm).reason == reason


def test_without_an_agreement_nothing_is_given_and_nobody_is_remembered(elm, device, oak):
    answer = desks.hold_out(device, desks.carded(oak)[2])
    check = desks.last_check(elm)

    assert desks.headline(answer) == "No agreement"
    assert "Elm Lane has no agreement with Oak Street at the moment." in answer.content.decode()
    assert (check.reason, check.pseudonym) == ("no_agreement", "")


def test_an_agreement_that_ended_gives_nothing(elm, device, oak):
    agreement = scene.agreed(oak, elm)
    with elm.within:
        agreements.end_agreement(agreement, by=elm.staff, reason="Over.")

    assert desks.headline(desks.hold_out(device, desks.carded(oak)[2])) == "No agreement"


def test_a_class_that_is_not_agreed_gives_nothing(elm, device, oak):
    scene.agreed(oak, elm, terms=scene.terms(oak, elm, classes=frozenset({"worker"})))
    answer = desks.hold_out(device, desks.carded(oak)[2])

    assert desks.headline(answer) == "No benefit here"
    assert desks.last_check(elm).reason == "class_not_covered"


def test_a_typed_code_of_a_partner_is_looked_up_at_its_home(elm, device, home):
    _membership, card, _text = desks.carded(home.side)
    typed = f"{card.card_code[:4].lower()} {card.card_code[4:]}"

    assert card_code_key(typed) == card.card_code
    assert desks.headline(desks.hold_out(device, typed)) == "Member"


def test_a_paused_agreement_is_said_to_be_paused_and_nobody_is_remembered(elm, device, oak):
    agreement = scene.agreed(oak, elm)
    _membership, card, text = desks.carded(oak)
    with oak.within:
        pausing.pause_agreement(agreement, reason="Fire.", visits_too=False, by=oak.staff)
    for held_out in (text, card.document):
        answer = desks.hold_out(device, held_out)
        check, html = desks.last_check(elm), answer.content.decode()

        assert desks.headline(answer) == "Paused"
        assert "The agreement between Elm Lane and Oak Street is paused at the moment." in html
        assert "Fire" not in html
        assert (check.reason, check.pseudonym) == ("paused", "")
