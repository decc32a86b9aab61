"""Who may not speak for a co-op: each is refused, by a code of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from credentials.core.definition import ACCREDITATION_TYPE
from credentials.core.verification import FAILED, GENERAL, RECOGNITION
from tests.core.federated import LINK, OTHERS, Scene, report_of
from tests.core.scene import DAY, NOW, Coop, World, green_valley, hillside, told


def forged(scene: Scene) -> dict[str, Any]:
    """The body's word on somebody else, rewritten."""
    word = scene.body.accredits(scene.rogue)
    text = scene.home.did, scene.rogue.did
    cooperative, other = word["credentialSubject"]
    cooperative |= {"id": text[0], "tradingName": scene.home.name}
    other["issuesFor"] = [text[0]]
    return word


def in_the_bodys_name(scene: Scene) -> dict[str, Any]:
    """Signed by the co-op itself: nobody vouches for it."""
    unsigned = {k: v for k, v in hillside().accredits(scene.home, issuers=(scene.body.did,)).items() if k != "proof"}  # fmt: skip
    return scene.home.signed(unsigned)


def marked(purpose: str) -> Callable[[Scene], dict[str, Any]]:
    def make(scene: Scene) -> dict[str, Any]:
        bits = scene.body.ended if purpose == "revocation" else scene.body.suspended
        bits.add(OTHERS)
        return scene.body.accredits(scene.home, position=OTHERS)

    return make


REFUSED: dict[str, tuple[Callable[[Scene], Any], str]] = {
    "rewritten": (forged, "accreditation_forged"),
    "signed by the co-op in a body's name": (in_the_bodys_name, "accreditation_forged"),
    "of another co-op": (lambda s: s.body.accredits(s.rogue), "other_subject"),
    "expired": (
        lambda s: s.body.accredits(
            s.home, valid_from=NOW - 30 * DAY, valid_until=NOW - timedelta(seconds=1)
        ),
        "accreditation_expired",
    ),
    "not yet valid": (
        lambda s: s.body.accredits(s.home, valid_from=NOW + DAY),
        "accreditation_not_yet_valid",
    ),
    "ended": (marked("revocation"), "accreditation_ended"),
    "suspended": (marked("suspension"), "accreditation_suspended"),
    "for other documents": (
        lambda s: s.body.accredits(s.home, authorized_to_issue=(ACCREDITATION_TYPE,)),
        "not_for_memberships",
    ),
    "naming another issuer": (
        lambda s: s.body.accredits(s.home, issuers=(s.rogue.did,)),
        "not_named",
    ),
    "naming nobody besides the co-op": (
        lambda s: s.body.accredits(s.home, issuers=()),
        "not_named",
    ),
    "with another name for the co-op": (
        lambda s: s.body.accredits(s.home, legal_name="Elm Ltd", trading_name="Elm Street"),
        "other_name",
    ),
    "no accreditation at all": (lambda s: s.home.card(), "no_accreditation"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("policy", [GENERAL, RECOGNITION])
def test_an_accreditation_that_does_not_carry(name, policy):
    scene = Scene()
    make, code = REFUSED[name]

    report = report_of(scene, make(scene), policy=policy)

    assert told(report) == {"authority": code}
    assert report.outcome("authority") is FAILED
    assert not report.ok


def test_a_federation_cannot_name_itself_for_a_co_op_that_does_not_link_to_it():
    scene = Scene()
    scene.home.linked = ""
    world = scene.world(scene.body.accredits(scene.home))

    assert told(world.verify(scene.card())) == {"authority": "not_linked"}


def test_a_co_op_alone_can_let_nobody_sign_for_it():
    """It links to something of its own making; no body has signed anything."""
    scene = Scene()

    assert told(report_of(scene, scene.home.card())) == {"authority": "no_accreditation"}


def test_a_rogue_member_that_signs_for_its_neighbour():
    scene = Scene()
    world = scene.world(scene.body.accredits(scene.home))

    assert told(world.verify(scene.card(scene.rogue))) == {"authority": "not_named"}
    assert told(World(scene.rogue, green_valley()).verify(
        scene.rogue.card(cooperative=green_valley().did, cooperative_name=green_valley().name)
    )) == {"authority": "not_linked"}  # fmt: skip


def test_a_card_with_another_name_for_the_co_op():
    scene = Scene()
    world = scene.world(scene.body.accredits(scene.home))

    report = world.verify(scene.card(cooperative_name="Green Valley Food Co-op"))

    assert told(report) == {"authority": "other_name"}


def test_a_presentation_that_another_signed_is_not_the_co_ops():
    scene = Scene()
    word = scene.body.accredits(scene.home)
    for signer, holder in (
        (scene.rogue.signer, scene.rogue.did),
        (scene.rogue.signer, scene.home.did),
        (scene.body.signer, scene.home.did),
        (scene.home.signer, scene.rogue.did),
    ):
        report = scene.world(word, signer=signer, holder=holder).verify(scene.card())

        assert told(report) == {"authority": "linked_by_another"}


def test_an_answer_to_a_question_is_no_publication():
    """A home answers anybody who asks; that must not say who issues for it."""
    scene = Scene()
    world = scene.world()
    world.linked[LINK] = scene.home.answer(scene.body.accredits(scene.home), scene.rogue.did)

    assert told(world.verify(scene.card())) == {"authority": "wrong_purpose"}


def test_a_publication_that_was_changed():
    scene = Scene()
    world = scene.world(scene.body.accredits(scene.rogue))
    world.linked[LINK]["verifiableCredential"] = [scene.body.accredits(scene.home)]

    assert told(world.verify(scene.card())) == {"authority": "bad_signature"}


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/c/oak-street/accreditation.json",
        "https://portal.example/c/commonlands/accreditation.json",
        "https://portal.example/c/oak-street-2/accreditation.json",
        "https://portal.example/c/oak-street/../rogue/accreditation.json",
        "https://portal.example:8443/c/oak-street/accreditation.json",
        "https://portal.example@elsewhere.example/c/oak-street/accreditation.json",
        "file:///c/oak-street/accreditation.json",
        "accreditation.json",
    ],
)
def test_a_link_to_another_place_is_not_followed(address):
    scene = Scene()
    scene.home.linked = address
    world = scene.world(scene.body.accredits(scene.home))
    world.linked[address] = world.linked[LINK]

    assert told(world.verify(scene.card())) == {"authority": "linked_elsewhere"}
    assert address not in world.asked


def test_a_word_is_never_passed_on():
    """Commonlands may issue for Oak Street, and Rogue for Commonlands: not Rogue for Oak Street."""
    scene = Scene()
    link = "https://portal.example/c/commonlands/accreditation.json"
    scene.body.linked = link
    passes_on = hillside().accredits(
        scene.body, issuers=(scene.rogue.did,), authorized_to_issue=(
            "CooperativeMembershipCredential", ACCREDITATION_TYPE,
        ),
    )  # fmt: skip
    world = scene.world(scene.body.accredits(scene.home))
    world.linked[link] = scene.body.shows(passes_on)

    assert told(world.verify(scene.card(scene.rogue))) == {"authority": "not_named"}
    assert link not in world.asked


def test_a_publication_without_end_is_refused_before_anything_in_it_is_asked_about():
    scene = Scene()
    word = scene.body.accredits(scene.home)
    world = scene.world(word)
    world.linked[LINK]["verifiableCredential"] = [word] * 200

    assert told(world.verify(scene.card())) == {"authority": "too_many_credentials"}
    assert world.asked.count(scene.body.did) == 1


def test_so_many_bodies_are_asked_and_no_more():
    scene = Scene()
    bodies = [Coop(f"body-{n}", bytes([n]) * 32, name=f"Body {n}") for n in range(6)]
    words = [body.accredits(scene.home, issuers=(scene.body.did,)) for body in bodies]
    world = scene.world(*words)

    report = world.verify(scene.card())

    assert told(report) == {"authority": "accreditation_not_checked"}
    assert sum(any(body.did == did for body in bodies) for did in world.asked) == 4
