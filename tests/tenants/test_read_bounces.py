"""The command that reads reports: from folders, files, standard input and a mailbox over IMAP."""

from __future__ import annotations

import io
import mailbox
import subprocess

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tenants.models import Letter
from tests.support.imap import Mailbox
from tests.tenants.office import office
from tests.tenants.test_bounces import fresh, sample, suspended

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    return office()


def read(*arguments):
    said = io.StringIO()
    call_command("read_bounces", *arguments, stdout=said)
    return said.getvalue().strip()


def test_the_command_reads_folders_files_and_standard_input(oak, tmp_path, monkeypatch):
    rows = [suspended(oak, f"Member {name}", f"{name}@example.org") for name in "abc"]
    box = mailbox.Maildir(tmp_path / "mails")
    box.add(sample("postfix_gone", rows[0]))
    box.add(sample("out_of_office", rows[0]))
    assert (
        read("--maildir", str(tmp_path / "mails"))
        == "2 read: 1 letters came back, 1 are no reports."
    )
    assert read("--maildir", str(tmp_path / "mails")) == "0 read: nothing new."
    mbox = mailbox.mbox(tmp_path / "mbox")
    mbox.add(sample("qmail_gone", rows[1]))
    mbox.add(sample("qmail_gone", rows[0]))
    mbox.close()
    assert (
        read("--mbox", str(tmp_path / "mbox"))
        == "2 read: 1 letters came back, 1 were known already."
    )

    class Pipe:
        buffer = io.BytesIO(sample("exim_gone", rows[2]))

    monkeypatch.setattr("sys.stdin", Pipe)
    assert read() == "1 read: 1 letters came back."
    with oak.within:
        assert Letter.objects.filter(state="bounced").count() == 3
    for wrong in (("--maildir", "/nowhere"), ("--mbox", "/nowhere"), ("--imap", "imap://a@b/")):
        with pytest.raises(CommandError):
            read(*wrong)


def test_the_command_reads_a_mailbox_over_imap(oak, tmp_path, settings):
    row = suspended(oak)
    certificate = self_signed(tmp_path)
    settings.BOUNCES_PASSWORD, settings.BOUNCES_AUTHORITY = "secret", str(certificate)
    with Mailbox([sample("exchange_gone", row), b"Subject: hello\n\nHi"], certificate) as box:
        place = f"imaps://portal@localhost:{box.port}/Reports"
        assert read("--imap", place) == "2 read: 1 letters came back, 1 are no reports."
        assert box.seen == {1, 2}
        assert read("--imap", place) == "0 read: nothing new."
        settings.BOUNCES_PASSWORD = "wrong"
        with pytest.raises(CommandError):
            read("--imap", place)
        settings.BOUNCES_AUTHORITY = ""
        with pytest.raises(CommandError, match="certificate"):
            read("--imap", place)
    assert fresh(oak, row).state == Letter.State.BOUNCED


def self_signed(folder):
    """Key and certificate of localhost in one file."""
    path = folder / "imap.pem"
    options = ["-keyout", str(folder / "k"), "-out", str(folder / "c"), "-subj", "/CN=localhost"]
    options += ["-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *options],
        check=True,
        capture_output=True,
    )
    path.write_text((folder / "k").read_text() + (folder / "c").read_text())
    return path
