"""Who may speak for a co-op: itself, and whom a body and the co-op itself name. Everybody else is refused."""

from __future__ import annotations

import pytest

from credentials.core.authority import AccreditationReader
from credentials.core.errors import UnreachableError
from credentials.core.lists import ListReader
from credentials.core.verification import GENERAL, NOT_CHECKED, PASSED, RECOGNITION
from tests.core.federated import LINK, OTHERS, Scene, report_of
from tests.core.scene import DAY, NOW, POSITION, World, green_valley, hillside, told


@pytest.mark.parametrize("policy", [GENERAL, RECOGNITION])
def test_a_federation_that_both_sides_name_may_issue_for_a_co_op(policy):
    scene = Scene()

    report = report_of(scene, scene.body.accredits(scene.home), policy=policy)

    assert report.ok
    assert (report.issuer, report.home) == (scene.body.did, scene.home.did)
    assert report.outcome("authority") is PASSED


def test_another_body_may_name_the_federation():
    scene = Scene()
    word = hillside().accredits(scene.home, issuers=(scene.body.did, scene.rogue.did))

    assert report_of(scene, word).ok


@pytest.mark.parametrize("policy", [GENERAL, RECOGNITION])
def test_a_co_op_speaks_for_itself_and_nobody_is_asked(policy):
    coop = green_valley()
    world = World(coop)

    report = world.verify(coop.card(), policy=policy)

    assert report.outcome("authority") is PASSED
    assert report.home == report.issuer == coop.did
    assert not any("accreditation" in each for each in world.asked)


def test_the_name_may_be_the_legal_one_and_its_spacing_means_nothing():
    scene = Scene()
    card = scene.card(cooperative_name="oak  STREET food co-op limited")

    assert scene.world(scene.body.accredits(scene.home)).verify(card).ok


def test_one_good_accreditation_is_enough_beside_others():
    scene = Scene()
    ended = hillside().accredits(scene.home, issuers=(scene.body.did,))
    world = scene.world(scene.body.accredits(scene.rogue), ended, scene.body.accredits(scene.home))
    hill = hillside()
    hill.ended = {POSITION}
    world.lists[hill.url("revocation")] = hill.status_list("revocation")

    assert world.verify(scene.card()).ok


@pytest.mark.parametrize("missing", ["home", "link", "body", "list"])
def test_what_cannot_be_asked_is_not_checked(missing):
    scene = Scene()
    hill = hillside()
    world = scene.world(hill.accredits(scene.home, issuers=(scene.body.did,)))
    if missing == "home":
        del world.documents[scene.home.did]
    elif missing == "link":
        del world.linked[LINK]
    elif missing == "body":
        del world.documents[hill.did]
    else:
        world.lists[hill.url("suspension")] = None

    report = world.verify(scene.card())

    assert report.outcome("authority") is NOT_CHECKED
    assert not report.ok


def test_bad_news_counts_though_something_else_could_not_be_asked():
    scene = Scene()
    scene.body.ended = {OTHERS}
    world = scene.world(scene.body.accredits(scene.home, position=OTHERS))
    world.lists[scene.body.url("suspension")] = None

    report = world.verify(scene.card())

    assert told(report)["authority"] == "accreditation_ended"


def test_nobody_is_asked_about_a_card_that_is_not_genuine():
    scene = Scene()
    world = scene.world(scene.body.accredits(scene.home))
    card = scene.card()
    card["credentialSubject"]["membershipNumber"] = "GV-1"

    report = world.verify(card)

    assert report.outcome("authority") is NOT_CHECKED
    assert LINK not in world.asked


def test_without_a_way_to_ask_a_stranger_is_not_checked():
    scene = Scene()
    world = scene.world(scene.body.accredits(scene.home))

    report = world.verify(scene.card(), fetch_linked=None)

    assert told(report) == {"authority": "not_asked"}
    assert report.outcome("authority") is NOT_CHECKED


@pytest.mark.parametrize(
    "subject",
    [
        {"name": "Amara"},
        {"memberOf": [{"id": green_valley().did, "name": "A"}, {"id": hillside().did, "name": "B"}]},
        [{"memberOf": {"id": green_valley().did, "name": "A"}}, {"memberOf": {"id": hillside().did, "name": "B"}}],
    ],
)  # fmt: skip
def test_a_card_in_another_form_that_names_no_co_op_or_several(subject):
    coop = green_valley()
    card = coop.signed({**coop.unsigned_card(), "credentialSubject": subject})

    report = World(coop, hillside()).verify(card, policy=GENERAL)

    assert told(report) == {"authority": "no_home"}


def test_the_home_answers_for_a_card_that_its_federation_signed():
    scene, host = Scene(), hillside()
    world = scene.world(scene.body.accredits(scene.home))

    by_home = world.verify_answer(scene.home.answer(scene.card(), host.did), host.did)
    by_issuer = world.verify_answer(scene.body.answer(scene.card(), host.did), host.did)
    by_rogue = world.verify_answer(scene.rogue.answer(scene.card(), host.did), host.did)

    assert by_home.ok
    assert by_issuer.ok
    assert told(by_rogue) == {"presentation_signature": "signer_mismatch"}


def test_a_home_cannot_answer_for_a_card_that_was_signed_in_its_name_only():
    scene, host = Scene(), hillside()
    card = scene.rogue.card(cooperative=scene.home.did, cooperative_name=scene.home.name)
    world = scene.world(scene.body.accredits(scene.home))

    report = world.verify_answer(scene.home.answer(card, host.did), host.did)

    assert told(report) == {"authority": "not_named"}


def test_what_a_co_op_shows_is_read_with_how_it_stands():
    scene = Scene()
    scene.body.suspended = {OTHERS}
    world = scene.world(
        hillside().accredits(scene.home, issuers=()),
        scene.body.accredits(scene.home, position=OTHERS),
        scene.body.accredits(scene.rogue),
    )
    lists = ListReader(now=NOW, resolve=world.resolve, fetch_status=world.fetch_status)
    reader = AccreditationReader(NOW, world.resolve, world.fetch_linked, lists)

    found = reader.accredited(scene.home.did, {hillside().did, scene.body.did})

    assert [(each.claims.issuer, each.check.code) for each in found] == [
        (hillside().did, "ok"),
        (scene.body.did, "accreditation_suspended"),
    ]
    assert found[0].valid_until == NOW + 300 * DAY
    assert reader.accredited(scene.home.did, {scene.rogue.did}) == []
    del world.linked[LINK]
    with pytest.raises(UnreachableError):
        AccreditationReader(NOW, world.resolve, world.fetch_linked, lists).shown(scene.home.did)
