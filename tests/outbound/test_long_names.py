"""A co-op's name is kept whole or not at all, since what is signed and found again turns on its every letter."""

from __future__ import annotations

import pytest

from benefits.models import AgreementParty
from tests.outbound.abroad import with_endpoint
from tests.outbound.far_side import READ, Far, in_force

pytestmark = pytest.mark.django_db(transaction=True)
FIND = "/c/elm/staff/agreements/abroad/"
TOO_LONG = [201, 300, 301]


def named(far: Far, server, letters: int) -> Far:
    far.coop.name = "Oak " + "k" * (letters - 4)
    with_endpoint(far.coop, server)
    return far


def test_with_the_longest_name_an_agreement_comes_into_force(far, server):
    _browser, page, paper = in_force(named(far, server, 200))

    assert len(far.sides().others[0].name) == 200
    assert paper.digest in far.elm.browser().get(page).content.decode()
    assert far.heard()["signed"][0]["paper"] == paper.to_json()


@pytest.mark.parametrize("letters", TOO_LONG)
def test_a_proposal_with_a_longer_name_is_refused_by_what_is_too_long(far, server, letters):
    named(far, server, letters).publish(far.paper())
    answer = far.elm.browser().post(READ, {"address": far.address})

    assert answer.status_code == 422
    assert "in this proposal has more than 200 letters" in answer.content.decode()
    assert not AgreementParty.everyone.exists()


@pytest.mark.parametrize("letters", TOO_LONG)
def test_a_co_op_with_a_longer_name_is_not_found_and_the_reason_is_said(far, server, letters):
    named(far, server, letters)
    answer = far.elm.browser().post(FIND, {"address": f"{far.coop.origin}/c/oak/"})

    assert answer.status_code == 422
    assert "has more than 200 letters" in answer.content.decode()


def test_a_name_that_grew_too_long_meanwhile_is_told_on_the_agreements_page(far):
    browser, page, paper = in_force(far)
    (did, _name), ours = paper.parties
    longer = far.paper(number=2, parties=((did, "O" * 201), ours))
    far.publish(paper, longer, agreed=far.confirms(paper))
    far.news()

    assert far.trouble() == "name_too_long"
    assert "names a co-op with more than 200 letters" in browser.get(page).content.decode()
    assert far.sides().state == "in_force"
