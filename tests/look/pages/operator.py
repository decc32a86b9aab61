"""The operator: setting a portal up in three steps, the co-ops at a glance, opening another one."""

from __future__ import annotations

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from coopportal.services import setup
from tenants.models import Installation, User
from tests import build
from tests.look.registry import EMPTY, ERROR, shows

BEGIN = "Set up this portal"
FIRST = "The first co-op"
SENDER = "The address that letters come from"
ARRIVED = "Did the mail arrive?"


def operator(visit):
    user = User.objects.create_superuser("olwen@example.org", name="Olwen Price")
    visit.sign_in(user)


@shows("network", heading="Network", rows=2)
def network(visit):
    build.cooperative("oak", name="Oak Street Food Co-op", sector="food")
    build.cooperative("elm", name="Elm Lane", sector="tools")
    operator(visit)
    visit.go("network")


@shows("network", EMPTY, heading="Network", rows=0)
def network_without_cooperatives(visit):
    operator(visit)
    visit.go("network")


@shows("network", "without a match", heading="Network", rows=0)
def network_without_a_match(visit):
    build.cooperative("oak")
    operator(visit)
    visit.go("/network/?q=nowhere")


@shows("network-open", heading="Open a co-op")
def opening(visit):
    operator(visit)
    visit.go("network-open")


@shows("network-open", ERROR, heading="Open a co-op")
def opening_nothing(visit):
    opening(visit)
    visit.send_nothing()


@shows("setup", heading=BEGIN)
def begin(visit):
    visit.go("setup", token=setup.renew_link())


@shows("setup", ERROR, heading=BEGIN)
def begin_without_a_name(visit):
    begin(visit)
    visit.send_nothing()


def up_to_proof():
    token = setup.renew_link()
    return token, setup.register_operator(name="Olwen Price", email="olwen@example.org")


@shows("setup", "come back", heading="Go on setting up")
def come_back(visit):
    token, _user = up_to_proof()
    visit.go("setup", token=token)


@shows("setup", "proof", heading="A second proof that it is you")
def proof(visit):
    token, user = up_to_proof()
    visit.sign_in(user)
    visit.go("setup", token=token)


def up_to_mail(visit):
    token, user = up_to_proof()
    TOTP.activate(user, generate_totp_secret())
    visit.sign_in(user)
    return token


@shows("setup", "mail", heading=SENDER)
def mail(visit):
    visit.go("setup", token=up_to_mail(visit))


@shows("setup", "mail with a mistake", heading=SENDER, status=422)
def mail_without_an_address(visit):
    mail(visit)
    for box in visit.page.locator("main input:not([type=hidden])").all():
        box.fill("")
    visit.send_nothing()


@shows("setup", "code", heading=ARRIVED)
def code(visit):
    mail(visit)
    visit.press("Send the test mail")


@shows("setup", "code with a mistake", heading=ARRIVED, status=422)
def wrong_code(visit):
    code(visit)
    visit.page.locator("main input[name=code]").fill("000000")
    visit.press("Continue")


@shows("setup", "co-op", heading=FIRST)
def first_cooperative(visit):
    token = up_to_mail(visit)
    Installation.objects.update(mail_checked_at=timezone.now())
    visit.go("setup", token=token)


@shows("setup", "co-op with a mistake", heading=FIRST, status=422)
def first_cooperative_without_a_name(visit):
    first_cooperative(visit)
    visit.send_nothing()
