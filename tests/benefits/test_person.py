"""Somebody asks what is known of them, and to be forgotten: across co-ops, tables and files."""

from __future__ import annotations

import zipfile
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone

from coopportal.services import consultation, interest
from tenants import outbox
from tenants.audit.reading import read_chain
from tenants.facts import CooperativeOpened
from tenants.models import (
    Comment,
    Event,
    Import,
    ImportLine,
    Interest,
    Member,
    Membership,
    SavedFilter,
    User,
)
from tenants.services import auditing, members
from tests.benefits.traces import CANARY, MAIL, found_in_tables, lived, with_others
from tests.credentials.members import tell
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def oak():
    made = office()
    tell(made.coop, CooperativeOpened(str(made.coop.pk)))
    outbox.drain()
    return made


def person(*words):
    out = StringIO()
    call_command("person", *words, stdout=out)
    return out.getvalue()


def everywhere(oak):
    """With traces beside the register too: a file that brought them, a search that was kept, what is the portal's."""
    membership = lived(oak)
    with oak.within:
        row = Member.objects.get(pk=membership.member_id)
        with_others(oak, membership, row)
        brought = Import.objects.create(name="old.csv", created_by=oak.steward)
        ImportLine.objects.create(
            brought=brought, number=1, cells=[CANARY, MAIL], values={"name": CANARY}, member=row
        )
        SavedFilter.objects.create(name="Her", query=f"q={CANARY}&sort=name", by=oak.steward)
        SavedFilter.objects.create(name="Good", query="standing=good", by=oak.steward)
    interest.register_interest(email=MAIL, name=CANARY, kind=Interest.Kind.PERSON, country="DE")
    consultation.write_comment(email=MAIL, text=f"{CANARY} says.", name=CANARY)
    return membership


def left(oak, membership):
    with oak.within:
        Membership.objects.filter(pk=membership.pk).update(
            standing="ended", ended_at=timezone.now(), ends_on=timezone.localdate()
        )


def test_the_file_holds_what_is_known_and_nothing_that_opens_anything(oak, tmp_path):
    everywhere(oak)
    place = tmp_path / "all.zip"

    assert "person_rows=" in person(MAIL.upper(), "--export", str(place))

    with zipfile.ZipFile(place) as archive:
        names = {name.partition("/")[2] for name in archive.namelist()}
        text = "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    assert names >= {
        "user.json",
        "interest.json",
        "comment.json",
        "member.json",
        "membership.json",
        "application.json",
        "applicationmessage.json",
        "applicationnote.json",
        "holder.json",
        "letter.json",
        "addressmark.json",
        "importline.json",
        "incident.json",
        "disclosure.json",
        "credential.json",
        "due.json",
        "moneyentry.json",
        "paperrecord.json",
        "registerentry.json",
        "membertag.json",
        "event.json",
        "photo.jpg",
    }
    assert CANARY in text
    assert "argon2" not in text
    assert place.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="Nothing is known"):
        person("nobody@example.org", "--export", str(tmp_path / "none.zip"))
    assert not (tmp_path / "none.zip").exists()


def test_who_is_a_member_or_left_lately_is_told_what_stays_and_why(oak):
    membership = everywhere(oak)

    said = person(MAIL, "--erase")
    assert "kept by law while the membership runs" in said
    assert not Interest.objects.exists()
    assert not Comment.objects.exists()

    left(oak, membership)
    said = person(MAIL, "--erase")
    assert "are kept until 31 December" in said
    assert "tenants.Member" in found_in_tables()


def test_nothing_is_left_in_any_table_and_the_log_is_whole(oak):
    membership = everywhere(oak)
    with oak.within:
        steward = oak.steward
        members.restore_membership(Membership.objects.get(pk=membership.pk), by=steward)
    left(oak, membership)
    outbox.drain()
    assert found_in_tables() >= {
        "tenants.ImportLine",
        "tenants.SavedFilter",
        "tenants.Interest",
        "tenants.Comment",
        "tenants.User",
        "credentials.Credential",
    }

    said = person(MAIL, "--erase", "--now")
    outbox.drain()

    assert "is anonymised, with cards" in said
    assert "books are kept" in said
    assert found_in_tables() == set()
    assert not User.objects.filter(email=MAIL).exists()
    with oak.within:
        assert SavedFilter.objects.get().name == "Good"
        assert Event.objects.filter(name="MemberForgotten").exists()
        while auditing.extend_chain():
            continue
        assert read_chain().whole
