"""Our own word about a co-op of another portal: found by its address, in force at once, binding us alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benefits import queries
from benefits.abroad import HomeError, did_at, read_home
from benefits.errors import AgreementExistsError, NoVisitingClassError, TermsRefusedError
from benefits.models import Agreement
from benefits.services.agreements import end_agreement
from benefits.services.recognising import Recognition, recognise_members
from benefits.terms import Gives
from tenants.models import MembershipClass, Staff
from tests.benefits.scene import side
from tests.outbound.abroad import oak_abroad, recognised, with_endpoint
from tests.outbound.server import NAME

pytestmark = pytest.mark.django_db(transaction=True)

DID = f"did:web:{NAME}:c:oak"
FIND, TERMS = "/c/elm/staff/agreements/abroad/", "/c/elm/staff/agreements/abroad/terms/"


@pytest.fixture
def elm(db):
    return side("elm", "Elm Books")


@pytest.fixture
def home(server):
    return with_endpoint(oak_abroad(), server)


def said(browser, address):
    answer = browser.post(FIND, {"address": address})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        DID,
        f"https://{NAME}/c/oak/",
        f"https://{NAME}/c/oak",
        f" {NAME}/c/oak/join/ ",
        f"https://{NAME}/c/oak/did.json",
    ],
)
def test_a_co_op_is_found_by_what_people_have_at_hand(typed):
    assert did_at(typed) == DID


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("oak", "not_found"),
        ("", "no_address"),
        ("http://partner.test/c/oak/", "no_address"),
        ("https://", "no_address"),
        ("https://user@partner.test/c/oak/", "no_address"),
        ("https://[::1]/", "no_address"),
        ("did:key:z6Mk", "no_address"),
        ("did:web:..", "no_address"),
        ("https://localhost:8000/c/oak/", "of_this_portal"),
        ("did:web:localhost%3A8000:c:oak", "of_this_portal"),
    ],
)
def test_what_is_no_co_op_elsewhere_gets_a_sentence(elm, typed, code):
    sentence = {
        "no_address": "Enter the address of the co-op",
        "of_this_portal": "This co-op is of this portal",
        "not_found": "No co-op was found at this address",
    }[code]
    status, text = said(elm.browser(), typed)

    assert status == 422
    assert sentence in text


def test_staff_see_who_it_is_and_welcome_its_members(elm, home):
    browser = elm.browser()
    assert browser.get(TERMS).status_code == 302, "not before it was found"
    assert browser.post(FIND, {"address": f"{home.origin}/c/oak/"})["Location"] == TERMS
    page = browser.get(TERMS).content.decode().replace("<wbr>", "")
    for value in (home.name, NAME, home.did):
        assert value in page
    today = timezone.localdate()
    sent = browser.post(
        TERMS,
        {
            "classes": ["consumer", "worker"],
            "visiting_class": str(elm.visiting.code),
            "days": "30",
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(100)).isoformat(),
            "notice_days": "10",
        },
    )
    whole = browser.get(sent["Location"]).content.decode()
    assert "What you alone have decided" in whole
    assert "It has signed nothing" in whole
    for untrue in ("Ask for a change", "Each co-op may end it", "Everybody has signed", "proposed"):
        assert untrue not in whole, "there is nobody else to sign or answer"
    assert f"Elm Books recognised members of {home.name}." in whole
    assert "Your own word." in browser.get("/c/elm/staff/partners/").content.decode()
    with elm.within:
        bond = queries.partner(home.did)
    assert bond is not None
    assert (bond.theirs.name, bond.theirs.cooperative) == (home.name, None)
    assert bond.they_give is None, "nobody promised anything to our members"


def test_what_is_found_for_one_co_op_is_not_written_for_another(elm, home):
    """Pat works for both, and looks a co-op up for Elm."""
    ash = side("ash", "Ash Grove")
    with ash.within:
        Staff.objects.create(user=elm.staff.user, roles=[Staff.Role.PARTNERSHIPS])
    browser = elm.browser()
    browser.post(FIND, {"address": f"{home.origin}/c/oak/"})

    assert browser.get(TERMS.replace("/elm/", "/ash/")).status_code == 302
    assert browser.get(TERMS).status_code == 200


def test_a_portal_that_is_away_or_says_nothing_is_not_recognised(elm, home, server):
    home.down = True
    assert said(elm.browser(), f"{home.origin}/c/oak/")[0] == 422
    home.down = False
    home.publish(server)

    with elm.within, pytest.raises(HomeError):
        read_home(home.did)


def what(home, host, **changed):
    today = timezone.localdate()
    values = {
        "did": home.did,
        "name": home.name,
        "gives": Gives.visiting({"consumer"}, 90, str(host.visiting.code)),
        "starts_on": today,
        "ends_on": today,
        "notice_days": 0,
    }
    return Recognition(**values | changed)


def test_once_is_enough_and_after_its_end_once_more(elm, home):
    made = recognised(home, elm)
    with pytest.raises(AgreementExistsError):
        recognised(home, elm)
    with elm.within:
        end_agreement(made, reason="Enough", by=elm.staff)
        assert queries.partner(home.did) is None
    recognised(home, elm)
    with elm.within:
        assert Agreement.objects.count() == 2


def test_impossible_dates_and_missing_classes_are_refused(elm, home):
    yesterday = timezone.localdate() - timedelta(1)
    with elm.within:
        with pytest.raises(TermsRefusedError):
            recognise_members(what(home, elm, ends_on=yesterday), by=elm.staff)
        MembershipClass.objects.filter(visiting=True).delete()
        with pytest.raises(NoVisitingClassError):
            recognise_members(what(home, elm), by=elm.staff)
        assert not Agreement.objects.exists()
