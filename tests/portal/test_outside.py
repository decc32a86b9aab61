"""What every answer says besides its content, what a log line holds, and what a monitoring system reads."""

from __future__ import annotations

import json
import logging
import re
import sys
from contextlib import suppress

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core import context
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from coopportal.checks import check_production
from coopportal.logs import Lines
from tenants.login import AccountAdapter
from tenants.models import User
from tests.tenants.office import office
from tests.walls.pages import routes

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = (
    *("evil.example", "evil.example:8000", "localhost.evil.example", "localhost@evil.example"),
    *("localhost:80@evil.example", "[::1].evil.example", "evil.example/localhost", ".localhost"),
    *("localhost.", "*.localhost", "LOCALHOST.EVIL.EXAMPLE", "evil.example#localhost"),
    *("evil.example?localhost", "xn--evil-.example", "127.0.0.1.evil.example", "0x7f000001.evil"),
    *("evil.example\t", "user:password@evil.example", "evil_example", "evil.example,localhost"),
)
EVIL = re.compile(r"evil|password@|xn--|0x7f", re.IGNORECASE)
# A letter as it will look stands in a frame of our own page.
FRAMED = {"tenants:letter-text-looks", "tenants:mailing-looks"}
SECRET = "Numbat Canary-7f3e"


def filled(pattern):
    """Some address of this shape: whether there is a row behind it makes no difference to its headers."""
    kinds = {"int": "7", "uuid": "6f2f0c9e-7f5e-4d8e-9a53-0a4c8c1f2d11", "slug": "oak"}
    return "/" + re.sub(
        r"<(?:(\w+):)?\w+>", lambda found: kinds.get(found[1] or "str", "some"), pattern
    ).lstrip("/")


@pytest.fixture
def oak():
    return office()


def test_every_address_answers_with_the_same_walls(oak):
    """To a stranger, to the owner, by GET and by a POST that another site sent: policy, framing, sniffing, permissions."""
    owner, stranger = oak.browser(oak.owner), Client(enforce_csrf_checks=True)
    found = [route for route in routes() if not route.name.startswith(("dev-", "demo", "schema"))]
    assert len(found) > 300

    personal = 0
    for route in found:
        owner.force_login(oak.owner.user)
        for browser, method in ((owner, "get"), (stranger, "get"), (stranger, "post")):
            answer = getattr(browser, method)(filled(route.pattern))
            said = f"{route.name} {method} {answer.status_code}"

            assert answer.status_code < 500 or route.name == "readyz", said
            assert answer["X-Content-Type-Options"] == "nosniff", said
            framed = answer["X-Frame-Options"] == "SAMEORIGIN"
            assert framed <= (route.name in FRAMED), said
            assert framed or answer["X-Frame-Options"] == "DENY", said
            assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}, said
            assert answer["Cross-Origin-Opener-Policy"] == "same-origin", said
            assert "microphone=()" in answer["Permissions-Policy"], said
            if route.name in FRAMED and answer.status_code != 200:
                continue  # nothing is shown, and its policy is written by the view
            policy = answer["Content-Security-Policy"]
            inline = [part for part in policy.split("; ") if "unsafe-inline" in part]
            styles = route.name == "credentials:api-docs"  # Swagger's own page, and no script
            assert not inline or (styles and inline[0].startswith("style-src")), said
            assert re.search(r"(default|script)-src ('none'|'self')", policy), said
            assert ("frame-ancestors 'none'" in policy) != framed, said
            for cookie in filter(lambda each: each.value, answer.cookies.values()):
                assert cookie["httponly"], said
                assert cookie["samesite"] == "Lax", said
            session = answer.wsgi_request.session
            if browser is owner and session.accessed and "_auth_user_id" in session:
                personal += 1
                kept = answer.get("Cache-Control", "")
                assert re.search(r"no-store|max-age|public", kept), f"{said}: {kept!r}"
    assert personal > 300


def test_what_a_signed_in_person_sees_is_kept_nowhere(oak):
    owner = oak.browser(oak.owner)
    assert "no-store" in owner.get("/c/oak/staff/members/")["Cache-Control"]
    assert "no-store" in owner.get("/me/")["Cache-Control"]
    assert "Cache-Control" not in Client().get("/").headers


def test_only_pages_that_read_codes_may_ask_for_the_camera():
    assert "camera=(self)" in Client().get("/verify/")["Permissions-Policy"]
    assert "camera=()" in Client().get("/")["Permissions-Policy"]


def test_signing_out_leaves_nothing_in_the_browser(oak):
    owner = oak.browser(oak.owner)

    assert owner.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in owner.get("/").headers


def send(user, headers):
    """Every other mail that allauth writes within a request: the confirmation of an address, and what has changed."""
    request = RequestFactory().get("/", headers=headers)
    request.session = {}
    with context.request_context(request):
        adapter = AccountAdapter(request)
        proof = EmailConfirmationHMAC(EmailAddress.objects.get(user=user))
        adapter.send_confirmation_mail(request, proof, signup=False)
        for name in ("totp_activated", "webauthn_added", "recovery_codes_generated"):
            adapter.send_notification_mail(f"mfa/email/{name}", user)
        adapter.send_notification_mail("account/email/email_changed", user)


@pytest.mark.parametrize("host", HOSTILE)
def test_a_host_that_is_not_ours_is_refused_and_reaches_no_mail(host):
    """And where an operator lets every host in, what is mailed still leads to the portal's own address."""
    user = User.objects.create_user("amara@example.org", name="Amara")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    values = {"email": user.email}
    cache.clear()
    for name in ("Host", "X-Forwarded-Host"):
        with override_settings(ALLOWED_HOSTS=["*"]):
            Client().post("/accounts/login/code/", values, headers={name: host})
            Client().post("/accounts/password/reset/", values, headers={name: host})
            with suppress(
                DisallowedHost
            ):  # what is no host at all stops before anything is written
                send(user, {name: host})
    refused = Client().post("/accounts/login/code/", values, headers={"Host": host})

    assert refused.status_code == 400 or host == "localhost."
    assert len(mail.outbox) > 4, "nothing was mailed, so nothing is shown"
    for each in mail.outbox:
        assert not EVIL.search(str(each.message())), each.message()


@pytest.mark.parametrize("host", ["*", ".coop.example"])
def test_a_production_portal_takes_whole_names_only(host):
    with override_settings(PRODUCTION=True, ALLOWED_HOSTS=["portal.example", host]):
        assert "whole names" in " ".join(str(each.msg) for each in check_production(None))


def line_of(**values):
    values = {
        "name": "x",
        "level": logging.ERROR,
        "pathname": "",
        "lineno": 1,
        "exc_info": None,
    } | values
    record = logging.LogRecord(args=values.pop("args", ()), **values)
    for name, value in values.pop("more", {}).items():
        setattr(record, name, value)
    text = Lines().format(record)
    assert "\n" not in text
    return json.loads(text), text


def test_a_line_cannot_begin_another_one():
    told, text = line_of(msg="bad %s", args=('a\n{"level":"INFO"}\r\u2028\x1b[31m',))

    assert told["message"].startswith("bad a\n")
    assert text.isprintable()


def test_an_exception_is_logged_without_its_words():
    try:
        int(SECRET)
    except ValueError:
        told, text = line_of(msg="It failed.", exc_info=sys.exc_info())

    assert told["error"] == "ValueError"
    assert "test_outside.py" in told["at"][-1]
    assert SECRET not in text


def test_a_request_is_logged_by_its_page_and_not_by_its_address(oak, caplog):
    with caplog.at_level(logging.WARNING, "django.request"):
        answer = oak.browser(oak.owner).get(
            f"/c/oak/staff/members/?q={SECRET}", headers={"x": SECRET}
        )
        missing = Client().get("/interest/a-token-that-nobody-knows/")
    assert (answer.status_code, missing.status_code) == (200, 410)

    record = next(each for each in caplog.records if each.name == "django.request")
    text = Lines().format(record)
    told = json.loads(text)
    assert told["message"] == "answered 410"
    assert told["page"] == "interest-kept"
    assert told["request"] == missing["X-Request-Id"]
    assert "nobody-knows" not in text
    assert SECRET not in text


@override_settings(METRICS_TOKEN="a-long-token")
def test_the_figures_name_nobody_and_are_for_the_token_alone(oak):
    oak.browser(oak.owner).get(f"/c/oak/staff/members/?q={SECRET}")
    for header in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer other"}):
        assert Client().get("/metrics", headers=header).status_code == 404

    text = Client().get("/metrics", headers={"Authorization": "Bearer a-long-token"}).text

    assert 'coopportal_request_seconds_count{area="staff",kind="2xx",method="GET"}' in text
    for name in (
        "outbox_due",
        "outbox_oldest_seconds",
        "mails_waiting",
        "status_list_oldest_seconds",
    ):
        assert f"coopportal_{name} " in text
    for secret in (SECRET, "oak", oak.owner.user.email, str(oak.coop.pk)):
        assert secret not in text


@override_settings(METRICS_TOKEN="")
def test_without_a_token_there_are_no_figures():
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    assert reverse("metrics") == "/metrics"
