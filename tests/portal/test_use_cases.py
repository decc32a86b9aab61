from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benefits.eligibility import Benefit
from benefits.eligibility.partners import MutualOnly
from benefits.eligibility.what import EventEntry, ShopCode
from benefits.models import Decision, Desk, DeskCheck
from benefits.services import networks, pausing
from benefits.terms import Gives, Terms
from coopportal.use_cases import USE_CASES
from credentials.models import Accreditation
from tenants import scope
from tenants.models import Cooperative, User
from tests import build
from tests.benefits import scene
from tests.portal.visits import used, visited

SHOP = Benefit("shop", "15 % off", ShopCode(percent_off=15, valid_days=30), ())
FILM = Benefit("film", "Film night", EventEntry("the film night"), ())
PART = {slug: f'href="/c/{slug}/"' for slug in ("oak", "elm", "ash", "fig", "body")}
pytestmark = pytest.mark.django_db(transaction=True)
SLUGS = [each.slug for each in USE_CASES]
FIGURES = "For whoever looks after the network"


@pytest.fixture
def operator():
    client = Client()
    client.force_login(User.objects.create_superuser("olwen@example.org", name="Olwen"))
    return client


@pytest.fixture(name="visited")
def _visited():
    return visited()


def page(browser, slug):
    return browser.get(f"/use-cases/{slug}/").content.decode()


def parts(slug):
    told = page(Client(), slug)
    return {each for each, link in PART.items() if link in told}


def between(gives, **values):
    """Two co-ops that agreed on these benefits, and the agreement."""
    one, other = (scene.side(slug) for slug in gives)
    given = zip((one, other), gives.values(), strict=True)
    terms = Terms({side.coop.did: Gives(gifts) for side, gifts in given})
    return one, other, scene.agreed(one, other, terms=terms, **values)


def test_there_are_five_and_each_has_four_steps():
    assert len(SLUGS) == 5
    assert all(len(each.steps) == 4 for each in USE_CASES)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_visitor_reads_the_story_and_no_figures(slug, visited):
    told = page(Client(), slug)

    assert "How it works" in told
    assert FIGURES not in told
    assert f'href="/interest/?wish=try&amp;use={slug}"' in told


@pytest.mark.parametrize("slug", SLUGS)
def test_a_member_and_a_steward_see_no_figures_either(slug, visited):
    oak, *_rest = visited

    assert FIGURES not in page(oak.browser(), slug)


def test_what_does_not_exist_is_said_and_counted_by_nothing(operator):
    told = page(operator, "sign-in")

    assert "not built yet" in told
    assert "Cards issued" not in told
    assert "None: it does not exist yet." in told


def test_who_has_an_agreement_in_force_takes_part(visited):
    told = page(Client(), "reciprocal-membership")

    assert 'href="/c/oak/"' in told
    assert 'href="/c/elm/"' in told
    assert 'href="/c/ash/"' not in told


def test_refusals_are_told_by_reason_in_words_and_no_person_is_named(operator, visited):
    told = page(operator, "reciprocal-membership")

    assert "There was no agreement with the home co-op: 1" in told
    assert "Numbat" not in told


def test_what_stands_in_the_way_is_read_from_what_is_there(operator):
    scene.side("oak")
    told = page(operator, "reciprocal-membership")
    assert "No agreement between two co-ops is in force." in told
    assert "1 co-op has not given anybody a card yet." in told
    assert "No co-op has paired a device with a desk." in page(operator, "at-the-door")
    assert "1 co-op is not accredited." in page(operator, "federation")


def test_the_door_counts_what_desks_answered_and_tells_nobody_who_has_a_desk(operator, visited):
    oak, *_rest = visited
    with scope.within(oak.coop.pk):
        desk = Desk.objects.create(place="Door", paired_at=oak.coop.opened_at)
        for reason in ("member", "check_id", "expired"):
            DeskCheck.objects.create(desk=desk, reason=reason, evidence="shown")
    told = page(operator, "at-the-door")

    assert '<span class="stat">3</span><p>Cards shown</p>' in told
    assert "The card had run out: 1" in told
    assert "No co-op has paired a device" not in told
    assert PART["oak"] not in told


def test_who_agreed_on_an_entry_takes_part_at_the_door():
    between({"oak": (FILM,), "elm": (SHOP,)})

    assert parts("at-the-door") == {"oak", "elm"}


def test_nobody_takes_part_before_it_has_begun_or_after_its_last_day():
    today = timezone.localdate()
    between({"oak": (FILM,), "elm": (FILM,)}, starts_on=today + timedelta(7))
    between({"ash": (FILM,), "fig": (FILM,)}, ends_on=today, starts_on=today)
    assert parts("at-the-door") == {"ash", "fig"}

    with patch("coopportal.network.agreed.today_in", return_value=today + timedelta(1)):
        assert parts("at-the-door") == set()


def test_nobody_takes_part_while_one_of_the_two_has_paused():
    oak, _elm, made = between({"oak": (SHOP,), "elm": (SHOP,)})
    assert parts("cross-selling") == {"oak", "elm"}
    with oak.within:
        pausing.pause_agreement(made, reason="Closed.", visits_too=False, by=oak.staff)

    assert parts("cross-selling") == set()


def test_a_network_counts_from_the_second_member_on():
    body, oak, elm = (scene.side(slug) for slug in ("body", "oak", "elm"))
    with body.within:
        made = networks.publish_network(
            title="Commonlands",
            draft=scene.draft(oak, elm, terms=Terms({}, Gives((SHOP,)))),
            member=False,
            by=body.staff,
        )
    with oak.within:
        networks.join_network(made, number=1, by=oak.staff)
    assert parts("cross-selling") == set()
    with elm.within:
        networks.join_network(made, number=1, by=elm.staff)

    assert parts("cross-selling") == {"oak", "elm"}


def test_what_waits_for_the_other_to_give_something_too_counts_for_nobody():
    both = replace(SHOP, rules=(MutualOnly(),))
    oak, elm = scene.side("oak"), scene.side("elm")
    scene.agreed(oak, elm, terms=Terms({oak.coop.did: Gives((both,))}))

    assert parts("cross-selling") == set()


def test_a_co_op_that_is_suspended_takes_part_in_nothing():
    oak, *_rest = between({"oak": (SHOP,), "elm": (SHOP,)})
    Cooperative.objects.filter(pk=oak.coop.pk).update(state=Cooperative.State.SUSPENDED)

    assert parts("cross-selling") == {"elm"}


def test_refusals_are_told_apart_by_their_agreement(operator):
    _oak, elm, ours = between({"oak": (SHOP,), "elm": (SHOP,)})
    other = replace(FILM, id=SHOP.id)
    *_rest, theirs = between({"ash": (other,), "fig": (other,)})
    with elm.within:
        for made, reason in ((ours, "budget_used"), (theirs, "too_new")):
            Decision.objects.create(
                outcome=Decision.Outcome.REFUSE,
                reason=reason,
                sentence="No.",
                evidence_level="live",
                agreement=made.code,
                benefit=SHOP.id,
            )
    told = page(operator, "cross-selling")

    assert "There was none left in this period: 1" in told
    assert "not been a member for long enough" not in told


def test_each_version_is_read_once_for_a_page(operator):
    between({"oak": (SHOP,), "elm": (FILM,)})
    with patch.object(Terms, "from_json", side_effect=Terms.from_json) as read:
        for address in ("/use-cases/", "/use-cases/cross-selling/"):
            read.reset_mock()
            assert operator.get(address).status_code == 200
            assert read.call_count == 1, address


def test_a_discount_that_was_agreed_and_used_is_counted(operator):
    oak, elm, _ash = (scene.side(slug, slug.title()) for slug in ("oak", "elm", "ash"))
    week = Benefit("week", "15 % off", ShopCode(percent_off=15, valid_days=30), ())
    given = Gives((week,))
    scene.agreed(oak, elm, terms=Terms({oak.coop.did: given, elm.coop.did: given}))
    with elm.within:
        for number, voided in enumerate((None, None, oak.coop.opened_at)):
            used(str(number), voided_at=voided)
    told = page(operator, "cross-selling")

    assert '<span class="stat">2</span><p>Discounts and codes given</p>' in told
    assert 'href="/c/oak/"' in told
    assert 'href="/c/ash/"' not in told
    assert "No agreement with a discount" not in told


def test_a_reason_that_has_no_words_of_its_own_is_readable_all_the_same(operator, visited):
    *_rest, ash = visited
    with ash.within:
        Decision.objects.update(reason="too_many_hats")

    assert "Too many hats: 1" in page(operator, "reciprocal-membership")


def test_an_accreditation_in_force_makes_both_take_part(operator):
    coop = build.cooperative("oak", name="Oak")
    body = build.cooperative("commons", name="Commons", level=Cooperative.Level.SECONDARY)
    with scope.within(coop.pk):
        Accreditation.objects.create(
            applicant=coop,
            body=body,
            legal_name="Oak",
            registration_number="1",
            state=Accreditation.State.IN_FORCE,
        )
    told = page(operator, "federation")

    assert 'href="/c/oak/"' in told
    assert 'href="/c/commons/"' in told
    assert '<span class="stat">1</span><p>Accreditations in force</p>' in told


def test_a_link_leads_into_the_demonstration_only_where_there_is_one(settings):
    settings.DEMO = True
    assert 'href="/demo/reciprocal-membership/"' in page(Client(), "reciprocal-membership")
    assert "invented people</a>" not in page(Client(), "sign-in")
    settings.DEMO = False
    assert "invented people</a>" not in page(Client(), "reciprocal-membership")


def test_an_unknown_one_is_not_there():
    assert Client().get("/use-cases/nothing/").status_code == 404


def test_the_front_door_leads_there():
    build.cooperative("oak")
    build.cooperative("elm")

    assert f'href="{reverse("use-cases")}"' in Client().get("/").content.decode()
