"""Every owner hears that a key was declared compromised: by whom, and what follows."""

from __future__ import annotations

import pytest
from django.core import mail

from credentials.models import IssuingProgram, ProgramCredential, SigningKey
from credentials.services.compromise import declare_compromised
from tenants import outbox, scope
from tenants.models import Letter, Staff
from tests.credentials import programs
from tests.credentials.members import carded
from tests.credentials.test_compromise import key_of

pytestmark = pytest.mark.django_db(transaction=True)


def seated(email, *roles, **more):
    from tenants.services import people  # noqa: PLC0415 -- once Django is set up

    user = people.enter_person(email, name=email.partition("@")[0].title(), confirmed=True)
    return Staff.objects.create(user=user, roles=list(roles), **more)


def told():
    return {
        each.to[0]: each.body for each in mail.outbox if "was declared compromised" in each.subject
    }


def test_each_owner_is_told_by_whom_and_what_follows(oak):
    carded(oak, email="amara@example.org")
    programs.token_of(oak, programs.owner_of(oak))
    key = key_of(oak)
    with scope.within(oak.pk):
        by = seated("ada@oak.example.org", "owner")
        seated("ben@oak.example.org", "owner", "desk")
        seated("cleo@oak.example.org", "membership")
        program = IssuingProgram.objects.get()
        for state in ("good", "suspended", "revoked"):
            ProgramCredential.objects.create(
                program=program, signing_key=key, digest=state, state=state
            )
        owners = {
            each.user.email
            for each in Staff.objects.filter(removed_at=None)
            if "owner" in each.roles
        }
        declare_compromised(key.code, by=by)
    outbox.drain()
    outbox.drain()

    found = told()
    assert set(found) == owners >= {"ada@oak.example.org", "ben@oak.example.org"}
    text = " ".join(found["ben@oak.example.org"].split())
    assert "Ada (ada@oak.example.org) declared it on" in text
    assert "1 card is signed anew" in text
    assert "2 credentials that programs had signed stop counting" in text
    assert f"/c/{oak.slug}/staff/keys/" in text


def test_a_command_is_whoever_runs_the_portal_and_nobody_is_told_twice(oak):
    with scope.within(oak.pk):
        seated("ada@oak.example.org", "owner")
        declare_compromised(SigningKey.objects.get().code, by=None)
    outbox.drain()
    outbox.drain()

    text = " ".join(told()["ada@oak.example.org"].split())
    assert "Whoever runs the portal declared it on" in text
    assert "of programs" not in text
    with scope.within(oak.pk):
        letters = Letter.objects.filter(kind="key_compromised")
        assert letters.count() == letters.values("to").distinct().count()
