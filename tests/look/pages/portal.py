"""The front door, its promises, the pages of a machine on which the portal is tried out, and refusals."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from coopportal.devmail import FileBackend
from tenants.models import Staff
from tests import build
from tests.look.registry import EMPTY, REFUSAL, no_page, shows

LANDING = "One membership, recognised by many co-ops"
CARDS = "main ul.list-plain > li.card"

no_page("for machines that watch", "healthz", "readyz", "metrics")
no_page("a button that leads back", "language")
no_page("a stylesheet", "brand-stylesheet")
no_page("JSON for whoever checks a card", "credentials:did-document", "credentials:status-list")
no_page("a mail as a mail program shows it, in a frame", "dev-mail-html")
no_page("a file within a mail", "dev-mail-part")


def two_cooperatives():
    build.cooperative("oak", name="Oak Street Food Co-op", place="Millbrook", sector="food")
    build.cooperative("elm", name="Elm Lane", place="Ashford", sector="tools")


@shows("landing", heading=LANDING)
def landing(visit):
    two_cooperatives()
    visit.go("landing")


@shows("landing", EMPTY, heading=LANDING)
def landing_without_cooperatives(visit):
    visit.go("landing")


@shows("directory", heading="Co-ops", rows=2, row=CARDS)
def directory(visit):
    two_cooperatives()
    visit.go("directory")


@shows("directory", EMPTY, heading="Co-ops", rows=0, row=CARDS)
def directory_without_a_match(visit):
    two_cooperatives()
    visit.go("/directory/?q=nowhere")


@shows("accessibility", heading="Accessibility")
def accessibility(visit):
    visit.go("accessibility")


@shows("privacy", heading="Privacy")
def privacy(visit):
    visit.go("privacy")


def a_mail():
    mail = EmailMultiAlternatives(
        "Your sign-in code", "It is 123456. http://localhost/a/", "a@example.org", ["b@example.org"]
    )
    mail.attach_alternative("<html><head></head><body><p>123456</p></body></html>", "text/html")
    assert FileBackend().send_messages([mail]) == 1


def no_mails():
    for kept in settings.DEV_MAIL_FOLDER.glob("*.eml"):
        kept.unlink()


@shows("dev-mails", heading="Mail", rows=1)
def mails(visit):
    no_mails()
    a_mail()
    visit.go("dev-mails")


@shows("dev-mails", EMPTY, heading="Mail", rows=0)
def no_mail_yet(visit):
    no_mails()
    visit.go("dev-mails")


@shows("dev-mail", heading="Your sign-in code")
def mail(visit):
    no_mails()
    a_mail()
    visit.go("dev-mails")
    visit.press("Your sign-in code")


@shows(
    "dev-look",
    heading="Applications",
    without={"error": "components", "empty": "components"},
    rows=8,
)
def showroom(visit):
    visit.go("dev-look")


@shows("dev-look", "with mistakes", heading="Applications")
def showroom_of_errors(visit):
    visit.go("/dev/look/?state=error")


@shows(REFUSAL, "not found", heading="We cannot find this page", status=404)
def not_found(visit):
    visit.go("/nothing-here/")


@shows(REFUSAL, "sent from an old page", heading="This page was out of date", status=403)
def sent_from_an_old_page(visit):
    """Somebody signed in or out in another window meanwhile."""
    visit.go("interest")
    visit.page.context.clear_cookies()
    visit.send_nothing()


@shows(REFUSAL, "no permission", heading="This was not done", status=403)
def no_permission(visit):
    world = visit.world
    visit.sign_in(visit_by(world, Staff.Role.DESK))
    visit.go("benefits:partners", cooperative="elm")


def visit_by(world, role):
    """The login of somebody with this one role at Elm."""
    world.browser(world.elm, role)
    with world.elm.within:
        return Staff.objects.get(roles=[role], user__email__endswith=".net").user
