"""Whom a federation accredits, for everybody: the list, a long one, and its history."""

from __future__ import annotations

from django.utils import timezone

from credentials.models import TrustListVersion
from tenants import outbox
from tests.look.pages.credentials_accreditation import arranged, go
from tests.look.registry import EMPTY, no_page, shows

no_page("JSON", "credentials:trust-list-document", "credentials:trust-list-part")
no_page("JSON", "credentials:trust-list-version")


TRUST_LIST = "Trust list of Commons Federation"


@shows("credentials:trust-list", heading=TRUST_LIST, rows=1)
def trust_list(visit):
    made = arranged()
    made.accredited()
    outbox.drain()
    go(visit, "trust-list", made.body)


@shows("credentials:trust-list", EMPTY, heading=TRUST_LIST, rows=0)
def empty_trust_list(visit):
    go(visit, "trust-list", arranged().body)


def listing(made, count):
    """So many more co-ops on the list, none of this portal."""
    made.accredited()
    outbox.drain()
    with made.body.within:
        version = TrustListVersion.objects.get()
        [known] = version.entries
        version.entries = [
            {**known, "did": f"did:web:far.example:c:{n}", "name": f"Far Reach {n:02} Limited"}
            for n in range(count)
        ]
        version.save()


@shows("credentials:trust-list", "long", heading=TRUST_LIST, rows=25)
def long_trust_list(visit):
    made = arranged()
    listing(made, 60)
    go(visit, "trust-list", made.body)


def full(made):
    listing(made, 3)
    with made.body.within:
        TrustListVersion.objects.update(full_at=timezone.now())


@shows("credentials:trust-list", "full", heading=TRUST_LIST, rows=3)
def full_trust_list(visit):
    made = arranged()
    full(made)
    go(visit, "trust-list", made.body)


@shows("credentials:accreditations", "full list", heading="Accreditations", rows=0)
def accreditations_of_a_full_list(visit):
    made = arranged()
    full(made)
    visit.sign_in(made.body.owner.user)
    go(visit, "accreditations", made.body)


@shows("credentials:trust-list", "nobody of that name", heading=TRUST_LIST, rows=0)
def unknown_on_trust_list(visit):
    made = arranged()
    listing(made, 60)
    visit.go(f"/c/{made.body.coop.slug}/trust-list/?q=heron")


@shows("credentials:trust-list-history", heading="History of the trust list", rows=2)
def trust_list_history(visit):
    made = arranged()
    row = made.accredited()
    outbox.drain()
    made.suspend(row)
    outbox.drain()
    go(visit, "trust-list-history", made.body)


@shows("credentials:trust-list-history", EMPTY, heading="History of the trust list", rows=0)
def empty_trust_list_history(visit):
    go(visit, "trust-list-history", arranged().body)
