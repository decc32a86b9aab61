"""What an address of the office does not know is not there: odd words, rows without what is asked for, codes that never were."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from tenants.models import JobFile, MemberPhoto, PaperRecord
from tests.walls import world as worlds
from tests.walls.ground import Ground, lent
from tests.walls.pages import STAFF
from tests.walls.promised import roles_of

ODD = "odd"
# A word that a list or a page is asked for.
QUERIES = {
    "tenants:bank-file": "what",
    "tenants:import": "action",
    "tenants:messages": "state",
    "tenants:money": "show",
    "tenants:applications": "state",
    "tenants:members": "standing",
    "tenants:members-export": "since",
    "credentials:invitation-new": "way",
    "credentials:invitation": "way",
    "credentials:accreditations": "state",
    "benefits:grants": "state",
    "benefits:clearances": "state",
}
# A word in the address itself.
WORDS = {
    "tenants:members-export": "form",
    "tenants:import-template": "form",
    "tenants:letter-text": "kind",
    "tenants:text-edit": "of",
    "tenants:report-file": "key",
    "credentials:accreditation-propose": "kind",
    "benefits:agreement-new": "step",
    "benefits:agreement-change-step": "step",
    "benefits:agreement-rules": "side",
}
# Codes of rows that never were, of agreements that are no network, and of exceptions.
CODES = {
    "benefits:network": "code",
    "benefits:network-exceptions": "code",
    "benefits:agreement": "code",
    "benefits:agreement-change": "code",
}
POSTED = {
    "benefits:network-join": {"code": uuid4},
    "benefits:network-exception-agree": {"exception": uuid4},
    "benefits:network-exception-end": {"exception": uuid4},
    "credentials:invitation-act": {"act": lambda: ODD},
}
VALUES = {
    "credentials:accreditation-confirm": {"ruling": ODD},
    "tenants:application-review": {"action": "tick", "condition": ODD},
}


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), lent():
        world = worlds.build()
        world.signed_in()
        yield world, Ground()


@pytest.fixture
def _django_db_helper(shared):
    """The shared world instead of a database that is emptied after each test."""


@pytest.fixture
def world(shared, db):
    world, ground = shared
    ground.settle()
    yield world
    ground.settle()


def status(world, name, values=None, query="", slug="elm", **others):
    arguments = {**STAFF[name].arguments(world), **others}
    path = reverse(name, kwargs={"cooperative": slug, **arguments})
    browser = world.browser(getattr(world, slug), min(roles_of()[name]))
    answer = browser.get(path + query) if values is None else browser.post(path, values)
    return answer.status_code


@pytest.mark.parametrize("name", QUERIES)
def test_a_list_by_a_word_that_it_does_not_know(world, name):
    assert status(world, name) == 200
    assert status(world, name, query=f"?{QUERIES[name]}={ODD}") == 404


@pytest.mark.parametrize("name", WORDS)
def test_an_address_with_a_word_that_it_does_not_know(world, name):
    assert status(world, name, **{WORDS[name]: ODD}) == 404


@pytest.mark.parametrize("name", CODES)
def test_a_code_that_never_was(world, name):
    assert status(world, name) in {200, 302}
    assert status(world, name, **{CODES[name]: uuid4()}) == 404


@pytest.mark.parametrize("name", POSTED)
def test_something_is_done_to_what_never_was(world, name):
    made_up = {key: value() for key, value in POSTED[name].items()}

    assert status(world, name, {}, **made_up) == 404


@pytest.mark.parametrize("name", VALUES)
def test_a_form_names_what_cannot_be_a_code(world, name):
    assert status(world, name, VALUES[name]) == 404


def test_an_application_is_given_to_whom_nobody_knows(world):
    values = {"action": "assign", "seen": "", "to": str(uuid4())}

    assert status(world, "tenants:application-review", values) == 404


def test_an_agreement_of_two_is_no_network(world):
    assert status(world, "benefits:network-exceptions", code=world.agreement) == 404


@pytest.mark.parametrize("number", [0, 1066, 9998, 99999])
def test_a_year_of_which_nothing_is_known(world, number):
    assert status(world, "tenants:annual", number=number) == 404


def test_an_entry_is_not_merged_with_itself(world):
    assert status(world, "tenants:merge", code=world.member, other=world.member) == 404


def test_a_member_without_a_picture(world):
    with world.elm.within:
        MemberPhoto.objects.all().delete()

    assert status(world, "tenants:member-photo-file", code=world.member) == 404


def test_a_paper_without_a_picture(world):
    with world.elm.within:
        PaperRecord.objects.update(scan=b"")

    assert status(world, "tenants:paper-scan") == 404


def test_work_that_made_no_file(world):
    with world.elm.within:
        JobFile.objects.all().delete()

    assert status(world, "tenants:job-file") == 404


def test_only_a_body_reviews_accreditations(world):
    assert status(world, "credentials:accreditations", slug="ash") == 404
