"""The client against a server that misbehaves, over real TLS."""

from __future__ import annotations

import gzip
import socket
import threading
import time

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from coopportal import env, health
from tenants import outbound
from tenants.outbound import InsideTransactionError, OutboundError, wire
from tests.outbound.asking import JSON, URL, fetch, reason_of
from tests.outbound.server import NAME, drip, serving


def test_a_document_comes_with_the_name_in_greeting_and_request_and_nothing_about_us(server):
    assert fetch().body == b'{"id": 1}'

    [request] = server.asked
    assert server.greeted == [NAME]
    assert request.split(b"\r\n")[0] == b"GET /c/oak/did.json HTTP/1.1"
    names = {line.partition(b":")[0] for line in request.split(b"\r\n")[1:] if line}
    assert names == {b"Host", b"User-Agent", b"Accept", b"Accept-Encoding", b"Connection"}
    assert b"Host: partner.test\r\n" in request
    assert b"Accept-Encoding: identity\r\n" in request


def test_chunks_are_put_together(server):
    server.answer(b'5\r\n{"id"\r\n4\r\n: 2}\r\n0\r\n\r\n', JSON, "Transfer-Encoding: chunked")

    assert fetch().body == b'{"id": 2}'


@pytest.mark.parametrize(
    ("lines", "status", "reason"),
    [
        ((JSON, "Location: https://partner.test/x"), "302 Found", "redirected"),
        ((JSON, "Location: https://127.0.0.1/"), "308 Permanent Redirect", "redirected"),
        ((JSON,), "304 Not Modified", "redirected"),
        ((JSON, "Content-Encoding: gzip"), "200 OK", "encoded"),
        ((JSON, "Content-Encoding: br"), "200 OK", "encoded"),
        ((JSON, "Transfer-Encoding: gzip, chunked"), "200 OK", "encoded"),
        (("Content-Type: text/html", "Content-Length: 2"), "200 OK", "wrong_type"),
        (("X-Nothing: 1", "Content-Length: 2"), "200 OK", "wrong_type"),
        ((JSON, "Content-Length: 131073"), "200 OK", "too_big"),
        ((JSON, "Content-Length: 3"), "200 OK", "cut_off"),
        ((JSON, "Content-Length: 2"), "404 Not Found", "status_404"),
        ((JSON, "Content-Length: 2"), "500 Internal Server Error", "status_500"),
        ((JSON, "Transfer-Encoding: chunked"), "200 OK", "bad_answer"),
    ],
)
def test_an_answer_against_the_rules_is_refused(server, lines, status, reason):
    server.answer(b"{}", *lines, status=status)

    assert reason_of() == reason


def test_a_bomb_is_not_unpacked(server):
    bomb = gzip.compress(b"0" * 10_000_000)
    server.answer(bomb, JSON, "Content-Encoding: gzip", f"Content-Length: {len(bomb)}")

    assert reason_of() == "encoded"


def test_a_body_without_end_is_refused_at_its_limit(server):
    server.answer(b"0" * 1_000_000, JSON)

    assert reason_of() == "too_big"


def test_chunks_that_are_nearly_all_frame_are_refused(server):
    server.answer(b"1;" + b"x" * 60 + b"\r\n0\r\n", JSON, "Transfer-Encoding: chunked")
    say = server.say
    server.say = lambda line: [
        say(line),
        *(line.sendall(b"1;" + b"x" * 60 + b"\r\n0\r\n") for _ in range(9000)),
    ]

    assert reason_of() == "too_big"


def test_a_head_without_end_is_refused(server):
    server.say = drip(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"x" * 4000 + b"\r\n", every=0)

    assert reason_of() in {"too_big", "bad_answer"}


@pytest.mark.parametrize(
    "start",
    [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"],
    ids=["head", "body"],
)
def test_an_answer_in_drops_ends_with_the_deadline(server, start):
    server.say = drip(start, b"x")
    place = outbound._place(URL)
    began = time.monotonic()

    with pytest.raises(OutboundError) as refusal:
        wire.ask(place, wire.Ask("GET", {}, 10_000, frozenset({"application/json"}), total=0.6))

    assert refusal.value.reason == "too_slow"
    assert 0.5 < time.monotonic() - began < 1.5


def test_a_server_that_never_greets_ends_with_the_deadline(server, settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        told = {"address": "127.0.0.1", "port": silent.getsockname()[1]}
        settings.OUTBOUND_HOSTS = {NAME: told}
        place = outbound._place(URL)
        with pytest.raises(OutboundError) as refusal:
            wire.ask(place, wire.Ask("GET", {}, 10_000, frozenset(), total=0.4))

    assert refusal.value.reason == "too_slow"


def test_no_deadline_is_longer_than_eight_seconds():
    assert (wire.TOTAL, wire.FOR_NAMES, wire.FOR_DIALLING) == (8.0, 3.0, 4.0)


def test_a_certificate_of_another_name_is_refused(server, settings):
    settings.OUTBOUND_HOSTS = server.map("other.test")

    assert reason_of("https://other.test/did.json") == "bad_certificate"
    assert server.asked == []


def test_an_authority_that_nobody_knows_is_refused(server, settings):
    told = {"address": "127.0.0.1", "port": server.port}
    settings.OUTBOUND_HOSTS = {NAME: told}

    assert reason_of() == "bad_certificate"


def test_an_authority_counts_for_its_own_host_only(server, settings, tmp_path):
    with serving(tmp_path, "second.test") as second:
        second.authority = server.authority
        settings.OUTBOUND_HOSTS = {**server.map(), **second.map("second.test")}

        assert reason_of("https://second.test/did.json") == "bad_certificate"


def test_a_port_where_nobody_listens_is_unreachable(server, settings):
    settings.OUTBOUND_HOSTS = {NAME: {"address": "127.0.0.1", "port": 1}}

    assert reason_of() == "unreachable"


class Names:
    """Name servers that give another answer each time."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, host, port, **_):
        self.asked.append(host)
        addresses = self.answers.pop(0) if self.answers else ["10.0.0.1"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]


@pytest.fixture
def dialled(monkeypatch):
    """Where the client would have dialled; nobody is."""
    seen = []

    def dial(address, timeout):
        seen.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(wire.socket, "create_connection", dial)
    return seen


def test_a_name_is_asked_for_once_and_only_what_was_checked_is_dialled(
    server, monkeypatch, dialled
):
    names = Names(["93.184.216.34"], ["127.0.0.1"], ["169.254.169.254"])
    monkeypatch.setattr(wire.socket, "getaddrinfo", names)

    assert reason_of("https://a.org/did.json") == "unreachable"
    assert dialled == [("93.184.216.34", 443)]
    assert names.asked == ["a.org."], "asked once, with the dot that ends a name"


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:10.0.0.1"], []]
)
def test_one_private_address_among_the_answers_refuses_all(server, monkeypatch, dialled, answers):
    monkeypatch.setattr(wire.socket, "getaddrinfo", Names(answers))

    assert reason_of("https://a.org/did.json") == "not_public"
    assert dialled == []


def test_a_name_server_that_does_not_answer_holds_nobody_up(server, monkeypatch, dialled):
    over = threading.Event()
    monkeypatch.setattr(wire.socket, "getaddrinfo", lambda *_, **__: over.wait(5))
    place = outbound._place("https://a.org/did.json")
    began = time.monotonic()

    with pytest.raises(OutboundError) as refusal:
        wire.ask(place, wire.Ask("GET", {}, 10_000, frozenset(), total=0.3))
    over.set()

    assert refusal.value.reason == "no_such_name"
    assert time.monotonic() - began < 1


def test_whoever_answers_at_another_address_is_not_believed(server):
    class Elsewhere:
        def getpeername(self):
            return ("127.0.0.2", 443)

        def getsockname(self):
            return ("127.0.0.1", 5)

    with pytest.raises(OutboundError) as refusal:
        wire._look_who_is_there(Elsewhere(), "127.0.0.1", named_by_operator=True)

    assert refusal.value.reason == "wrong_peer"


def test_proxies_of_the_environment_are_not_used(server, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert fetch().body == b'{"id": 1}'


def test_a_message_is_sent_once_and_what_is_answered_comes_back(server):
    server.answer(b'{"redirect_uri": "x"}')

    got = outbound.post(f"https://{NAME}/answer", b"a=b", content_type="text/plain")

    assert (got.status, got.body) == (200, b'{"redirect_uri": "x"}')
    [request] = server.asked
    assert request.startswith(b"POST /answer HTTP/1.1\r\n")
    assert b"Content-Length: 3\r\n" in request
    assert b"Content-Type: text/plain\r\n" in request


def test_a_refused_message_does_not_stop_the_next_one(server):
    server.answer(b"{}", JSON, "Content-Length: 2", status="400 Bad Request")
    with pytest.raises(OutboundError):
        outbound.post(f"https://{NAME}/answer", b"1", content_type="text/plain")
    server.answer(b"{}")

    assert outbound.post(f"https://{NAME}/answer", b"2", content_type="text/plain").status == 200


def test_nothing_is_asked_when_the_operator_says_so(server, settings):
    settings.OUTBOUND = False

    assert reason_of() == "switched_off"
    assert server.asked == []


@pytest.mark.django_db(transaction=True)
def test_nobody_is_asked_within_a_transaction(server):
    with transaction.atomic():
        with pytest.raises(InsideTransactionError):
            fetch()
        with pytest.raises(InsideTransactionError):
            outbound.post(URL, b"", content_type="text/plain")

    assert server.asked == []


def test_the_map_is_read_from_a_file_and_said_aloud(server, tmp_path):
    file = tmp_path / "hosts.json"
    file.write_text('{"portal-a.test": {"address": "127.0.0.1", "port": 8443, "authority": "/ca"}}')

    assert env.outbound_hosts(str(file))["portal-a.test"]["port"] == 8443
    assert env.outbound_hosts("") == {}
    assert "goes around the public rules for: partner.test" in health._outbound()[1]


@pytest.mark.parametrize(
    "text", ["", "[]", '{"a": 1}', '{"a": {"port": "1"}}', '{"a": {"host": "b"}}']
)
def test_a_map_that_cannot_be_read_stops_the_start_up(tmp_path, text):
    file = tmp_path / "hosts.json"
    file.write_text(text)

    with pytest.raises(ImproperlyConfigured):
        env.outbound_hosts(str(file))


def test_the_log_says_what_people_are_not_told(server, caplog):
    server.answer(b"{}", JSON, status="503 Service Unavailable")
    reason_of("https://partner.test/c/oak/did.json?token=secret")

    assert "partner.test/c/oak/did.json failed: status_503" in caplog.text
    assert "secret" not in caplog.text
