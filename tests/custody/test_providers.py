from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from credentials.custody import provider
from credentials.custody.wrapping import name_of
from credentials.errors import KeyEncryptionKeyError, KeyMadeElsewhereError
from tests.architecture.tree import ROOT
from tests.custody import contract, hsm
from tests.custody.far import FarKeys


def test_a_folder_holds_the_contract(settings, tmp_path):
    settings.KEYS_FOLDER = tmp_path / "keys"

    contract.hold(provider())


def test_a_class_of_ones_own_holds_the_contract(settings, monkeypatch):
    settings.KEK_PROVIDER = "tests.custody.far.FarKeys"
    monkeypatch.setattr(FarKeys, "kept", {})

    assert isinstance(provider(), FarKeys)
    contract.hold(provider())


def test_the_environment_holds_the_contract(settings, monkeypatch, tmp_path):
    settings.KEK_PROVIDER = "environment"
    old, new = secrets.token_bytes(32), secrets.token_bytes(32)
    (tmp_path / "kek").write_text(base64.b64encode(new).decode() + "\n", encoding="ascii")
    monkeypatch.setenv("KEK_FILE", str(tmp_path / "kek"))
    monkeypatch.setenv("KEK_OLD", old.hex())

    assert list(provider().names()) == [name_of(old), name_of(new)]
    contract.hold(provider(), makes=False)


def test_nothing_in_the_environment_is_no_key(settings, monkeypatch):
    settings.KEK_PROVIDER = "environment"
    for name in ("KEK", "KEK_FILE", "KEK_OLD", "KEK_OLD_FILE"):
        monkeypatch.delenv(name, raising=False)

    assert list(provider().names()) == []
    with pytest.raises(KeyMadeElsewhereError, match="given to it from outside"):
        provider().make(first=True)


@pytest.mark.parametrize(
    "told", ["short", "00" * 31, "z" * 64, "é" * 40, base64.b64encode(b"x" * 33).decode()]
)
def test_what_is_no_key_in_the_environment_is_refused(settings, monkeypatch, told):
    settings.KEK_PROVIDER = "environment"
    monkeypatch.setenv("KEK", told)

    with pytest.raises(KeyEncryptionKeyError):
        provider().names()


def test_a_secret_file_that_is_away_is_refused(settings, monkeypatch, tmp_path):
    settings.KEK_PROVIDER = "environment"
    monkeypatch.setenv("KEK_FILE", str(tmp_path / "nowhere"))

    with pytest.raises(KeyEncryptionKeyError):
        provider().names()


def test_a_provider_that_is_none_is_named(settings):
    settings.KEK_PROVIDER = "vault.Client"

    with pytest.raises(ImproperlyConfigured, match="KEK_PROVIDER must be"):
        provider()


@hsm.needs_softhsm
def test_a_token_holds_the_contract(tmp_path):
    """In a process of its own: a library of PKCS#11 reads its settings once."""
    told = in_a_process(
        tmp_path, "contract.hold(provider())\nprint(json.dumps(len(provider().names())))"
    )

    assert told == 1


@hsm.needs_softhsm
def test_a_token_shows_no_key_and_refuses_a_wrong_pin(tmp_path):
    told = in_a_process(
        tmp_path,
        """
name = provider().make()
import pkcs11
from pkcs11 import Attribute
with token._session() as session:
    key = token._key(session, name)
    try:
        shown = key[Attribute.VALUE].hex()
    except pkcs11.PKCS11Error:
        shown = ""
os.environ.pop("KEK_PKCS11_PIN_FILE")
os.environ["KEK_PKCS11_PIN"] = "wrong"
try:
    provider().names()
    opened = True
except KeyEncryptionKeyError:
    opened = False
print(json.dumps([shown, opened]))
""",
    )

    assert told == ["", False]


@hsm.needs_softhsm
def test_a_forked_process_uses_the_token_anew(tmp_path):
    """The worker's children are forked from a process that has asked the token at its start."""
    told = in_a_process(
        tmp_path,
        """
name = provider().make()
sealed = provider().wrap(name, b"secret", b"about")
child = os.fork()
if child == 0:
    good = provider().unwrap(name, sealed, b"about") == b"secret"
    os._exit(0 if good else 1)
_, status = os.waitpid(child, 0)
print(json.dumps([status, provider().unwrap(name, sealed, b"about").decode()]))
""",
    )

    assert told == [0, "secret"]


START = """
import json, os
import django
django.setup()
from credentials.custody import provider, token
from credentials.errors import KeyEncryptionKeyError
from tests.custody import contract
"""


def in_a_process(tmp_path, source):
    environment = (
        os.environ
        | hsm.lay_token(tmp_path)
        | {"DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "coopportal.settings"}
    )
    done = subprocess.run(
        [sys.executable, "-c", START + source],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
