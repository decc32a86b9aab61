"""Name servers are asked for text: within a deadline, for public names, and believed no further than that."""

from __future__ import annotations

from datetime import timedelta

import dns.message
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from coopportal import env
from credentials import accreditation_words
from credentials.models import Finding
from credentials.tasks import look_at_websites
from tenants import outbound
from tenants.outbound import InsideTransactionError, OutboundError, names
from tests.credentials.accrediting import scene
from tests.outbound.name_server import naming
from tests.outbound.server import NAME

LABEL = "_coop-accreditation"
WHOLE = f"{LABEL}.{NAME}."


@pytest.fixture
def dns_server(server, settings):
    with naming() as found:
        settings.OUTBOUND_DNS = found.address
        yield found


def failing(label=LABEL, domain=NAME):
    with pytest.raises(OutboundError) as refusal:
        outbound.texts(label, domain)
    return refusal.value.reason


@pytest.mark.django_db(transaction=True)
class TestAsking:
    def test_every_record_comes_whole(self, dns_server):
        dns_server.records[WHOLE] = ["one", "two words", "x" * 400]

        assert sorted(outbound.texts(LABEL, NAME)) == ["one", "two words", "x" * 400]
        assert set(dns_server.asked) == {WHOLE}, "and no search domain of ours is tried behind it"

    def test_what_does_not_fit_into_a_packet_is_asked_for_again(self, dns_server):
        dns_server.records[WHOLE] = [str(number) * 200 for number in range(9)]

        assert len(outbound.texts(LABEL, NAME)) == 9

    def test_where_there_is_none_there_is_none(self, dns_server):
        assert outbound.texts(LABEL, NAME) == []
        dns_server.records[WHOLE] = []
        assert outbound.texts(LABEL, NAME) == []

    def test_who_is_silent_is_not_waited_for(self, dns_server, monkeypatch):
        dns_server.say = lambda _answer: None
        monkeypatch.setattr(names, "TOTAL", 0.3)
        before = timezone.now()

        assert failing() == "too_slow"
        assert timezone.now() - before < timedelta(seconds=3)

    def test_an_answer_to_another_question_is_none(self, dns_server, monkeypatch):
        def other(answer):
            return dns.message.make_response(dns.message.make_query("evil.example.", "TXT"))

        dns_server.records[WHOLE], dns_server.say = ["one"], other
        monkeypatch.setattr(names, "TOTAL", 0.5)

        assert failing() in {"too_slow", "unreachable"}

    @pytest.mark.parametrize(
        "domain", ["localhost", "portal.internal", "10.0.0.1", "a b.example.org", ""]
    )
    def test_names_that_no_public_server_has_are_asked_of_nobody(self, dns_server, domain):
        assert failing(domain=domain) == "bad_host"
        assert dns_server.asked == []

    def test_a_domain_is_not_asked_for_all_the_time(self, dns_server):
        dns_server.records[WHOLE] = ["one"]
        for _time in range(30):
            outbound.texts(LABEL, NAME)

        assert failing() == "too_often"

    def test_nobody_is_asked_where_it_is_switched_off_or_within_a_transaction(
        self, dns_server, settings
    ):
        with transaction.atomic(), pytest.raises(InsideTransactionError):
            outbound.texts(LABEL, NAME)
        settings.OUTBOUND = False

        assert failing() == "switched_off"
        assert dns_server.asked == []


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("", None),
        ("10.0.0.53", ("10.0.0.53", 53)),
        ("10.0.0.53:5353", ("10.0.0.53", 5353)),
        ("[fd00::53]:5353", ("fd00::53", 5353)),
    ],
)
def test_the_operator_names_a_server_by_its_address(text, server):
    assert env.name_server(text) == server


@pytest.mark.parametrize("text", ["dns.example.org", "10.0.0.53:x", "10.0.0.53:99999", "fd00::53"])
def test_what_is_no_address_of_a_server_is_refused(text):
    with pytest.raises(ImproperlyConfigured):
        env.name_server(text)


@pytest.fixture
def made(dns_server, db):
    found = scene()
    found.row = found.ask(domain=NAME, domain_proof="dns")
    found.word = accreditation_words.proof(found.row)["word"]
    return found


def review(made):
    return f"/c/commons/staff/accreditations/{made.row.code}/"


@pytest.mark.django_db(transaction=True)
class TestProof:
    def test_the_portal_finds_it_among_other_records_and_people_confirm_it(self, made, dns_server):
        dns_server.records[WHOLE] = ["v=spf1 -all", made.word]
        look_at_websites()
        browser = made.body.browser()
        page = browser.get(review(made)).content.decode()

        assert "The portal found it there on" in page
        assert "Nobody has written down yet that it was seen." in page
        assert "Look at the DNS now" in page
        browser.post(f"{review(made)}look/")
        with made.body.within:
            finding = Finding.objects.get()
        assert (finding.kind, finding.note) == ("domain", "The portal read it in the DNS.")

    @pytest.mark.parametrize("records", [[], ["another line"], ["x{}"], ["{} {}"]])
    def test_what_is_not_the_line_is_not_found(self, made, dns_server, records):
        dns_server.records[WHOLE] = [each.format(made.word, made.word) for each in records]
        look_at_websites()
        browser = made.body.browser()

        assert "and did not find it." in browser.get(review(made)).content.decode()
        told = browser.post(f"{review(made)}look/", follow=True).content.decode()
        assert "The line does not stand there, or nobody answered." in told
