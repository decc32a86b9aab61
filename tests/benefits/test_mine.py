"""What members see of what they may have elsewhere, and how they come by a code."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from benefits.eligibility import Period, often, proof, who
from benefits.eligibility.partners import PartnerScope, Scope
from benefits.eligibility.what import Discount
from benefits.eligibility.what import ShopCode as CodeForShop
from benefits.models import Agreement, Decision, Redemption, ShopCode
from benefits.services import agreements, giving, pausing
from benefits.terms import Gives, Terms
from benefits.views import mine as views
from credentials.acceptance import Policy
from credentials.models import Credential
from credentials.services.accepting import save_policy
from tenants import outbox
from tenants.models import MembershipClass, Seat
from tests.benefits import scene, visiting
from tests.benefits.terms_of_all import benefit
from tests.credentials import members

pytestmark = pytest.mark.django_db(transaction=True)

MINE = "/me/benefits/"
CODE = benefit(
    who.Classes(frozenset({"consumer"})),
    often.Quota(1, Period.MONTH),
    often.Budget(200, Period.MONTH),
    id="sea",
    title="15 % off a week at the sea",
    parameters=CodeForShop(percent_off=15, valid_days=14),
)
WORKERS = benefit(
    who.Classes(frozenset({"worker"})),
    id="tools",
    title="Tools for workers",
    parameters=Discount(10),
)


@pytest.fixture
def bea(oak, elm):
    """A member of Oak with a card; Elm gives Oak's members a code, and workers a discount."""
    terms = Terms({elm.coop.did: Gives((CODE, WORKERS))})
    scene.agreed(elm, oak, terms=terms)
    return of_oak(oak)


def of_oak(oak):
    outbox.drain()
    user, card = visiting.member(oak, "bea@example.org")
    outbox.drain()
    browser = Client()
    browser.force_login(user)
    browser.card = card
    return browser


def address(browser, benefit_id="sea"):
    return reverse("benefits:code", args=[browser.card.code, "elm", benefit_id])


def ask_for_code(browser):
    page = browser.get(address(browser)).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    return key, browser.post(address(browser), {"key": key}, follow=True).content.decode()


def test_the_page_says_what_there_is_and_why_not(bea):
    page = bea.get(MINE).content.decode()

    assert "15 % off a week at the sea" in page
    assert "Why not?" in page
    assert "Your kind of membership at Oak Street is consumer, and this is for worker." in page


@pytest.mark.parametrize("who", ["oak", "elm"])
def test_a_paused_agreement_is_said_to_be_paused(bea, oak, elm, who):
    side = {"oak": oak, "elm": elm}[who]
    with side.within:
        made = Agreement.objects.get()
        pausing.pause_agreement(made, reason="Fire.", visits_too=False, by=side.staff)
    page = bea.get(MINE).content.decode()

    assert "Elm Lane and Oak Street have paused their agreement." in page
    assert "15 % off a week at the sea" not in page
    assert "Fire" not in page
    with side.within:
        pausing.resume_agreement(made, by=side.staff)
    assert "have paused" not in bea.get(MINE).content.decode()


def test_the_name_on_the_card_is_not_kept_with_a_code(oak, elm):
    terms = benefit(proof.PhotoId(), id="sea", parameters=CodeForShop(percent_off=15))
    scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((terms,))}))
    user = scene.person("bea@example.org")
    named = {"name": "Numbat Person-7c1e", "share_name": True}
    _membership, card = members.carded(oak.coop, user=user, **named)
    Seat.objects.get_or_create(kind=Seat.Kind.MEMBER, user=user, cooperative=oak.coop)
    browser = Client()
    browser.force_login(user)
    browser.card = card

    browser.post(address(browser), {"key": "k"})
    with elm.within:
        use = Redemption.objects.get()
        kept = str([*Redemption.objects.values(), *Decision.objects.values()])
    assert use.conditions == ["Check photo ID: the name is N. P."]
    assert "Numbat" not in kept


def test_looking_tells_nobody_and_counts_nothing(bea, elm):
    bea.get(MINE)
    bea.get(address(bea))

    with elm.within:
        assert not Redemption.objects.exists()


def test_a_code_is_made_when_it_is_asked_for_and_stands_on_the_page(bea, elm):
    _key, page = ask_for_code(bea)

    assert "Your code is ready" in page
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
    with elm.within:
        use = Redemption.objects.get()
        assert (use.kind, use.evidence_level, use.given_by) == ("code", "live", "code")
        assert use.issuer_name == "Oak Street"
        assert ShopCode.objects.get().redemption == use
    assert "Used today at" in page


def test_the_same_form_sent_twice_makes_one_code(bea, elm):
    key, _page = ask_for_code(bea)
    bea.post(address(bea), {"key": key})

    with elm.within:
        assert Redemption.objects.count() == 1


def test_a_code_that_the_office_made_void_is_not_said_to_be_ready(bea, elm):
    key, _page = ask_for_code(bea)
    with elm.within:
        giving.void_use(Redemption.objects.get().code, reason="A mistake.", by="Pat")
    page = bea.post(address(bea), {"key": key}, follow=True).content.decode()

    assert "That code counts no more." in page
    assert "Your code is ready" not in page


def test_no_code_is_made_against_the_partners_own_rule_on_cards(bea, oak, elm):
    with elm.within:
        save_policy(Policy(denied=frozenset({oak.coop.did})), by=None)

    _key, page = ask_for_code(bea)

    assert f"{elm.coop.name} has decided not to accept cards of {oak.coop.name}." in page
    with elm.within:
        assert not Redemption.objects.exists()


def test_no_code_is_made_for_a_card_that_counts_only_at_home(bea, oak, elm):
    with oak.within:
        MembershipClass.objects.update(reciprocity_eligible=False)
        membership = bea.card.membership
    members.changed(membership, "lost")
    outbox.drain()
    bea.card = members.card_of(membership)

    assert "Oak Street says that your card does not count here." in bea.get(MINE).content.decode()
    page = bea.post(address(bea), {"key": "k"}, follow=True).content.decode()
    assert "Oak Street says that your card does not count here." in page
    with elm.within:
        assert not Redemption.objects.exists()


def test_a_second_code_is_refused_with_the_day_it_is_next(bea):
    ask_for_code(bea)

    page = bea.post(address(bea), {"key": "another"}, follow=True).content.decode()
    assert "next on 1 " in page


def test_only_codes_are_made_here_and_only_with_ones_own_card(bea, elm):
    stranger = Client()
    stranger.force_login(scene.person("stranger@example.org"))

    assert stranger.get(address(bea)).status_code == 404
    assert stranger.post(address(bea), {"key": "k"}).status_code == 404
    assert bea.get(address(bea, "tools")).status_code == 404
    assert bea.post(address(bea, "tools"), {"key": "k"}).status_code == 404
    assert bea.post(address(bea), {"key": ""}).status_code == 404
    with elm.within:
        assert not Redemption.objects.exists()


def test_a_key_that_no_page_of_ours_gave_is_none(bea):
    assert bea.post(address(bea), {"key": "a\0b"}).status_code == 404
    assert bea.post(address(bea), {}).status_code == 404


def test_my_cards_lead_there(bea):
    assert f'href="{MINE}"' in bea.get("/me/").content.decode()


def test_nobody_sees_what_somebody_else_used(bea, oak):
    _key, page = ask_for_code(bea)
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)[0]
    other, _card = visiting.member(oak, "cleo@example.org")
    outbox.drain()
    browser = Client()
    browser.force_login(other)

    page = browser.get(MINE).content.decode()
    assert code not in page
    assert "What you used" not in page


def test_a_code_that_is_too_old_is_not_shown(bea, elm):
    _key, page = ask_for_code(bea)
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page)[0]
    with elm.within:
        ShopCode.objects.update(expires_on=timezone.localdate() - timedelta(1))

    assert code not in bea.get(MINE).content.decode()


def test_who_is_not_signed_in_is_asked_to():
    assert Client().get(MINE).status_code == 302


def test_bodies_are_asked_once_however_many_partners_rest_on_their_word(oak, elm):
    """What a home publishes is read and verified; that takes longer than anything else on the page."""
    scoped = replace(
        CODE, rules=(PartnerScope(Scope.ACCREDITED, frozenset({"did:web:b.example"}), "B"),)
    )
    browser = of_oak(oak)
    asked = []
    for host in (elm, scene.side("ash")):
        scene.agreed(host, oak, terms=Terms({host.coop.did: Gives((scoped,))}))
        outbox.drain()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(MINE).status_code == 200
        read = [each for each in queries if "credentials_publisheddocument" in each["sql"]]
        asked.append(len(read))

    assert asked[0] == asked[1] > 0


def test_the_page_asks_a_host_a_few_things_however_much_it_gives(oak, elm):
    """Two questions for a host, and up to three more where a budget or a yes turns on them."""
    plain = tuple(
        replace(WORKERS, id=f"tools-{number}", title=f"Tools {number}") for number in range(4)
    )
    browser, hosts = of_oak(oak), [elm, *(scene.side(slug) for slug in ("ash", "bay", "fir"))]
    elm_gives = (CODE, *plain, benefit(proof.Approval(proof.Approver.HOST), id="loan"))
    gives = [elm_gives, plain[:1], plain, plain]
    asked = []
    for host, given in zip(hosts, gives, strict=True):
        scene.agreed(host, oak, terms=Terms({host.coop.did: Gives(given)}))
        outbox.drain()
        if host is elm:
            ask_for_code(browser)
        with CaptureQueriesContext(connection) as queries:
            assert given[0].title in browser.get(MINE).content.decode()
        asked.append(len(queries))

    at_elm, *others = [after - before for before, after in pairwise(asked)]
    assert {at_elm, *others} == {2}
    assert asked[0] < 30


def test_what_has_ended_between_two_questions_is_not_given(oak, elm, bea):
    """The page asks before the card is shown, and once more with what was shown."""
    with oak.within:
        card = json.loads(Credential.objects.get().document)
    shown = SimpleNamespace(card=card)
    with elm.within:
        for unknown in ("nothing", ""):
            with pytest.raises(Http404):
                views._question(elm.coop, shown, unknown)
        agreements.end_agreement(Agreement.objects.get(), reason="Done.", by=elm.staff)
        with pytest.raises(Http404):
            views._question(elm.coop, shown, CODE.id)
