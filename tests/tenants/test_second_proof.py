"""Whoever works for a co-op proves twice who they are, on every page, and finds the way through."""

from __future__ import annotations

import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import generate_totp_secret as secret_of_an_app
from django.core.management import CommandError, call_command
from django.test import Client, override_settings

from credentials.models import SigningKey
from tenants.models import User
from tests.support.proven import by_mail_alone, forget
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/accounts/second-proof/"
TEAM = "/c/oak/staff/team/"


@pytest.fixture
def oak():
    return office()


def shown(secret, later=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def with_an_app(user):
    secret = secret_of_an_app()
    TOTP.activate(user, secret)
    return secret


def age(client, seconds):
    """As if the proofs of this session had been given that long ago."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= seconds
    session.save()


def test_the_way_through_leads_back_to_where_one_was_going(oak):
    oak.owner.user.set_unusable_password()  # as everybody's is
    oak.owner.user.save()
    browser = by_mail_alone(oak.owner.user)
    asked = browser.get(f"{TEAM}?page=2")
    assert asked["Location"] == f"{PAGE}?next=%2Fc%2Foak%2Fstaff%2Fteam%2F%3Fpage%3D2"
    page = browser.get(asked["Location"]).text
    assert "Reading your mail must not be enough" in page
    assert "/accounts/2fa/webauthn/add/" in page

    secret = browser.get("/accounts/2fa/totp/activate/").context["form"].secret
    browser.post("/accounts/2fa/totp/activate/", {"code": shown(secret)})
    codes = browser.get("/accounts/2fa/recovery-codes/").text

    assert f'href="{PAGE}"' in codes
    assert browser.get(PAGE)["Location"] == f"{TEAM}?page=2"
    assert browser.get(TEAM).status_code == 200
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret not in str(kept.data)


def test_a_session_from_before_shows_the_proof_that_there_is(oak):
    browser, secret = by_mail_alone(oak.owner.user), with_an_app(oak.owner.user)

    again = browser.get(browser.get(TEAM)["Location"])["Location"]
    assert again == "/accounts/2fa/reauthenticate/?next=%2Fc%2Foak%2Fstaff%2Fteam%2F"
    assert "Is it still you?" in browser.get(again).text
    wrong = browser.post(again, {"code": "000000"})
    assert wrong.status_code == 422
    assert browser.get(TEAM).status_code == 302
    assert browser.post(again, {"code": shown(secret)})["Location"] == TEAM
    assert browser.get(TEAM).status_code == 200


def test_what_is_sent_without_it_changes_nothing_and_says_so(oak):
    browser = by_mail_alone(oak.owner.user)
    values = {"email": "eve@example.org", "roles": ["owner"]}

    answer = browser.post(f"{TEAM}add/", values, headers={"referer": f"http://testserver{TEAM}"})

    assert answer["Location"].startswith(f"{PAGE}?next=http%3A%2F%2Ftestserver%2Fc%2Foak")
    assert "Nothing has changed yet" in browser.get(answer["Location"]).text
    assert not User.objects.filter(email="eve@example.org").exists()


def test_a_piece_of_a_page_leads_the_whole_page_there(oak):
    answer = by_mail_alone(oak.owner.user).get(TEAM, headers={"hx-request": "true"})

    assert answer["HX-Redirect"] == f"{PAGE}?next=%2Fme%2F"


@pytest.mark.parametrize("hostile", ["https://evil.example/", "//evil.example", "javascript:x()"])
def test_nobody_is_led_elsewhere(oak, hostile):
    browser = by_mail_alone(oak.owner.user)
    with_an_app(oak.owner.user)

    assert "evil" not in browser.get(PAGE, {"next": hostile})["Location"]
    assert "x()" not in browser.get(PAGE, {"next": hostile})["Location"]
    answer = browser.post(TEAM, headers={"referer": hostile})
    assert answer["Location"] == f"{PAGE}?next=%2Fme%2F"


def test_strangers_and_members_are_not_asked(oak):
    stranger = by_mail_alone(User.objects.create_user("amara@example.org"))

    assert stranger.get(TEAM).status_code == 404
    assert stranger.get("/network/").status_code == 404
    assert stranger.get("/me/").status_code == 200
    assert Client().get(TEAM)["Location"].startswith("/accounts/login/")


def test_handing_out_roles_asks_anew_after_a_few_minutes(oak):
    browser, secret = oak.browser(oak.owner), with_an_app(oak.owner.user)
    assert browser.get(f"{TEAM}add/").status_code == 200
    age(browser, 301)

    assert browser.get(TEAM).status_code == 200
    asked = browser.get(f"{TEAM}add/")["Location"]
    assert asked == "/accounts/2fa/reauthenticate/?next=%2Fc%2Foak%2Fstaff%2Fteam%2Fadd%2F"
    values = {"email": "eve@example.org", "roles": ["owner"]}
    assert browser.post(f"{TEAM}add/", values).status_code == 302
    assert not User.objects.filter(email="eve@example.org").exists()
    back = browser.post(asked, {"code": shown(secret)})
    assert back["Location"] == f"{TEAM}add/"
    assert browser.post(f"{TEAM}add/", values)["Location"] == TEAM


# All that hands out power or touches keys. `{staff}` and `{key}` are codes of that co-op.
ANEW = (
    ("get", "/c/oak/staff/team/add/"),
    ("get", "/c/oak/staff/team/{staff}/"),
    ("get", "/c/oak/staff/team/{staff}/remove/"),
    ("post", "/c/oak/staff/issuing/programs/"),
    ("post", "/c/oak/staff/programs/"),
    ("post", "/c/oak/staff/keys/"),
    ("post", "/c/oak/staff/keys/{key}/"),
    ("get", "/network/open/"),
)


@pytest.mark.parametrize(("method", "address"), ANEW)
def test_what_hands_out_power_or_touches_keys_asks_anew(oak, method, address):
    User.objects.filter(pk=oak.owner.user.pk).update(is_staff=True)
    browser = oak.browser(oak.owner)
    with_an_app(oak.owner.user)
    with oak.within:
        key = SigningKey.objects.create(kid="did:web:oak#1", public_multikey="z", uri="db:1")
    path = address.format(staff=oak.owner.code, key=key.code)
    assert browser.get(path).status_code == 200
    age(browser, 301)

    asked = getattr(browser, method)(path, {"name": "Till", "sure": "yes"})

    assert asked.status_code == 302
    assert asked["Location"].startswith("/accounts/2fa/reauthenticate/?next=")


def test_a_click_in_the_demonstration_counts_there_and_nowhere_else(oak):
    browser = oak.browser(oak.owner)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "demo", "at": 0.0}]
    session.save()

    with override_settings(DEMO=True):
        assert browser.get(f"{TEAM}add/").status_code == 200
        assert browser.get(f"{PAGE}?next={TEAM}")["Location"] == TEAM
    with override_settings(DEMO=False):
        assert browser.get(TEAM)["Location"].startswith(PAGE)


def test_without_the_last_proof_the_session_counts_for_less(oak):
    browser = oak.browser(oak.owner)
    with_an_app(oak.owner.user)
    age(browser, -1)
    session = browser.session
    session["account_authentication_methods"][0]["reauthenticated"] = True
    session.save()

    browser.post("/accounts/2fa/totp/deactivate/")

    assert not Authenticator.objects.exists()
    assert browser.get(TEAM)["Location"].startswith(PAGE)


def test_a_lost_proof_is_forgotten_and_every_session_ends(oak):
    browser = oak.browser(oak.owner)
    with_an_app(oak.owner.user)
    out = StringIO()

    call_command("forget_second_proof", "Oda@oak.example.org", stdout=out)

    assert out.getvalue() == "proofs_forgotten=1\n"
    assert browser.get(TEAM)["Location"].startswith("/accounts/login/")
    with pytest.raises(CommandError, match="Nobody signs in"):
        call_command("forget_second_proof", "nobody@example.org")


def test_the_operator_too(oak):
    operator = Client()
    operator.force_login(User.objects.create_superuser("olwen@example.org", name="Olwen"))
    assert operator.get("/network/").status_code == 200
    forget(operator)

    assert operator.get("/network/")["Location"] == f"{PAGE}?next=%2Fnetwork%2F"
