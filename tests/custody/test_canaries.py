"""No page, log, dump or object shows a private key, a co-op's key or the portal's, however it is spelled."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import io
import json
import logging
import pickle
import pprint
import secrets
import traceback
import zipfile
import zlib
from email.message import EmailMessage
from uuid import uuid4

import pytest
from django.core import serializers
from django.core.management import call_command
from django.forms.models import model_to_dict
from django.test import Client
from django.urls import reverse

from credentials import keystore
from credentials.custody import folder, wrapping
from credentials.custody.environment import EnvironmentKeys
from credentials.custody.remote import RemoteSigner
from credentials.models import CooperativeKey, KeyEncryptionKey, SigningKey
from tenants import scope
from tests.credentials import programs
from tests.credentials.test_keystore import secrets_of
from tests.custody import canaries, unpacking

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_scan_finds_what_it_looks_for():
    """Each spelling, within other bytes; and nothing in bytes of somebody else."""
    secret, other = secrets.token_bytes(32), secrets.token_bytes(32)
    found = canaries.spellings(secret)

    assert len(found) >= 12
    for name, text in found.items():
        assert f"here: {name}" in canaries.hits([secret], "here", b"x" * 7 + text + b"y" * 5)
        assert canaries.hits([other], "here", b"x" * 7 + text + b"y" * 5) == []


@pytest.mark.parametrize("before", range(6))
def test_base64_is_found_wherever_it_begins(before):
    secret = secrets.token_bytes(32)
    within = base64.b64encode(b"z" * before + secret + b"zz")

    assert canaries.hits([secret], "here", within)


@pytest.mark.parametrize("name", canaries.spellings(b"k" * 32))
def test_a_spelling_is_found_wherever_it_begins(name):
    """Most of what is looked through is told apart by pieces of eight bytes."""
    secret = secrets.token_bytes(32)
    text = canaries.spellings(secret)[name]

    for before in range(canaries.STRIDE):
        assert canaries.hits([secret], "here", b"x" * before + text + b"yy")


def zipped(content):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("within.json", content)
    return kept.getvalue()


PACKED = {
    "zip": zipped,
    "gzip": gzip.compress,
    "a file of the cache": lambda content: pickle.dumps(1.0) + zlib.compress(pickle.dumps(content)),
    "base64": lambda content: b'{"body": "' + base64.b64encode(content) + b'"}',
    "base64 behind a letter": lambda content: b"n" + base64.urlsafe_b64encode(content).rstrip(b"="),
    "hex": lambda content: b"\\x" + content.hex().encode(),
    "escapes": lambda content: repr(content).encode(),
    "a message in a dump": lambda content: base64.b64encode(zlib.compress(content)).hex().encode(),
}


@pytest.mark.parametrize("how", PACKED)
def test_a_key_is_found_in_what_is_packed(how):
    secret = secrets.token_bytes(32)
    within = b"much else " * 9 + secret + b" and more" * 9
    packed = PACKED[how](within)

    assert "here: raw" not in canaries.hits([secret], "here", packed)
    assert "here: raw" in canaries.hits([secret], "here", unpacking.whole(packed))


def test_a_key_is_found_in_an_attachment():
    secret = secrets.token_bytes(32)
    mail = EmailMessage()
    mail.set_content("See what is attached.")
    mail.add_attachment(b"z" * 50 + secret, "application", "octet-stream")

    assert canaries.hits([secret], "mail", mail.as_bytes()) == []
    assert canaries.hits([secret], "mail", unpacking.of_mail(mail.as_bytes()))


def test_no_object_shows_a_key(oak, settings, monkeypatch):
    monkeypatch.setenv("KEK", "ab" * 32)
    with scope.within(oak.pk):
        row = SigningKey.objects.defer(None).get()
        wrapping_row = CooperativeKey.objects.defer(None).get()
        signer = keystore.signer_of(row)
        fresh = keystore.new_signing_key(wrapping_row, did=oak.did)
        made = keystore.new_cooperative_key(oak.pk, version=9)
    remote = RemoteSigner(oak.pk, uuid4(), row.kid)
    objects = [
        signer,
        fresh,
        made,
        row,
        wrapping_row,
        remote,
        folder.FolderKeys(),
        EnvironmentKeys(),
    ]
    objects += list(KeyEncryptionKey.objects.all())
    told = [
        show(each)
        for each in objects
        for show in (repr, str, pprint.pformat, lambda one: str(dir(one)))
    ]
    told += [str(getattr(each, "__dict__", "")) for each in objects]
    told += [str(dataclasses.asdict(each)) for each in (fresh, made, remote)]
    told += [str(model_to_dict(each)) for each in (row, wrapping_row)]
    told.append(serializers.serialize("json", [row, wrapping_row]))
    content = "\n".join(told).encode() + b"".join(map(pickled, objects))

    assert canaries.hits([*secrets_of(oak), bytes.fromhex("ab" * 32)], "objects", content) == []
    with pytest.raises(TypeError):
        pickle.dumps(signer)


def pickled(each):
    try:
        return pickle.dumps(each)
    except (TypeError, AttributeError):
        return b""


@pytest.mark.parametrize("debug", [True, False], ids=["DEBUG", "no DEBUG"])
@pytest.mark.parametrize("where", ["decrypt", "encrypt"])
def test_no_error_page_and_no_log_shows_a_key(oak, settings, monkeypatch, caplog, debug, where):
    """The library breaks while a program asks for a signature, or while a key is made."""
    token = programs.token_of(oak, programs.owner_of(oak))
    expected = secrets_of(oak)
    settings.DEBUG = debug
    caplog.set_level(logging.DEBUG)

    def broken(self, nonce, data, about):
        raise RuntimeError(f"The library broke in {where}.")

    monkeypatch.setattr(wrapping.AESGCM, where, broken)
    if where == "decrypt":
        told = asked(oak, token)
    else:
        with scope.within(oak.pk), pytest.raises(RuntimeError) as caught:
            keystore.new_signing_key(CooperativeKey.objects.get(), did=oak.did)
        told = "".join(traceback.format_exception(caught.value)).encode()
        logging.getLogger("credentials").error("It broke.", exc_info=caught.value)
    log = "\n".join(str(vars(record)) for record in caplog.records) + caplog.text

    assert "The library broke" in log + told.decode()
    assert canaries.hits(expected, "page", told) == []
    assert canaries.hits(expected, "log", log.encode()) == []


def asked(oak, token):
    client = Client(raise_request_exception=False)
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": oak.did,
        "credentialSubject": {"name": "Amara"},
    }
    answer = client.post(
        reverse("credentials:api-issue", kwargs={"cooperative": oak.slug}),
        json.dumps({"credential": credential}),
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 500
    return answer.content


def test_no_dump_shows_a_key(oak, tmp_path):
    out = io.StringIO()
    with scope.within(oak.pk):
        call_command("dumpdata", "credentials", stdout=out)
    rows = json.loads(out.getvalue())

    assert any(
        row["model"] == "credentials.signingkey" and row["fields"]["wrapped"] for row in rows
    )
    assert canaries.hits(secrets_of(oak), "dump", out.getvalue().encode()) == []


def test_no_setting_is_a_key(oak):
    out = io.StringIO()
    call_command("diffsettings", "--all", stdout=out)

    assert canaries.hits(secrets_of(oak), "settings", out.getvalue().encode()) == []
