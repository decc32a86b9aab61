"""How often others are asked."""

from __future__ import annotations

import threading
import time

import pytest
from django.core.cache import cache, caches

from coopportal import env
from tenants import outbound
from tenants.outbound import OutboundError, pace
from tests.outbound.asking import JSON, URL, fetch, reason_of
from tests.outbound.server import NAME


def test_what_is_fresh_enough_is_not_asked_for_again(server):
    fetch()
    server.answer(b'{"id": 2}')

    assert fetch(fresh=600).body == b'{"id": 1}'
    assert fetch(fresh=0).body == b'{"id": 2}'
    again = fetch(fresh=600)
    assert again.body == b'{"id": 2}'
    assert again.age < 5
    assert len(server.asked) == 2


def test_what_is_fetched_crowds_out_nothing_but_itself(server, settings, monkeypatch):
    """Throttles of signing in stay, whatever strangers make us ask; and of their documents stay so many."""
    cache.set("throttle", "kept", 60)
    before = len(list(settings.DATA.glob("cache/*")))
    monkeypatch.setattr(caches["outbound"], "_max_entries", 12)
    for number in range(40):
        fetch(f"{URL}?{number}", lane="partner")

    assert cache.get("throttle") == "kept"
    assert len(list(settings.DATA.glob("cache/*"))) == before
    assert 0 < len(list(settings.DATA.glob("cache-outbound/*"))) <= 12


@pytest.mark.parametrize("redis", ["", "redis://127.0.0.1:6379/0"])
def test_redis_holds_nothing_that_strangers_chose(redis, tmp_path):
    found = env.caches(redis, tmp_path)

    assert ("Redis" in found["default"]["BACKEND"]) is bool(redis)
    assert found["outbound"]["LOCATION"] == tmp_path / "cache-outbound"
    assert found["outbound"]["OPTIONS"] == {"MAX_ENTRIES": 300}


def test_many_who_ask_at_once_are_one_question(server):
    slow = server.say
    server.say = lambda line: [time.sleep(0.2), slow(line)]
    got = []
    askers = [threading.Thread(target=lambda: got.append(fetch(fresh=60).body)) for _ in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()

    assert got == [b'{"id": 1}'] * 8
    assert len(server.asked) == 1


def test_what_failed_is_not_asked_for_again_for_a_minute(server):
    server.answer(b"{}", JSON, status="404 Not Found")
    assert reason_of() == "status_404"
    server.answer(b'{"id": 1}')

    assert reason_of() == "status_404"
    assert len(server.asked) == 1
    assert fetch(URL.replace("oak", "elm")).body == b'{"id": 1}', (
        "another document is another matter"
    )


def test_what_failed_as_one_kind_is_asked_for_as_another(server):
    assert reason_of(profile=outbound.REQUEST_OBJECT) == "wrong_type"

    assert fetch().body == b'{"id": 1}'
    assert reason_of(profile=outbound.REQUEST_OBJECT) == "wrong_type", "still not asked again"
    assert len(server.asked) == 2


def test_what_strangers_made_fail_does_not_stop_partners(server):
    server.answer(b"{}", "Content-Type: text/html", "Content-Length: 2")
    assert reason_of() == "wrong_type"
    server.answer(b'{"id": 1}')

    assert reason_of() == "wrong_type"
    assert fetch(lane="partner").body == b'{"id": 1}'


def test_a_copy_is_of_one_kind_and_passes_for_no_other(server):
    fetch(fresh=60)

    assert reason_of(profile=outbound.REQUEST_OBJECT, fresh=60) == "wrong_type"
    assert len(server.asked) == 2


def test_a_host_that_is_down_is_left_alone_for_a_while(server, settings):
    settings.OUTBOUND_HOSTS = {NAME: {"address": "127.0.0.1", "port": 1}}
    reasons = [reason_of(f"https://{NAME}/c/{number}/did.json") for number in range(6)]

    assert reasons == ["unreachable"] * 5 + ["resting"]
    other = f"https://{NAME}/c/7/did.json"
    assert reason_of(other, lane="partner") == "unreachable", "strangers stop nobody but strangers"


def test_strangers_do_not_use_up_what_partners_need(server, monkeypatch):
    within_one_minute = time.time()
    monkeypatch.setattr(pace.time, "time", lambda: within_one_minute)
    reasons = set()
    for number in range(40):
        try:
            fetch(f"https://{NAME}/c/{number}/did.json")
        except OutboundError as error:
            reasons.add(error.reason)

    assert reasons == {"too_often"}
    assert len(server.asked) == 30
    assert fetch(lane="partner").body == b'{"id": 1}'
