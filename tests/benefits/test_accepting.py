"""A co-op's own rule on cards: on its pages, in its API, and when it recognises a visitor."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benefits.models import Decision
from credentials.acceptance import Policy
from credentials.models import AcceptancePolicy
from credentials.services.accepting import save_policy
from credentials.verifying.previewing import weigh_all
from tenants import outbox
from tenants.models import Staff
from tests.benefits import scene, visiting
from tests.benefits.visiting import visit
from tests.credentials import accrediting
from tests.credentials.members import carded
from tests.support.kept import kept

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
@kept
def made():
    """Commons accredits Oak; Elm decides whose cards it accepts."""
    found = accrediting.scene()
    found.row = found.ask()
    found.see(found.row)
    found.decide(found.row, assurance="registryVerified")
    outbox.drain()
    found.card = carded(found.oak.coop)[1].document
    return found


def rule(made, **values):
    with made.elm.within:
        save_policy(Policy(**values), by=made.elm.owner)


def page(made):
    answer = made.elm.browser().post("/c/elm/verify/", {"text": made.card})
    return answer.content.decode()


def api(made, slug="elm"):
    path = f"/c/{slug}/credentials/verify" if slug else "/credentials/verify"
    return made.elm.browser().post(
        path, {"verifiableCredential": json.loads(made.card)}, content_type="application/json"
    )


def test_without_a_rule_only_partners_are_accepted(made):
    assert "Accepted at" in page(made)
    assert "has no agreement with" in page(made)
    assert api(made).json()["acceptance"] | {"detail": ""} == {
        "cooperative": made.elm.coop.name,
        "accepted": False,
        "code": "no_agreement",
        "detail": "",
    }


def test_a_body_whose_word_counts_lets_in_whom_it_confirms(made):
    rule(made, bodies=frozenset({made.body.coop.did}))

    assert "Yes. Commons Federation confirms that" in page(made)
    assert api(made).json()["acceptance"]["code"] == "accredited"


def test_until_it_suspends_its_word(made):
    rule(made, bodies=frozenset({made.body.coop.did}))
    made.suspend(made.row)
    outbox.drain()

    assert api(made).json()["acceptance"]["code"] == "suspended"
    assert "Commons Federation does not confirm" in page(made)


def test_the_check_itself_is_the_same_for_everybody(made):
    rule(made, denied=frozenset({made.oak.coop.did}))
    here, anywhere = api(made), api(made, slug="")

    assert here.status_code == anywhere.status_code == 200
    assert here.json()["acceptance"]["code"] == "denied"
    assert "acceptance" not in anywhere.json()
    assert {**here.json(), "acceptance": None} == {**anywhere.json(), "acceptance": None}


def test_a_card_that_is_not_good_is_not_accepted(made):
    rule(made, allowed=frozenset({made.oak.coop.did}))
    bent = json.loads(made.card)
    bent["credentialSubject"]["membershipNumber"] = "X-1"
    made.card = json.dumps(bent)

    assert api(made).json()["acceptance"]["code"] == "card_not_good"


def test_owners_and_partnerships_write_the_rule_and_see_whom_it_lets_in(made):
    made.elm.staff("pat", Staff.Role.PARTNERSHIPS)
    browser = made.elm.browser("pat")
    written = {
        "bodies": [made.body.coop.did],
        "others": "did:web:federation.example:c:commons",
        "categories": ["COOP", "CA"],
        "assurance": "documentChecked",
        "allowed": "ash",
        "denied": "",
    }

    before = browser.get("/c/elm/staff/acceptance/").content.decode()
    shown = browser.post("/c/elm/staff/acceptance/", {**written, "preview": "1"}).content.decode()
    assert "Nothing was saved yet" in before
    assert "This is a preview" in shown
    assert "Yes. Commons Federation confirms that Oak is a co-op." in shown
    with made.elm.within:
        assert not AcceptancePolicy.objects.exists()

    browser.post("/c/elm/staff/acceptance/", written)
    browser.post("/c/elm/staff/acceptance/", written)

    with made.elm.within:
        kept = AcceptancePolicy.objects.select_related("by__user").get()
    assert (kept.number, kept.by.user.email) == (1, "pat@elm.example.org")
    assert Policy.from_json(kept.rule).allowed == {made.ash.coop.did}
    after = browser.get("/c/elm/staff/acceptance/").content.decode()
    assert "Version 1, saved by Pat Elm" in after
    assert "did:web:federation.example:c:commons" in after


def test_the_preview_asks_no_more_for_many_than_for_one(made):
    yew, *others = (scene.side(slug) for slug in ("yew", "fir", "larch", "pine"))
    scene.agreed(others[0], yew)
    rule = Policy(bodies=frozenset({made.body.coop.did}), partners_confirmed=True)
    few, asked = _weighed(rule, yew)
    for each in others[1:]:
        scene.agreed(each, yew)
    made.decide(made.ask(made.ash, vouchers=(made.oak, made.elm)), assurance="selfDeclared")
    outbox.drain()

    many, asked_again = _weighed(rule, yew)

    assert len(many) == len(few) + 3
    assert asked_again == asked


def _weighed(rule, side):
    with side.within, CaptureQueriesContext(connection) as asked:
        return weigh_all(rule, side.coop), len(asked)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"allowed": "nobody-knows-them"}, "Line 1 is no co-op of this portal"),
        ({"allowed": "ash", "denied": "/c/ash/"}, "A co-op stands in both lists."),
        ({"partners_confirmed": "on"}, "Choose by whom"),
        ({"categories": []}, "Choose at least one kind of organisation."),
    ],
)
def test_what_cannot_be_meant_is_asked_again(made, changed, said):
    written = {"categories": ["COOP"], "assurance": "vouched", **changed}

    answer = made.elm.browser().post("/c/elm/staff/acceptance/", written)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_visitor_is_not_recognised_against_the_rule():
    oak, elm = scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")
    scene.agreed(oak, elm)
    home = visiting.Home(oak)

    decision = visit(elm, home.card(), scene.person("alice@example.org", "Alice"), accepted=False)

    assert (decision.outcome, decision.reason) == (Decision.Outcome.REFUSE, "not_accepted")
    assert "Elm Lane does not recognise cards of Oak Street at the moment." in decision.sentence
