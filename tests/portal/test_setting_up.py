from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client, override_settings
from django.utils import timezone

from coopportal.errors import SetUpAlreadyError
from coopportal.services import setup
from tenants import scope
from tenants.mail_layout import sender_address
from tenants.models import (
    Bylaws,
    Cooperative,
    Event,
    Installation,
    MembershipClass,
    Seat,
    Staff,
    User,
)

pytestmark = pytest.mark.django_db(transaction=True)

OPERATOR = {"name": "Olwen Price", "email": "olwen@example.org"}
MAIL = {"sender": "portal@coops.example", "email": "olwen@example.org"}
FIRST = {
    "name": "Green Valley Food Co-op",
    "slug": "",
    "number_prefix": "",
    "preset": "mixed",
    "place": "Millbrook",
    "email": "office@green-valley.example",
    "steward_email": "bo@example.org",
}


@pytest.fixture
def link():
    return f"/setup/{setup.renew_link()}/"


@pytest.fixture
def browser():
    return Client()


def totp(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def add_second_proof(browser):
    """Through allauth's own page, as a person does it. Returns the secret of the app."""
    page = browser.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    answer = browser.post("/accounts/2fa/totp/activate/", {"code": totp(secret)})
    assert answer.status_code == 302, page.content.decode()
    return secret


def mailed_code():
    return re.search(r"\b(\d{6})\b", mail.outbox[-1].body)[1]


def up_to_mail(browser, link):
    browser.post(link, OPERATOR)
    add_second_proof(browser)


def up_to_cooperative(browser, link):
    up_to_mail(browser, link)
    browser.post(link, MAIL)
    browser.post(link, {"code": mailed_code()})


def test_the_whole_way_makes_an_operator_a_sender_and_a_cooperative(browser, link):
    assert "Step 1 of 3" in browser.get(link).content.decode()
    assert browser.post(link, OPERATOR)["Location"] == link
    assert "second proof" in browser.get(link).content.decode()

    add_second_proof(browser)
    codes = browser.get("/accounts/2fa/recovery-codes/").content.decode()
    assert "Go on setting up" in codes
    assert link in codes
    assert Authenticator.objects.filter(type=Authenticator.Type.RECOVERY_CODES).exists()

    assert "Step 2 of 3" in browser.get(link).content.decode()
    sent = browser.post(link, MAIL)
    assert mail.outbox[-1].from_email == "CoopPortal <portal@coops.example>"
    assert mail.outbox[-1].to == ["olwen@example.org"]
    assert "Did the mail arrive" in browser.get(sent["Location"]).content.decode()
    browser.post(link, {"code": mailed_code()})
    assert sender_address() == "portal@coops.example"

    assert "Step 3 of 3" in browser.get(link).content.decode()
    done = browser.post(link, FIRST)
    assert done["Location"] == "/network/"
    page = browser.get("/network/").content.decode()
    assert "Green Valley Food Co-op is open" in page

    user = User.objects.get(email="olwen@example.org")
    assert (user.is_staff, user.has_usable_password()) == (True, False)
    cooperative = Cooperative.objects.get()
    assert (cooperative.slug, cooperative.number_prefix) == ("green-valley-food-co-op", "GVFCO")
    with scope.within(cooperative.pk):
        assert MembershipClass.objects.filter(visiting=True, has_vote=False).count() == 1
        assert MembershipClass.objects.filter(open_to_applicants=True).count() == 3
        assert Bylaws.objects.count() == 1
        steward = Staff.objects.get()
        assert (steward.user.email, steward.roles) == ("bo@example.org", ["owner"])
        assert Event.objects.filter(name="StaffInvited").count() == 1
    assert Seat.objects.filter(kind=Seat.Kind.STAFF, user=steward.user).exists()


def test_the_link_works_once(browser, link):
    up_to_cooperative(browser, link)
    browser.post(link, FIRST)

    for client in (browser, Client()):
        for answer in (client.get(link), client.post(link, OPERATOR)):
            assert answer.status_code == 410
            assert "has been set up" in answer.content.decode()
    with pytest.raises(SetUpAlreadyError):
        setup.renew_link()


@pytest.mark.parametrize("token", ["x", "a" * 43])
def test_another_link_is_no_link(browser, link, token):
    assert browser.get(f"/setup/{token}/").status_code == 404
    assert browser.post(f"/setup/{token}/", OPERATOR).status_code == 404
    assert not User.objects.exists()


def test_the_link_is_kept_as_a_hash_and_renewed_only_when_it_is_lost():
    token = setup.renew_link()

    assert token not in str(Installation.objects.values().get())
    assert setup.renew_link(kept=token) == token
    assert setup.renew_link(kept="") != token
    assert setup.find(token) is None


def test_an_interrupted_set_up_goes_on_where_it_was_in_another_browser(browser, link):
    browser.post(link, OPERATOR)
    other = Client()

    asked = other.get(link)
    assert "Go on as Olwen Price" in asked.content.decode()
    assert other.post(link)["Location"] == link
    assert "second proof" in other.get(link).content.decode()


def test_the_link_alone_is_not_enough_once_there_is_a_second_proof(browser, link):
    browser.post(link, OPERATOR)
    secret = add_second_proof(browser)
    other = Client()

    assert other.post(link)["Location"] == "/accounts/2fa/authenticate/"
    assert "Go on as" in other.get(link).content.decode()
    Authenticator.objects.get(type=Authenticator.Type.TOTP)
    wrong = other.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "Go on as" in other.get(link).content.decode()
    with override_settings(MFA_TOTP_TOLERANCE=1):
        soon = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + 1))
        assert other.post("/accounts/2fa/authenticate/", {"code": soon})["Location"] == link
    assert "Step 2 of 3" in other.get(link).content.decode()


def test_wrong_answers_are_named_and_nothing_typed_is_lost(browser, link):
    wrong = browser.post(link, {"name": "Olwen Price", "email": "olwen"})

    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "There is a problem" in page
    assert 'value="Olwen Price"' in page
    assert not User.objects.exists()


def test_five_wrong_codes_void_the_test_mail(browser, link):
    up_to_mail(browser, link)
    browser.post(link, MAIL)
    right = mailed_code()
    wrong = "000000" if right != "000000" else "000001"
    for _attempt in range(5):
        assert browser.post(link, {"code": wrong}).status_code == 422

    assert browser.post(link, {"code": right}).status_code == 422
    assert Installation.objects.get().mail_checked_at is None


def test_a_code_is_too_old_after_half_an_hour(browser, link):
    up_to_mail(browser, link)
    browser.post(link, MAIL)
    Installation.objects.update(code_expires_at=timezone.now() - timedelta(seconds=1))

    assert browser.post(link, {"code": mailed_code()}).status_code == 422


@override_settings(
    EMAIL_BACKEND="tenants.smtp.Backend",
    EMAIL_HOST="127.0.0.1",
    EMAIL_PORT=1,
)
def test_a_mail_server_that_is_away_is_said(browser, link):
    up_to_mail(browser, link)
    refused = browser.post(link, MAIL)

    assert refused.status_code == 422
    assert "did not take the mail" in refused.content.decode()
    assert "portal@coops.example" in refused.content.decode()


def test_a_mistyped_address_of_the_operator_can_be_mended(browser, link):
    up_to_mail(browser, link)
    browser.post(link, {**MAIL, "email": "olwen.price@example.org"})

    assert mail.outbox[-1].to == ["olwen.price@example.org"]
    assert EmailAddress.objects.values_list("email", flat=True).get() == "olwen.price@example.org"
    assert User.objects.get().email == "olwen.price@example.org"


def test_an_opening_that_was_interrupted_is_completed(browser, link, monkeypatch):
    up_to_cooperative(browser, link)

    def killed(*_args, **_values):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("coopportal.services.opening.add_staff", killed)
        with pytest.raises(KeyboardInterrupt):
            browser.post(link, FIRST)
    assert Installation.objects.get().finished_at is None

    browser.post(link, FIRST)

    assert Installation.objects.get().finished_at is not None
    with scope.within(Cooperative.objects.get().pk):
        assert Staff.objects.count() == 1
        assert MembershipClass.objects.count() == 4
