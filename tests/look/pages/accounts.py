"""Signing in, staying safe: allauth's pages in our clothes. It answers 200 where we answer 422."""

from __future__ import annotations

import re

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core import mail

from tenants.models import Staff, User
from tests.look.registry import EMPTY, ERROR, no_page, shows
from tests.support.proven import by_mail_alone

no_page(
    "nobody has a password here: sign-in is by code or passkey",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
)
no_page("a file", "mfa_download_recovery_codes")
no_page("JSON for the passkey button", "mfa_login_webauthn")
no_page("only reached by signing up, which is closed", "account_email_verification_sent")
no_page("leads to the page of the proof that the person has", "account_reauthenticate")


def somebody():
    user = User.objects.create_user("alice@example.org", name="Alice Ashe")
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


def sign_in_by_code(visit, user):
    """As people do it, so that the pages that ask for a fresh proof have one."""
    visit.go("account_login")
    visit.page.get_by_label("Email address").fill(user.email)
    visit.press("Send code")
    code = re.search(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    visit.page.get_by_label("Code").first.fill(code[1])
    visit.press("Sign in")


def with_an_app(user):
    return totp.TOTP.activate(user, totp.generate_totp_secret())


def to(visit, route, app=None, **arguments):
    """To a page that asks for a fresh proof first: by the app's code, else by the browser's passkey."""
    visit.go(route, **arguments)
    if app is None:
        while visit.route != route:
            visit.press("Use a security key")
        return
    secret = get_adapter().decrypt(app.instance.data["secret"])
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    visit.page.locator("main input[name=code]").fill(code)
    visit.press("Confirm")


def with_a_passkey(visit):
    """A key of the browser's own, added on the page as a person does it."""
    devices = visit.tools()
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    user = somebody()
    sign_in_by_code(visit, user)
    visit.go("mfa_add_webauthn")
    visit.page.get_by_label("Passwordless").check()
    visit.press("Add")
    return Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)


@shows("account_login", heading="Sign in", without={"error": "it sends its form to the next page"})
def login(visit):
    visit.go("account_login")


@shows("account_request_login_code", heading="Sign in")
def login_by_code(visit):
    visit.go("account_request_login_code")


@shows("account_request_login_code", ERROR, heading="Sign in")
def login_without_an_address(visit):
    visit.go("account_login")
    visit.send_nothing()


@shows("account_confirm_login_code", heading="Enter the code")
def code(visit):
    visit.go("account_login")
    visit.page.get_by_label("Email address").fill("alice@example.org")
    visit.press("Send code")


@shows("account_confirm_login_code", ERROR, heading="Enter the code")
def code_that_is_wrong(visit):
    code(visit)
    visit.page.get_by_label("Code").first.fill("WRONG1")
    visit.press("Sign in")


@shows("account_logout", heading="Sign out?")
def logout(visit):
    visit.sign_in(somebody())
    visit.go("account_logout")


@shows("account_inactive", heading="Account Inactive")
def inactive(visit):
    visit.go("account_inactive")


@shows("account_signup", heading="Join a co-op")
def signup(visit):
    visit.go("account_signup")


@shows("account_email", heading="Email Addresses")
def addresses(visit):
    sign_in_by_code(visit, somebody())
    visit.go("account_email")


@shows("account_email", ERROR, heading="Email Addresses", status=200)
def addresses_with_a_mistake(visit):
    addresses(visit)
    visit.send_nothing()


@shows("mfa_index", heading="Sign-in and security")
def security(visit):
    with_a_passkey(visit)
    visit.go("mfa_index")


@shows("mfa_index", EMPTY, heading="Sign-in and security")
def security_by_mail_alone(visit):
    visit.sign_in(somebody())
    visit.go("mfa_index")


@shows("mfa_authenticate", heading="Your second proof")
def second_proof(visit):
    user = somebody()
    with_an_app(user)
    sign_in_by_code(visit, user)


@shows("mfa_authenticate", ERROR, heading="Your second proof")
def second_proof_with_a_mistake(visit):
    second_proof(visit)
    visit.send_nothing()


@shows("credentials:me", "let in by a passkey", heading="My cards")
def second_proof_by_passkey(visit):
    user = with_a_passkey(visit).user
    visit.page.context.clear_cookies()
    sign_in_by_code(visit, user)
    assert visit.route == "mfa_authenticate"
    visit.press("Use a passkey")


@shows("mfa_reauthenticate", heading="Is it still you?")
def once_more_by_app(visit):
    user = somebody()
    with_an_app(user)
    visit.sign_in(user)
    visit.go("mfa_reauthenticate")


@shows("mfa_reauthenticate", ERROR, heading="Is it still you?")
def once_more_by_app_with_a_mistake(visit):
    once_more_by_app(visit)
    visit.send_nothing()


@shows("mfa_reauthenticate_webauthn", heading="Is it still you?")
def once_more_by_passkey(visit):
    visit.sign_in(with_a_passkey(visit).user)
    visit.go("mfa_reauthenticate_webauthn")


@shows("mfa_activate_totp", heading="Activate Authenticator App")
def set_up_an_app(visit):
    sign_in_by_code(visit, somebody())
    visit.go("mfa_activate_totp")


@shows("mfa_activate_totp", ERROR, heading="Activate Authenticator App")
def set_up_an_app_with_a_wrong_code(visit):
    set_up_an_app(visit)
    visit.send_nothing()


@shows("mfa_add_webauthn", heading="Add Security Key", without={"error": "the browser refuses"})
def add_a_passkey(visit):
    sign_in_by_code(visit, somebody())
    visit.go("mfa_add_webauthn")


@shows("second-proof", heading="A second proof that it is you")
def second_proof_of_a_team(visit):
    """Somebody of the team who has typed in the code from the mail, and goes to work."""
    with visit.world.oak.within:
        user = Staff.objects.select_related("user")[0].user
    visit.take_over(by_mail_alone(user))
    visit.go("tenants:overview", cooperative="oak")


def with_an_app_just_now(visit):
    user = somebody()
    sign_in_by_code(visit, user)
    return with_an_app(user)


@shows("mfa_deactivate_totp", heading="Deactivate Authenticator App")
def turn_an_app_off(visit):
    to(visit, "mfa_deactivate_totp", with_an_app_just_now(visit))


@shows("mfa_view_recovery_codes", heading="Recovery Codes")
def recovery_codes(visit):
    app = with_an_app_just_now(visit)
    RecoveryCodes.activate(app.instance.user)
    to(visit, "mfa_view_recovery_codes", app)


@shows("mfa_generate_recovery_codes", heading="Recovery Codes")
def new_recovery_codes(visit):
    to(visit, "mfa_generate_recovery_codes", with_an_app_just_now(visit))


@shows("mfa_list_webauthn", heading="Passkeys", rows=1)
def passkeys(visit):
    with_a_passkey(visit)
    visit.go("mfa_list_webauthn")


@shows("mfa_list_webauthn", EMPTY, heading="Passkeys", rows=0)
def no_passkeys(visit):
    sign_in_by_code(visit, somebody())
    visit.go("mfa_list_webauthn")


@shows("mfa_remove_webauthn", heading="Remove Security Key")
def remove_a_passkey(visit):
    to(visit, "mfa_remove_webauthn", pk=with_a_passkey(visit).pk)


@shows("mfa_edit_webauthn", heading="Edit Security Key")
def name_a_passkey(visit):
    to(visit, "mfa_edit_webauthn", pk=with_a_passkey(visit).pk)


@shows("mfa_edit_webauthn", ERROR, heading="Edit Security Key")
def name_a_passkey_with_nothing(visit):
    name_a_passkey(visit)
    visit.page.get_by_label("Name").fill("")
    visit.send_nothing()
