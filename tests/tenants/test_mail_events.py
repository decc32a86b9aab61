"""What mail services report over the web: signed, of now, once, and only about letters of ours."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.cache import cache
from django.test import Client

from tenants import mail, mail_events
from tenants.models import AddressMark, Letter
from tenants.services import bounces
from tests.tenants.office import office
from tests.tenants.test_bounces import WHERE, fresh, suspended

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "key-3ax6xnjp29jd6fds4gc373sgvjxteol0"
MAILGUN, SENDGRID = "/mail/events/mailgun/", "/mail/events/sendgrid/"


@pytest.fixture
def private():
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(autouse=True)
def _keys(settings, private):
    cache.clear()
    public = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    settings.MAIL_EVENT_KEYS = {"mailgun": KEY, "sendgrid": base64.b64encode(public).decode()}


@pytest.fixture
def oak():
    return office()


def of_mailgun(row, *, token="a1", moment=None, key=KEY, **event):
    moment = str(int(time.time()) if moment is None else moment)
    signature = hmac.new(key.encode(), f"{moment}{token}".encode(), hashlib.sha256).hexdigest()
    event = {
        "event": "failed",
        "severity": "permanent",
        "reason": "bounce",
        "recipient": WHERE,
        "delivery-status": {"code": 550, "message": "5.1.1 The mailbox does not exist"},
        "message": {"headers": {"message-id": mail.message_id(row).strip("<>"), "to": WHERE}},
        **event,
    }
    signed = {"timestamp": moment, "token": token, "signature": signature}
    return {"signature": signed, "event-data": event}


def post(url, told):
    return Client().post(url, told, content_type="application/json").status_code


def of_sendgrid(private, events, *, moment=None):
    body = json.dumps(events)
    moment = str(int(time.time()) if moment is None else moment)
    signed = private.sign((moment + body).encode(), ec.ECDSA(hashes.SHA256()))
    headers = {
        mail_events.SIGNATURE: base64.b64encode(signed).decode(),
        mail_events.TIMESTAMP: moment,
    }
    answer = Client().post(SENDGRID, body, content_type="application/json", headers=headers)
    return answer.status_code


def bounce(row, **values):
    return {
        "email": WHERE,
        "event": "bounce",
        "type": "bounce",
        "status": "5.1.1",
        "reason": "550 5.1.1 The email account that you tried to reach does not exist.",
        "smtp-id": mail.message_id(row),
        **values,
    }


def test_mailgun_reports_a_mailbox_that_is_gone(oak):
    row = suspended(oak)

    assert post(MAILGUN, of_mailgun(row)) == 200
    assert fresh(oak, row).state == Letter.State.BOUNCED
    with oak.within:
        assert AddressMark.objects.get().gone


def test_what_is_not_signed_late_or_seen_before_is_refused(oak):
    row = suspended(oak)
    for bad in (
        of_mailgun(row, key="another"),
        of_mailgun(row, moment=int(time.time()) - 301),
        of_mailgun(row, moment=int(time.time()) + 301),
        of_mailgun(row, moment="soon"),
        {"event-data": {}},
        [],
    ):
        assert post(MAILGUN, bad) == 403
    assert Client().post(MAILGUN, b"{" * 9, content_type="application/json").status_code == 403
    assert fresh(oak, row).state == Letter.State.SENT

    other = suspended(oak, "Bea Lind", "bea@example.org")
    assert post(MAILGUN, of_mailgun(row, token="seen")) == 200
    assert post(MAILGUN, of_mailgun(other, token="seen")) == 200
    assert fresh(oak, other).state == Letter.State.SENT, (
        "the body is not signed, so the token is taken once"
    )


def test_what_will_be_tried_again_and_what_is_delivered_says_nothing(oak):
    row = suspended(oak)
    post(MAILGUN, of_mailgun(row, severity="temporary"))
    post(MAILGUN, of_mailgun(row, token="b", event="delivered"))

    assert fresh(oak, row).state == Letter.State.SENT


def test_sendgrid_reports_many_at_once(oak, private):
    one, two = suspended(oak), suspended(oak, "Bea Lind", "bea@example.org")
    blocked = bounce(two, type="blocked", status="5.7.1", reason="550 5.7.1 Blocked by policy")
    stranger = bounce(one, **{"smtp-id": "<x@geopod-ismtpd-1>"})
    events = [bounce(one), blocked, stranger, {"event": "open"}, "odd"]

    assert of_sendgrid(private, events) == 200
    with oak.within:
        assert Letter.objects.filter(state="bounced").count() == 2
        assert sorted(AddressMark.objects.values_list("address", "gone")) == [
            (WHERE, True),
            ("bea@example.org", False),
        ]


def test_sendgrids_signature_covers_the_body_and_the_moment(oak, private):
    row = suspended(oak)
    assert of_sendgrid(ec.generate_private_key(ec.SECP256R1()), [bounce(row)]) == 403
    assert of_sendgrid(private, [bounce(row)], moment=int(time.time()) - 301) == 403
    assert post(SENDGRID, [bounce(row)]) == 403
    assert fresh(oak, row).state == Letter.State.SENT


def test_a_service_that_is_not_used_is_not_there(settings):
    settings.MAIL_EVENT_KEYS = {"mailgun": "", "sendgrid": ""}
    assert [post(url, {}) for url in (MAILGUN, SENDGRID, "/mail/events/other/")] == [404] * 3
    assert Client().get(MAILGUN).status_code == 405


def test_too_many_and_too_large_are_turned_away(oak, settings):
    large = {"x": "y" * (513 * 1024)}
    assert post(MAILGUN, large) == 413
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "mail_events": "2/m/ip"}
    cache.clear()
    assert [post(MAILGUN, {}) for _ in range(3)] == [403, 403, 429]


def test_odd_signs_are_refused_and_what_failed_may_be_posted_again(oak, monkeypatch):
    row = suspended(oak)
    odd = of_mailgun(row)
    odd["signature"]["signature"] = "\ud800"
    assert post(MAILGUN, odd) == 403
    told, really = of_mailgun(row, token="again"), bounces.take
    monkeypatch.setattr(bounces, "take", lambda *_report, **_values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        post(MAILGUN, told)
    monkeypatch.setattr(bounces, "take", really)

    assert post(MAILGUN, told) == 200
    assert fresh(oak, row).state == Letter.State.BOUNCED
