"""After a backup was put back: what a co-op had stopped confirming or standing to stays stopped, by the list alone."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.utils import timezone

from benefits.models import Agreement, AgreementParty, Clearance, Pause
from benefits.services import agreements, pausing
from coopportal.backup import replaying, since
from credentials.core.status import decode, is_set
from credentials.models import (
    Accreditation,
    AccreditationCredential,
    OutsideWord,
    ProgramCredential,
    PublishedDocument,
    Ruling,
    StatusList,
)
from tenants import outbox
from tenants.models import Event, Letter
from tests.benefits import scene as partners
from tests.credentials import accrediting
from tests.credentials import programs as issuing

pytestmark = pytest.mark.django_db(transaction=True)
State = Accreditation.State


class Day:
    """The rows of some tables on the day of the backup, and how they are put back."""

    def __init__(self, side, *models):
        self.side = side
        with side.within:
            self.rows = [(model, list(model._base_manager.values())) for model in models]

    def put_back(self):
        with self.side.within:
            for model, rows in self.rows:
                for row in rows:
                    stays = {"id", "cooperative_id"}
                    kept = {name: value for name, value in row.items() if name not in stays}
                    model._base_manager.filter(pk=row["id"]).update(**kept)


def the_list():
    return json.loads(json.dumps(since.gather()))


def trust_list():
    return json.loads(Client().get("/c/commons/trust-list.json").content)["credentialSubject"]


def standings():
    return [each["standing"] for each in trust_list()["accredited"]]


def shown_by_oak():
    return Client().get("/c/oak/accreditation.json").status_code


@pytest.fixture
def all_():
    made = accrediting.scene()
    made.row = made.accredited()
    outbox.drain()
    return made


def marked(all_, purpose):
    with all_.body.within:
        place = AccreditationCredential.objects.get().position
        url = StatusList.objects.get(purpose=purpose).url
    body = json.loads(PublishedDocument.objects.get(url=url).body)
    return is_set(decode(body["credentialSubject"]["encodedList"]), place)


def letters():
    return Letter.objects.count()


def put_back(all_, told):
    """As a restore does: documents of the day, and then what the list says. Returns what was done."""
    PublishedDocument.objects.exclude(url__contains="did.json").delete()
    return replaying.replay(told)


def test_an_accreditation_that_was_revoked_is_not_there_again(all_):
    assert standings() == ["inForce"]
    day = Day(all_.body, Accreditation, Ruling)
    with all_.body.within:
        ruling = all_.propose(all_.row, kind=Ruling.Kind.REVOKE, reason="Sold.")
    all_.confirm(ruling)
    outbox.drain()
    told = the_list()
    day.put_back()
    assert all_.now(all_.row).state == State.IN_FORCE
    with all_.body.within:
        before = letters()

    done = put_back(all_, told)

    assert done["accreditations"] == 1
    found = all_.now(all_.row)
    assert found.state == State.REVOKED
    assert found.ended_at is not None
    assert marked(all_, "revocation"), "before anything starts"
    assert standings() == []
    assert shown_by_oak() == 404
    outbox.drain()
    with all_.body.within:
        assert letters() == before, "they were told the first time"
        assert "AccreditationStoppedAgain" in set(Event.objects.values_list("name", flat=True))
        ruling.refresh_from_db()
        assert ruling.state != Ruling.State.PROPOSED
    assert replaying.replay(told)["accreditations"] == 0


def test_a_suspension_comes_back_and_can_be_lifted(all_):
    day = Day(all_.body, Accreditation)
    all_.suspend(all_.row)
    told = the_list()
    day.put_back()

    assert put_back(all_, told)["accreditations"] == 1

    assert standings() == ["suspended"]
    assert marked(all_, "suspension")
    all_.decide(all_.row, kind=Ruling.Kind.RESTORE, reason="Books are in order.")
    replaying.lift_suspensions()
    outbox.drain()
    assert standings() == ["inForce"]
    assert not marked(all_, "suspension")


def test_what_was_given_since_is_not_given_by_a_list(all_):
    """A list takes away only: an accreditation that two persons gave is given by two persons again."""
    all_.suspend(all_.row)
    outbox.drain()
    day = Day(all_.body, Accreditation)
    all_.decide(all_.row, kind=Ruling.Kind.RESTORE, reason="Fine.")
    told = the_list()
    day.put_back()

    replaying.replay(told)

    assert all_.now(all_.row).state == State.SUSPENDED


def test_a_list_of_another_body_says_nothing_of_ours(all_):
    told = the_list()
    told["cooperatives"][str(all_.oak.coop.pk)]["accreditations"] = {str(all_.row.code): "revoked"}

    assert replaying.replay(told)["accreditations"] == 0
    assert all_.now(all_.row).state == State.IN_FORCE


def test_words_of_other_bodies_and_of_programs(all_):
    oak = all_.oak
    with oak.within:
        now = timezone.now()
        word = OutsideWord.objects.create(
            issuer="did:web:far.example", issuer_name="Far", valid_from=now, valid_until=now
        )
        token = issuing.token_of(oak.coop, oak.owner)
    document = issuing.with_status(oak.coop, token)
    day = Day(oak, OutsideWord, ProgramCredential)
    with oak.within:
        OutsideWord.objects.update(taken_down_at=now)
    issuing.set_status(oak.coop, token, document, "revocation")
    told = the_list()
    day.put_back()

    done = replaying.replay(told)

    assert (done["words of other bodies"], done["credentials of programs"]) == (1, 1)
    with oak.within:
        word.refresh_from_db()
        assert ProgramCredential.objects.get().state == ProgramCredential.State.REVOKED
    assert word.taken_down_at is not None


@pytest.fixture
def oak():
    return partners.side("oak")


@pytest.fixture
def elm():
    return partners.side("elm")


def test_an_agreement_that_had_ended_is_over_again(oak, elm):
    made = partners.agreed(oak, elm)
    outbox.drain()
    day = Day(oak, Agreement, AgreementParty)
    with oak.within:
        agreements.end_agreement(made, reason="We move.", by=oak.staff)
    outbox.drain()
    told = the_list()
    day.put_back()
    with elm.within:
        before = letters()

    assert replaying.replay(told)["agreements"] == 1

    with elm.within:
        assert Agreement.objects.get().state == Agreement.State.ENDED
        outbox.drain()
        assert letters() == before


def test_a_pause_is_laid_again_and_its_party_lifts_it(oak, elm):
    made = partners.agreed(oak, elm)
    with oak.within:
        pausing.pause_agreement(made, reason="Rebuilding.", visits_too=True, by=oak.staff)
        told = the_list()
        Pause.objects.all().delete()

    assert replaying.replay(told)["agreements paused"] == 1
    assert replaying.replay(told)["agreements paused"] == 0

    with oak.within:
        pause = Pause.objects.get()
        assert (pause.visits_too, pause.party.cooperative_id) == (True, oak.coop.pk)
        assert "backup" in pause.reason
        pausing.resume_agreement(made, by=oak.staff)


def test_an_approval_that_had_ended_does_not_count_again(oak, elm):
    made = partners.agreed(oak, elm)
    with oak.within:
        row = Clearance.objects.create(
            pseudonym="p",
            issuer_did=elm.coop.did,
            issuer_name="Elm",
            agreement=made.code,
            benefit="b",
            title="Room",
            who="Alice",
            state=Clearance.State.ENDED,
        )
        told = the_list()
        Clearance.objects.update(state=Clearance.State.GIVEN)

    assert replaying.replay(told)["approvals"] == 1

    with oak.within:
        row.refresh_from_db()
    assert (row.state, row.who) == (Clearance.State.ENDED, "")


def test_a_list_of_an_older_portal_is_done_as_far_as_it_goes(all_):
    told = the_list()
    for here in told["cooperatives"].values():
        for name in ("accreditations", "facts"):
            here.pop(name)

    replaying.replay(told)

    assert replaying.lost(told) == {"ash": {}, "commons": {}, "elm": {}, "oak": {}}
    assert all_.now(all_.row).state == State.IN_FORCE
