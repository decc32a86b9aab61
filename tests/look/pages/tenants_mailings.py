"""What a co-op writes to many, and what members choose of it."""

from __future__ import annotations

from django.utils import timezone

from tenants import outbox
from tenants.models import Cooperative, Member, Seat, User
from tenants.services import mailings
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("a mailing, in a frame of its page", "tenants:mailing-looks")
no_page(
    "POST only, leads back to the mailing",
    "tenants:mailing-test",
    "tenants:mailing-send",
    "tenants:mailing-stop",
    "tenants:mailing-delete",
)

NEWS = {
    "subject": "The roof is done",
    "text": "Dear {name},\n\nthe roof is done. Pictures: https://oak.example.org/roof\n\nSee you there.",
    "language": "en",
}
HAS_TO = "The bylaws ask for four weeks' notice of a general meeting."


def mailed(visit, **values):
    """A member who gets it, one who wants none, one without an address."""
    oak = at_office(visit)
    oak.joined("Amara Okonkwo-Lindqvist", "amara@example.org")
    off = oak.joined("Bea Lind", "bea@example.org")
    none = oak.joined("محمد العربي", "m@example.org")
    with oak.within:
        Member.objects.filter(pk=off.member.pk).update(mailings_off_at=timezone.now())
        Member.objects.filter(pk=none.member.pk).update(email="", email_key="")
        return oak, mailings.save_draft(None, by=oak.steward, **{**NEWS, **values})


@shows("tenants:mailings", heading="Mailings", rows=1)
def mailing_list(visit):
    oak, _row = mailed(visit)
    go(visit, oak, "mailings")


@shows("tenants:mailings", EMPTY, heading="Mailings", rows=0)
def no_mailings(visit):
    go(visit, at_office(visit), "mailings")


@shows("tenants:mailing-new", heading="Write a mailing")
def mailing_new(visit):
    oak = at_office(visit)
    Cooperative.objects.filter(pk=oak.coop.pk).update(languages=["en", "de"])
    go(visit, oak, "mailing-new")


@shows("tenants:mailing-new", ERROR, heading="Write a mailing")
def mailing_new_without_a_reason(visit):
    go(visit, at_office(visit), "mailing-new")
    visit.page.get_by_label("Subject").fill("General meeting")
    visit.page.get_by_label("The co-op has to send this").check()
    visit.press("Continue")


@shows("tenants:mailing-change", heading="Write a mailing")
def mailing_change(visit):
    oak, row = mailed(visit)
    go(visit, oak, "mailing-change", code=row.code)


@shows("tenants:mailing-change", ERROR, heading="Write a mailing")
def mailing_change_to_nothing(visit):
    mailing_change(visit)
    visit.page.get_by_label("Text").fill("")
    visit.press("Continue")


@shows("tenants:mailing", heading="The roof is done")
def mailing(visit):
    oak, row = mailed(visit)
    go(visit, oak, "mailing", code=row.code)


@shows("tenants:mailing", "sent", heading="General meeting")
def mailing_sent(visit):
    oak, row = mailed(visit, subject="General meeting", required=True, reason=HAS_TO)
    with oak.within:
        mailings.start(row, Member.objects.exclude(email=""), by=oak.steward)
    outbox.drain()
    go(visit, oak, "mailing", code=row.code)


def by_link(visit, **values):
    oak, _row = mailed(visit)
    with oak.within:
        Member.objects.filter(name="Amara Okonkwo-Lindqvist").update(**values)
        member = Member.objects.get(name="Amara Okonkwo-Lindqvist")
        mailings.open_links([member])
    visit.go("tenants:unsubscribe", token=mailings.token_of(member.code))


@shows(
    "tenants:unsubscribe",
    heading="No further letters to all?",
    without={"error": "nothing is typed there"},
)
def unsubscribe(visit):
    by_link(visit)


@shows("tenants:unsubscribe", "done", heading="You get no further letters to all")
def unsubscribed(visit):
    by_link(visit, mailings_off_at=timezone.now())


@shows(
    "tenants:my-letters",
    heading="What you get by email",
    without={"error": "nothing is typed there"},
)
def choices(visit):
    oak = at_office(visit)
    held = oak.joined("Amara Okonkwo-Lindqvist", "amara@example.org")
    user = User.objects.create(email="amara@example.org", name="Amara Okonkwo-Lindqvist")
    Seat.objects.create(user=user, cooperative=oak.coop, kind=Seat.Kind.MEMBER)
    with oak.within:
        Member.objects.filter(pk=held.member.pk).update(user=user)
    visit.sign_in(user)
    visit.go("tenants:my-letters")


@shows("tenants:my-letters", EMPTY, heading="What you get by email")
def choices_of_nobody(visit):
    oak = at_office(visit)
    visit.sign_in(oak.steward.user)
    visit.go("tenants:my-letters")
