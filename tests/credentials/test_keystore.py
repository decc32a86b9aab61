from __future__ import annotations

import base64
import copy
import io
import json
import logging
import pickle
import stat

import pytest
from django.core import serializers
from django.views.debug import ExceptionReporter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentials import keystore
from credentials.core.encoding import base64url_encode
from credentials.core.keys import PublicKey
from credentials.custody import folder, wrapping
from credentials.errors import KeyEncryptionKeyError, NoSigningKeyError
from credentials.models import CooperativeKey, KeyEncryptionKey, SigningKey
from credentials.services import keys
from tenants import scope
from tests import build
from tests.credentials import scene

pytestmark = pytest.mark.django_db(transaction=True)
RARELY = settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


def key_of(coop):
    with scope.within(coop.pk):
        return SigningKey.objects.defer(None).get()


def sign(coop, row):
    with scope.within(coop.pk):
        return keystore.signer_of(row).sign(b"data")


def secrets_of(coop):
    """The private halves and what wraps them, as the keystore sees them for a moment."""
    with scope.within(coop.pk):
        wrapping, row = CooperativeKey.objects.get(), SigningKey.objects.get()
        dek = keystore._open_cooperative_key(wrapping)
        about = keystore._about_signing_key(coop.pk, row.kid, row.algorithm, wrapping.version)
        seed = keystore._open(dek, "dek-1", bytes(row.wrapped), about)
    return [*folder.FolderKeys()._contents().values(), dek, seed]


def spellings(secret):
    """How bytes are usually written down when they leak."""
    return {
        repr(secret),
        repr(secret)[2:-1],
        secret.hex(),
        secret.hex(" "),
        secret.hex(":"),
        secret.hex().upper(),
        base64.b64encode(secret).decode(),
        base64url_encode(secret),
        base64.b32encode(secret).decode(),
        base64.b85encode(secret).decode(),
        str(list(secret)),
        str(int.from_bytes(secret, "big")),
        secret.decode("latin-1"),
    }


def test_a_signature_made_here_fits_the_published_half(oak):
    row = key_of(oak)

    assert PublicKey.from_multikey(row.public_multikey).verify(sign(oak, row), b"data")
    assert row.kid.startswith(f"{oak.did}#u")
    assert row.uri == f"db:{row.code}"


def test_the_key_file_is_made_once_and_for_its_owner_alone(no_keys):
    scene.opened("oak")
    scene.opened("elm")

    files = list(no_keys.glob("kek-*"))
    assert len(files) == 1
    assert len(files[0].read_bytes()) == 32
    assert stat.S_IMODE(files[0].stat().st_mode) == 0o400
    assert stat.S_IMODE(no_keys.stat().st_mode) == 0o700


def test_no_key_file_is_made_while_something_is_wrapped(no_keys):
    oak = scene.opened("oak")
    next(no_keys.glob("kek-*")).unlink()
    elm = build.cooperative("elm")

    with pytest.raises(KeyEncryptionKeyError, match="missing or is not the one"):
        keystore.check_custody()
    with pytest.raises(KeyEncryptionKeyError):
        sign(oak, key_of(oak))
    with scope.within(elm.pk), pytest.raises(KeyEncryptionKeyError):
        keys.create_signing_key()
    assert list(no_keys.glob("kek-*")) == []


@pytest.mark.parametrize("content", [b"x" * 32, b"short", b""], ids=["other", "short", "empty"])
def test_a_wrong_key_file_is_refused_and_left_alone(no_keys, content):
    oak = scene.opened("oak")
    path = next(no_keys.glob("kek-*"))
    path.chmod(0o600)
    path.write_bytes(content)
    elm = build.cooperative("elm")

    with pytest.raises(KeyEncryptionKeyError):
        sign(oak, key_of(oak))
    with scope.within(elm.pk), pytest.raises(KeyEncryptionKeyError):
        keys.create_signing_key()
    assert path.read_bytes() == content


def test_the_key_file_of_another_portal_is_refused(no_keys, settings, tmp_path):
    oak = scene.opened("oak")
    settings.KEYS_FOLDER = tmp_path / "other"
    with scope.within(oak.pk):
        CooperativeKey.objects.update(kek_id="0" * 12)
    KeyEncryptionKey.objects.update(name="0" * 12)
    settings.KEYS_FOLDER = no_keys

    with pytest.raises(KeyEncryptionKeyError):
        keystore.check_custody()
    with pytest.raises(KeyEncryptionKeyError):
        sign(oak, key_of(oak))


@pytest.mark.parametrize("field", ["wrapped", "kid", "algorithm", "cooperative"])
def test_a_wrapped_key_opens_in_its_own_row_only(oak, elm, field):
    mine, theirs = key_of(oak), key_of(elm)
    pasted = copy.copy(mine)
    if field == "cooperative":
        with scope.within(elm.pk):
            wrapping = CooperativeKey.objects.get()
        with scope.within(oak.pk):
            own = CooperativeKey.objects.defer(None).get()
        own.cooperative_id = wrapping.cooperative_id
        with pytest.raises(KeyEncryptionKeyError):
            keystore._open_cooperative_key(own)
        return
    setattr(pasted, field, "P-256" if field == "algorithm" else getattr(theirs, field))

    with pytest.raises(KeyEncryptionKeyError):
        sign(oak, pasted)
    assert sign(oak, mine)


def test_a_key_wrapped_by_another_version_does_not_open(oak):
    row = key_of(oak)
    row.wrapped = bytes(row.wrapped).replace(b"|dek-1|", b"|dek-2|")
    with scope.within(oak.pk):
        made = keystore.new_cooperative_key(oak.pk, version=2)
        CooperativeKey.objects.create(version=2, kek_id=made.wrapped_by, wrapped=made.data)

    with pytest.raises(KeyEncryptionKeyError):
        sign(oak, row)


def write(coop, row, wrapped):
    """What somebody with the database's password could do."""
    with scope.within(coop.pk):
        SigningKey.objects.filter(pk=row.pk).update(wrapped=wrapped)


@RARELY
@given(data=st.data())
def test_no_flipped_bit_of_a_wrapped_key_is_borne(oak, data):
    row = key_of(oak)
    content = bytearray(row.wrapped)
    bit = data.draw(st.integers(0, len(content) * 8 - 1))
    content[bit // 8] ^= 1 << bit % 8
    whole, row.wrapped = bytes(row.wrapped), bytes(content)
    write(oak, row, row.wrapped)
    try:
        with pytest.raises(KeyEncryptionKeyError):
            sign(oak, row)
    finally:
        write(oak, row, whole)


@RARELY
@given(data=st.binary(max_size=100))
def test_nothing_but_a_wrapped_key_opens(oak, data):
    row = key_of(oak)
    row.wrapped = data

    with pytest.raises(KeyEncryptionKeyError):
        sign(oak, row)


def test_every_bit_of_a_wrapped_cooperative_key_counts(oak):
    with scope.within(oak.pk):
        row = CooperativeKey.objects.defer(None).get()
    whole = bytes(row.wrapped)
    for bit in range(len(whole) * 8):
        content = bytearray(whole)
        content[bit // 8] ^= 1 << bit % 8
        row.wrapped = bytes(content)
        with pytest.raises(KeyEncryptionKeyError):
            keystore._open_cooperative_key(row)


def test_a_public_half_that_does_not_fit_is_noticed(oak, elm):
    row = key_of(oak)
    row.public_multikey = key_of(elm).public_multikey

    with pytest.raises(KeyEncryptionKeyError):
        sign(oak, row)


@pytest.mark.parametrize("change", [{"wrapped": None}, {"uri": "pkcs11:token=1"}], ids=str)
def test_a_key_whose_private_half_is_not_here_cannot_sign(oak, change):
    row = key_of(oak)
    for name, value in change.items():
        setattr(row, name, value)

    with pytest.raises(NoSigningKeyError):
        sign(oak, row)


def test_nothing_that_is_printed_or_logged_shows_a_key(oak, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    row = key_of(oak)
    with scope.within(oak.pk):
        signer = keystore.signer_of(row)
        fresh = keystore.new_signing_key(CooperativeKey.objects.get(), did=oak.did)
        made = keystore.new_cooperative_key(oak.pk, version=9)
        shown = [
            *(repr(each) + str(each) for each in (signer, fresh, made, row)),
            str(vars(signer)),
            serializers.serialize("json", [row, CooperativeKey.objects.get()]),
        ]
    logging.getLogger("credentials").warning("%r %s", signer, vars(row))
    with pytest.raises(TypeError):
        pickle.dumps(signer)
    told = "\n".join([*shown, caplog.text, *capsys.readouterr()])

    for secret in secrets_of(oak):
        for spelling in spellings(secret):
            assert spelling not in told


def test_an_error_report_shows_no_key(oak, rf, monkeypatch):
    """Django's report of a crash prints the local variables of every function on the way."""

    def broken(self, nonce, data, about):
        raise RuntimeError("The library broke.")

    row = key_of(oak)
    with monkeypatch.context() as patch:
        patch.setattr(wrapping.AESGCM, "decrypt", broken)
        try:
            sign(oak, row)
        except RuntimeError as error:
            report = ExceptionReporter(rf.get("/"), type(error), error, error.__traceback__)
            told = report.get_traceback_text() + report.get_traceback_html()
    assert "The library broke." in told
    assert "_open" in told

    for secret in secrets_of(oak):
        for spelling in spellings(secret):
            assert spelling not in told


def test_the_database_holds_no_key_in_the_clear(oak):
    dump = io.StringIO()
    with scope.within(oak.pk):
        rows = [
            *SigningKey.objects.defer(None).values(),
            *CooperativeKey.objects.defer(None).values(),
        ]
    json.dump(
        rows, dump, default=lambda value: value.hex() if isinstance(value, bytes) else str(value)
    )

    assert "wrapped" in dump.getvalue()
    for secret in secrets_of(oak):
        for spelling in spellings(secret):
            assert spelling not in dump.getvalue()
