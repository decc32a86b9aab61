"""Every special network at length, and names that answer with another address each time they are asked."""

from __future__ import annotations

import random
import socket
from ipaddress import ip_network

from tenants import outbound
from tenants.outbound import OutboundError, wire
from tenants.outbound.places import is_public
from tests.outbound.test_places import SPECIAL

AT_LEAST = 7018  # as many as the design asks for
EACH = 200
TIMES = 100
GOOD, BAD = "93.184.216.34", ("127.0.0.1", "169.254.169.254", "10.0.0.1", "::1", "fd00:ec2::254")


def some_of(network, drawn):
    """The ends, their neighbours, and as many between them as there is room for."""
    whole = ip_network(network)
    last = whole.num_addresses - 1
    places = {0, last, min(1, last), max(0, last - 1), last // 2}
    while len(places) < min(EACH, last + 1):
        places.add(drawn.randrange(last + 1))
    return [str(whole[place]) for place in places]


def test_no_address_of_thousands_in_special_networks_is_dialled():
    drawn = random.Random(7018)
    tried = {each for network in SPECIAL for each in some_of(network, drawn)}

    assert len(tried) >= AT_LEAST, len(tried)
    assert [each for each in sorted(tried) if is_public(each)] == []


def test_a_name_that_answers_by_turns_is_dialled_where_it_was_looked_at(monkeypatch, settings):
    """A hundred fetches, each of which asks once: good and bad in turns, and both at once."""
    settings.OUTBOUND = True
    dialled, asked = [], []

    def answer(host, port, **_):
        turn = len(asked)
        asked.append(host)
        bad = BAD[turn % len(BAD)]
        found = ([GOOD], [bad], [GOOD, bad])[turn % 3]
        kinds = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(kinds[":" in each], socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    def dial(address, timeout):
        dialled.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(wire.socket, "getaddrinfo", answer)
    monkeypatch.setattr(wire.socket, "create_connection", dial)
    reasons = [_refusal() for _ in range(TIMES)]

    assert len(asked) == TIMES, "asked once for each"
    assert set(dialled) == {GOOD}
    assert len(dialled) == reasons.count("unreachable") == -(-TIMES // 3)
    assert reasons.count("not_public") == TIMES - len(dialled)


def _refusal():
    place = outbound._place("https://a.org/did.json")
    try:
        wire.ask(place, wire.Ask("GET", {}, 10_000, frozenset(), total=2))
    except OutboundError as refusal:
        return refusal.reason
    return "answered"
