"""Codes that people type: so many tries, whatever is begun anew and whatever the cache has forgotten; and right once."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import generate_totp_secret as secret_of_an_app
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from tenants.models import SecretTry
from tenants.services import tries
from tenants.services.people import enter_person
from tests.support.proven import by_mail_alone

pytestmark = pytest.mark.django_db(transaction=True)
ASK, ENTER = "/accounts/login/code/", "/accounts/login/code/confirm/"
AGAIN = "/accounts/2fa/reauthenticate/"
ADDRESSES = "/accounts/email/"
WAIT = "Too many wrong codes were typed. Wait "
TOO_OFTEN = "This code was typed wrongly too often. Ask for a new one."


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def later(monkeypatch):
    """The clock of the database's counters, minutes from now."""
    real = timezone.now
    return lambda minutes: monkeypatch.setattr(
        "tenants.services.tries.timezone.now", lambda: real() + timedelta(minutes=minutes)
    )


def asking(address="amara@example.org", network="127.0.0.1"):
    """A browser of its own, as often as one likes: limits on letters are no part of this."""
    cache.clear()
    client = Client(REMOTE_ADDR=network)
    assert client.post(ASK, {"email": address}).status_code == 302
    return client


def code_in(mail):
    return re.search(r"^[A-Z0-9-]{6,}$", mail.body, re.MULTILINE)[0]


def guess(client, code="WRONG", page=ENTER):
    """One try that the session and the cache know nothing of."""
    cookies, kept = client.cookies.copy(), dict(client.session.items())
    answer = client.post(page, {"code": code})
    if answer.status_code == 422:
        client.cookies = cookies
        session = client.session
        session.update(kept)
        session.save()
        cache.clear()
    return answer


def test_a_code_is_tried_three_times_whatever_the_session_says(mailoutbox):
    enter_person("amara@example.org")
    client = asking()
    answers = [guess(client).text for _ in range(5)]

    assert [TOO_OFTEN in each for each in answers] == [False] * 3 + [True] * 2
    assert TOO_OFTEN in guess(client, code_in(mailoutbox[0])).text, "the right one, too"
    assert asking().post(ENTER, {"code": code_in(mailoutbox[1])})["Location"] == "/me/"


@pytest.mark.parametrize("known", [True, False])
def test_a_session_for_each_guess_gives_no_more_of_them(known, later, mailoutbox):
    if known:
        enter_person("amara@example.org")
    answers = [guess(asking()).text for _ in range(11)]

    assert [WAIT in each for each in answers] == [False] * 10 + [True]
    if known:
        assert WAIT in guess(asking(), code_in(mailoutbox[-1])).text, "the right one, too"
        later(1.1)
        assert asking().post(ENTER, {"code": code_in(mailoutbox[-1])})["Location"] == "/me/"


def test_a_stranger_who_types_wrong_ones_keeps_nobody_else_out(mailoutbox):
    enter_person("amara@example.org")
    answers = [guess(asking(network="203.0.113.9")).text for _ in range(11)]
    assert WAIT in answers[-1]

    mine = asking(network="198.51.100.4")
    assert mine.post(ENTER, {"code": code_in(mailoutbox[-1])})["Location"] == "/me/"


def test_each_further_guess_waits_twice_as_long_and_a_right_one_forgives(later, mailoutbox):
    enter_person("amara@example.org")
    waits, minutes = [], 0
    for _ in range(18):
        said = re.search(r"Wait (\d+) minute", guess(asking()).text)
        if said:
            waits.append(int(said[1]))
            later(minutes := minutes + int(said[1]))
            guess(asking())
    assert waits[:7] == [1, 2, 4, 8, 16, 32, 60]

    later(minutes + 61)
    assert asking().post(ENTER, {"code": code_in(mailoutbox[-1])})["Location"] == "/me/"
    assert WAIT not in guess(asking()).text


def test_a_right_code_signs_one_in(mailoutbox):
    enter_person("amara@example.org")
    client = asking()
    copied = Client()
    kept = dict(client.session.items())
    code = code_in(mailoutbox[0])
    copied.post(ASK, {"email": "nobody@example.org"})
    session = copied.session
    session.update(kept)
    session.save()

    assert client.post(ENTER, {"code": code})["Location"] == "/me/"
    assert copied.post(ENTER, {"code": code}).status_code == 422


def with_an_app():
    user, secret = enter_person("amara@example.org", confirmed=True), secret_of_an_app()
    TOTP.activate(user, secret)
    client = by_mail_alone(user)
    return user, client, lambda: format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_empty_cache_gives_no_more_tries_at_an_app(later):
    _user, client, shown = with_an_app()
    answers = [guess(client, "000000", AGAIN).text for _ in range(6)]

    assert [WAIT in each for each in answers] == [False] * 5 + [True]
    assert WAIT in guess(client, shown(), AGAIN).text, "the right one, too"
    later(1.1)
    assert guess(client, shown(), AGAIN).status_code == 302


def test_an_apps_code_is_right_once_as_long_as_it_could_be():
    _user, client, shown = with_an_app()
    code = shown()
    assert client.post(AGAIN, {"code": code}).status_code == 302
    cache.clear()

    assert "This code was used already" in client.post(AGAIN, {"code": code}).text


def test_a_code_for_recovery_is_right_once():
    user, client, _shown = with_an_app()
    code = RecoveryCodes.activate(user).get_unused_codes()[0]

    assert guess(client, code, AGAIN).status_code == 302
    cache.clear()
    assert guess(client, code, AGAIN).status_code == 422


def test_another_address_is_not_guessed_into(mailoutbox):
    user = enter_person("amara@example.org", confirmed=True)
    enter_person("ben@example.org")
    answers = []
    for _ in range(11):
        cache.clear()
        client = Client()
        client.force_login(user)
        client.post(ADDRESSES, {"email": "ben2@example.org", "action_add": ""})
        page = client.get("/accounts/confirm-email/")
        assert page.status_code == 200
        answers.append(guess(client, page="/accounts/confirm-email/").text)

    assert [WAIT in each for each in answers] == [False] * 10 + [True]


def test_what_is_counted_names_nobody_and_is_forgotten(later):
    guess(asking("amara@example.org"))
    assert all(re.fullmatch("[0-9a-f]{64}", each.of) for each in SecretTry.objects.all())

    later(24 * 60 + 1)
    tries.forget_old_tries()
    assert not SecretTry.objects.exists()
