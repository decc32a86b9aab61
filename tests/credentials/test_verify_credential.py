from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from tests.credentials.members import carded, suspend

pytestmark = pytest.mark.django_db(transaction=True)


def verify(path, out=None):
    call_command("verify_credential", str(path), stdout=out or io.StringIO())


def test_a_card_file_is_verified_check_by_check(oak, tmp_path):
    _membership, card = carded(oak)
    file = tmp_path / "card.json"
    file.write_text(card.document)
    out = io.StringIO()
    verify(file, out)

    assert "yes  signature" in out.getvalue()
    assert f"good standing, from {oak.did}" in out.getvalue()


def test_a_card_that_does_not_count_ends_with_an_error(oak, tmp_path):
    membership, card = carded(oak)
    file = tmp_path / "card.json"
    file.write_text(card.document.replace("Amara", "Mallory"))
    with pytest.raises(CommandError, match="Not everything passed"):
        verify(file)

    suspend(membership)
    file.write_text(card.document)
    out = io.StringIO()
    with pytest.raises(CommandError):
        verify(file, out)
    assert "NO  suspension" in out.getvalue()


def test_what_is_no_credential_is_said_in_a_sentence(tmp_path):
    (tmp_path / "letter.pdf").write_bytes(b"%PDF\xff")
    for name in ("letter.pdf", "nothing.json"):
        with pytest.raises(CommandError, match="no credential in this file"):
            verify(tmp_path / name)
