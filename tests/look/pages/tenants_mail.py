"""What a co-op writes: letters and what became of them, limits."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

from django.test import override_settings
from django.utils import timezone

from tenants import outbound, outbox
from tenants.letter_texts import Words
from tenants.models import AddressMark, Letter
from tenants.services import letter_texts, members
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("POST only, leads to the letter", "tenants:letter-again")
no_page("POST only, leads back to the list", "tenants:address-confirm")
no_page("a letter, in a frame of its page", "tenants:letter-text-looks")
no_page("POST only, leads back to the text", "tenants:letter-text-back")
no_page("answers mail services, by numbers alone", "tenants:mail-events")
KIND = "membership_suspended"


def written(visit):
    """One sent, one refused, one that is tried again, one that waits for its hour."""
    oak = at_office(visit)
    soon = timezone.now() + timedelta(minutes=40)
    fates = (
        {},
        {"state": "failed", "attempts": 1, "error": "550 5.1.1 <bea@example.org>: User unknown"},
        {"state": "waiting", "attempts": 6, "error": "451 4.7.1 Come back later", "due_at": soon},
        {"state": "waiting", "due_at": soon},
    )
    names = ("Amara Okonkwo-Lindqvist", "Bea Lind", "محمد العربي", "José Ñuñez")
    for number, (name, fate) in enumerate(zip(names, fates, strict=True)):
        held = oak.joined(name, f"member{number}@example.org")
        with oak.within:
            members.suspend_membership(held, reason="Dues.", by=oak.steward)
        outbox.drain()
        with oak.within:
            sent = {"sent_at": None} if fate else {"lane": 1}
            Letter.objects.filter(kind=KIND, member=held.member).update(**sent, **fate)
            Letter.objects.exclude(kind=KIND).delete()
    return oak


def one(visit, **found):
    oak = written(visit)
    with oak.within:
        row = Letter.objects.filter(**found).first()
    go(visit, oak, "letter", code=row.code)


@shows("tenants:messages", heading="Messages", rows=4)
def messages(visit):
    go(visit, written(visit), "messages")


@shows("tenants:messages", EMPTY, heading="Messages", rows=0)
def no_messages(visit):
    go(visit, at_office(visit), "messages")


@shows("tenants:messages", "not found", heading="Messages", rows=0)
def messages_not_found(visit):
    oak = at_office(visit)
    visit.go(f"/c/{oak.coop.slug}/staff/messages/?q=nobody")


@shows(
    "tenants:letter", heading="Membership suspended", without={"error": "nothing is typed there"}
)
def letter(visit):
    one(visit, state="sent")


@shows("tenants:letter", "not delivered", heading="Membership suspended")
def letter_not_delivered(visit):
    one(visit, state="failed")


@shows("tenants:letter", "tried again", heading="Membership suspended")
def letter_tried_again(visit):
    one(visit, attempts=6)


@shows("tenants:mail-rules", heading="Mail")
def rules(visit):
    go(visit, at_office(visit, "owner"), "mail-rules")


@shows("tenants:mail-rules", ERROR, heading="Mail")
def rules_too_small(visit):
    rules(visit)
    visit.page.get_by_label("Letters an hour, at most").fill("1")
    visit.press("Save")


def come_back(visit):
    """A mailbox that is gone, with a letter that is held, and one that refused a single letter."""
    oak = at_office(visit)
    gone = oak.joined("Amara Okonkwo-Lindqvist", "amara@example.org")
    oak.joined("Bea Lind", "bea@example.org")
    with oak.within:
        for address, said, final in (
            ("amara@example.org", "550 5.1.1 <amara@example.org>: User unknown", True),
            ("bea@example.org", "552 5.2.2 Mailbox full", False),
        ):
            AddressMark.objects.create(address=address, address_key=address, said=said, gone=final)
        members.suspend_membership(gone, reason="Dues.", by=oak.steward)
        member = gone.member
    outbox.drain()
    return oak, member


@shows("tenants:addresses", heading="Addresses that letters come back from", rows=1)
def addresses(visit):
    oak, _member = come_back(visit)
    go(visit, oak, "addresses")


@shows("tenants:addresses", EMPTY, heading="Addresses that letters come back from", rows=0)
def no_addresses(visit):
    go(visit, at_office(visit), "addresses")


@shows("tenants:messages", "with addresses that are gone", heading="Messages", rows=1)
def messages_of_the_gone(visit):
    oak, _member = come_back(visit)
    visit.go(f"/c/{oak.coop.slug}/staff/messages/?state=held")


@shows("tenants:letter", "held back", heading="Membership suspended")
def letter_held(visit):
    oak, _member = come_back(visit)
    with oak.within:
        row = Letter.objects.get(state="held")
    go(visit, oak, "letter", code=row.code)


@shows("tenants:member", "whose letters came back", heading="Amara Okonkwo-Lindqvist")
def member_whose_letters_came_back(visit):
    oak, member = come_back(visit)
    go(visit, oak, "member", code=member.code)


def reworded(visit):
    oak = at_office(visit)
    with oak.within:
        for subject in ("Until the end of the year", "Goodbye, and thank you"):
            opening = "Dear {name},\n\nyour membership of {coop} ends with {last_day}. Thank you for all you did."
            words = Words(subject, opening, "Warmly,\nBo and the team")
            letter_texts.save_text("membership_ending", "en", words, by=oak.steward)
    return oak


@shows(
    "tenants:letter-texts",
    heading="Texts of letters",
    rows=12,
    without={"empty": "the portal has letters"},
)
def texts(visit):
    go(visit, reworded(visit), "letter-texts")


@shows("tenants:letter-text", heading="Last day of a membership")
def text(visit):
    go(visit, reworded(visit), "letter-text", kind="membership_ending")


@shows("tenants:letter-text", ERROR, heading="Last day of a membership")
def text_that_says_no_day(visit):
    text(visit)
    visit.page.get_by_label("Opening").fill("Dear {name}, goodbye.")
    visit.press("Save")


@shows("tenants:mail-rules", "looked at", heading="Mail")
def rules_with_the_sender(visit):
    """This portal asks nobody outside, and says so of each."""
    oak = at_office(visit, "owner")
    visit.go(f"/c/{oak.coop.slug}/staff/settings/mail/?check=1")


def asked(visit, records):
    """As the name servers would say it; they are the world outside."""
    oak = at_office(visit, "owner")
    keys = override_settings(DKIM_SELECTOR="s1", DKIM_PUBLIC_KEY="MIIBIjANBgkq", SPF_MECHANISM="mx")
    with keys, patch.object(outbound, "texts", lambda label, _domain: records.get(label, [])):
        visit.go(f"/c/{oak.coop.slug}/staff/settings/mail/?check=1")


@shows("tenants:mail-rules", "sender in order", heading="Mail")
def rules_with_a_good_sender(visit):
    records = {
        "": ["v=spf1 mx -all"],
        "s1._domainkey": ["v=DKIM1; k=rsa; p=MIIBIjANBgkq"],
        "_dmarc": ["v=DMARC1; p=quarantine"],
    }
    asked(visit, records)


@shows("tenants:mail-rules", "sender to mend", heading="Mail")
def rules_with_a_wrong_sender(visit):
    """Anybody may write in its name, another key is published, and nobody said what is to be done with forgeries."""
    asked(visit, {"": ["v=spf1 mx +all"], "s1._domainkey": ["v=DKIM1; k=rsa; p=QUFB"]})
