from __future__ import annotations

import io

import pytest
from django.core.management import call_command

from tenants import outbox, scope
from tenants.models import Membership
from tests.credentials.members import card_of, cards_of, started, verified

pytestmark = pytest.mark.django_db(transaction=True)


def owed(*arguments):
    out = io.StringIO()
    call_command("owed", *arguments, stdout=out)
    return out.getvalue()


def test_what_was_given_up_is_seen_and_tried_again_once_mended(oak, monkeypatch):
    monkeypatch.setattr(outbox, "MOST_ATTEMPTS", 1)
    [membership] = started(oak)
    good = membership.evidence
    with scope.within(oak.pk):
        Membership.objects.update(evidence=[{"method": "heardOf", "date": "2026-01-01"}])
    outbox.drain()
    assert cards_of(membership) == []
    assert "oak: credentials.issue, 1 times: not_membership (1 given up)" in owed()
    outbox.drain()
    assert cards_of(membership) == []

    with scope.within(oak.pk):
        Membership.objects.update(evidence=good)
    assert "1 will be tried again now." in owed("--again")
    outbox.drain()

    assert verified(card_of(membership)).ok
    assert owed() == "Nothing failed.\n"
    assert owed("--again") == "Nothing failed.\n"
