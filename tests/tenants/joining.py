"""Applicants: what they type, and what their mailbox holds."""

from __future__ import annotations

import re

from tenants import outbox
from tenants.models import Bylaws, Cooperative, MembershipClass
from tenants.services import applying

AMARA = {
    "name": "Amara Okonkwo-Lindqvist",
    "email": "Amara@example.org",
    "phone": "01234 567890",
    "postcode": "GV1 2AB",
    "message": "Wombat-canary: visit https://spam.example",
}


def bylaws(text="One member, one vote.", version=1):
    return Bylaws.objects.create(version=version, title="Our rules", text=text)


def draft(**answers):
    """A draft with every answer, not yet asked to confirm."""
    row, _token = applying.start_application(language="en")
    values = {"membership_class": MembershipClass.objects.filter(visiting=False)[0], **AMARA}
    values = {**values, "bylaws": Bylaws.objects.first(), "share_name": True, **answers}
    return applying.save_answers(row, **values)


def asked(**answers):
    """A draft whose code is in the mailbox."""
    row = applying.send_confirmation(draft(**answers))
    outbox.drain()
    return row


def code_in(mail):
    found = re.search(r"^(\d{6})$", mail.body, re.MULTILINE)
    return found and found[1]


def link_in(mail):
    return re.search(r"http://localhost:8000(/a/\S+/)", mail.body)[1]


def applied(mailoutbox, **answers):
    """Sent, with the code from the mail."""
    row = asked(**answers)
    sent = applying.confirm_application(row, code_in(mailoutbox[-1]))
    outbox.drain()
    return sent


def of_class(**values):
    values = {"kind": MembershipClass.Kind.CONSUMER, "name": "Consumer", **values}
    return MembershipClass.objects.create(**values)


def suspend(coop):
    Cooperative.objects.filter(pk=coop.pk).update(state=Cooperative.State.SUSPENDED)
