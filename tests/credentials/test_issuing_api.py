"""What a program may have signed in a co-op's name, and what it may not; and that its status is believed."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from credentials.core.report import PASSED
from credentials.core.status import ENTRY_TYPE
from credentials.models import Credential, IssuingProgram, SigningKey, StatusList
from credentials.services import keys
from tenants import scope
from tenants.models import Cooperative, Event
from tenants.services.programs import add_program, remove_program
from tests.credentials import members
from tests.credentials.programs import (
    MARK,
    ask,
    course,
    owner_of,
    refused,
    rows,
    set_status,
    token_of,
    verified,
    with_status,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def owner(oak):
    return owner_of(oak)


@pytest.fixture
def token(oak, owner):
    return token_of(oak, owner)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
def test_what_is_issued_verifies(oak, token, suite):
    answer = ask(oak, token, credential=course(oak), options={"cryptosuite": suite})
    document = answer.json()["verifiableCredential"]

    assert answer.status_code == 201
    assert document["proof"]["cryptosuite"] == suite
    assert {name: document[name] for name in course(oak)} == course(oak)
    assert verified(document).ok


def test_the_history_says_which_program_it_was(oak, token):
    ask(oak, token, credential=course(oak))
    [row] = rows(oak)
    with scope.within(oak.pk):
        event = Event.objects.get(name="ProgramCredentialIssued")
        program = IssuingProgram.objects.get()

    assert event.data == {"credential": str(row.code), "program": str(program.code)}
    assert row.kinds == "CourseCompleted"
    assert program.used_at
    assert MARK not in json.dumps([str(value) for value in vars(row).values()])


class TestStatus:
    def test_it_is_revoked_for_everybody_and_for_good(self, oak, token):
        document = with_status(oak, token)
        good = verified(document)
        answer = set_status(oak, token, document, "revocation")

        assert document["id"].startswith("urn:uuid:")
        assert good.ok
        assert answer.status_code == 200
        assert verified(document).standing == "ended"
        assert set_status(oak, token, document, "revocation").status_code == 200
        assert refused(set_status(oak, token, document, "revocation", on=False)) == (
            409, "revoked_for_good",
        )  # fmt: skip
        assert refused(set_status(oak, token, document, "suspension")) == (409, "revoked_for_good")

    def test_a_suspension_is_lifted(self, oak, token):
        document, other = with_status(oak, token), with_status(oak, token)
        set_status(oak, token, document, "suspension")
        while_suspended = verified(document).standing, verified(other).standing
        set_status(oak, token, document, "suspension", on=False)

        assert while_suspended == ("suspended", "good")
        assert verified(document).ok

    def test_places_are_shared_with_cards_and_with_no_card(self, oak, token):
        _membership, card = members.carded(oak)
        document = with_status(oak, token)
        [entry, _other] = document["credentialStatus"]
        with scope.within(oak.pk):
            listed = StatusList.objects.get(url=entry["statusListCredential"])

        assert (listed.series_id, entry["statusListIndex"]) != (card.series_id, str(card.position))
        set_status(oak, token, document, "revocation")
        assert verified(json.loads(card.document)).ok

    def test_only_what_was_asked_for(self, oak, token):
        options = {"credentialStatus": [{"type": ENTRY_TYPE, "statusPurpose": "revocation"}]}
        answer = ask(oak, token, credential=course(oak, id="urn:uuid:1"), options=options)
        document = answer.json()["verifiableCredential"]

        assert [each["statusPurpose"] for each in document["credentialStatus"]] == ["revocation"]
        assert refused(set_status(oak, token, document, "suspension")) == (422, "no_such_status")

    def test_a_name_given_apart_does_not_get_into_it(self, oak, token):
        options = {"credentialStatus": {"type": ENTRY_TYPE}, "credentialId": "course-7"}
        document = ask(oak, token, credential=course(oak), options=options).json()
        changed = set_status(oak, token, {"id": "course-7"}, "revocation")

        assert "id" not in document["verifiableCredential"]
        assert changed.status_code == 200
        assert verified(document["verifiableCredential"]).standing == "ended"

    def test_it_is_its_own_programs_alone(self, oak, elm, owner, token):
        document = with_status(oak, token)
        second, elsewhere = token_of(oak, owner, "Second"), token_of(elm, owner_of(elm))

        assert refused(set_status(oak, second, document, "revocation")) == (
            404,
            "credential_unknown",
        )
        assert refused(set_status(elm, elsewhere, document, "revocation")) == (
            404, "credential_unknown",
        )  # fmt: skip
        assert refused(set_status(oak, token, {"id": ""}, "revocation"))[0] == 400

    def test_cards_are_beyond_it(self, oak, token):
        _membership, card = members.carded(oak)

        assert refused(set_status(oak, token, {"id": card.urn}, "revocation"))[0] == 404
        assert refused(
            ask(oak, token, credential=course(oak, id=card.urn), options={"credentialStatus": {"type": ENTRY_TYPE}})
        ) == (409, "id_taken")  # fmt: skip
        assert verified(json.loads(card.document)).ok

    def test_an_identifier_is_taken_once(self, oak, token):
        with_status(oak, token, id="urn:uuid:7")
        options = {"credentialStatus": {"type": ENTRY_TYPE}}
        again = ask(oak, token, credential=course(oak, id="urn:uuid:7"), options=options)

        assert refused(again) == (409, "id_taken")
        assert len(rows(oak)) == 1


def test_without_its_token_nothing_is_signed(oak, elm, owner, token):
    from benefits.models import Integration  # noqa: PLC0415 -- a token for something else

    gone = token_of(oak, owner, "Gone")
    with scope.within(oak.pk):
        remove_program(IssuingProgram.objects.get(name="Gone"), by=owner)
        shop = add_program(Integration, "Shop", by=owner)[1]
    for wrong in ("", "coop_guess", gone, shop, token_of(elm, owner_of(elm))):
        answer = ask(oak, wrong, credential=course(oak))
        assert refused(answer) == (401, "no_token")
        assert answer["WWW-Authenticate"] == "Bearer"
    assert rows(oak) == []


def test_a_suspended_co_op_signs_nothing(oak, token):
    Cooperative.objects.filter(pk=oak.pk).update(state=Cooperative.State.SUSPENDED)

    assert refused(ask(oak, token, credential=course(oak))) == (409, "cooperative_suspended")


@pytest.mark.parametrize(
    ("end", "kept"), [({}, True), ({"validUntil": "2026-01-01T00:00:00Z"}, False)]
)
def test_its_key_is_published_as_long_as_it_counts(oak, owner, token, end, kept):
    document = ask(oak, token, credential=course(oak, **end)).json()["verifiableCredential"]
    with scope.within(oak.pk):
        keys.rotate_signing_key(by=owner)
        keys.activate_due_keys(now=timezone.now() + keys.ANNOUNCED_FOR)
        long_ago = timezone.now() - 2 * keys.AFTERGLOW
        SigningKey.objects.filter(state="retired").update(retired_at=long_ago)
        keys.publish_identity()

    assert (verified(document).outcome("issuer") is PASSED) is kept


def test_too_often(oak, token, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "issue_api": "1/m/key"}
    answers = [ask(oak, token, credential=course(oak)) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 429]


def test_owners_make_tokens_and_revoke(oak, owner, token):
    browser = Client()
    browser.force_login(owner.user)
    page = reverse("credentials:issuing-programs", kwargs={"cooperative": oak.slug})
    made = browser.post(page, {"name": "Certificates"}).content.decode()
    fresh = "coop_" + made.split('value="coop_')[1].split('"')[0]
    document = with_status(oak, fresh)
    [row] = rows(oak)
    revoke = reverse(
        "credentials:issued-revoke", kwargs={"cooperative": oak.slug, "code": row.code}
    )
    asked = browser.get(revoke)
    before = verified(document).standing
    browser.post(revoke)
    with scope.within(oak.pk):
        kept = Credential.objects.exists()
        events = set(Event.objects.filter(by=owner).values_list("name", flat=True))

    assert fresh not in browser.get(page).content.decode()
    assert asked.status_code == 200
    assert (before, verified(document).standing) == ("good", "ended")
    assert not kept
    assert events == {"ProgramAdded", "ProgramCredentialChanged"}
