"""The portal's own key is changed, stopped at every step, and goes on; nothing is lost, the old key goes last."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from credentials import keystore
from credentials.custody import provider
from credentials.errors import KeyEncryptionKeyError
from credentials.models import CooperativeKey, KeyEncryptionKey, SigningKey
from credentials.services import rewrapping
from tenants import scope
from tests.architecture.tree import ROOT
from tests.credentials import scene
from tests.support.prepared import PLACE, lay_static, lay_tables
from tests.support.processes import Processes

STEPS = ["kek.made", "kek.rewrapped", "kek.committed", "kek.unused"]
OPEN = """
import django
django.setup()
from coopportal.services.opening import Opening, open_with_steward
from tenants import outbox
for slug in ("oak", "elm", "ash"):
    open_with_steward(Opening(slug=slug, name=slug, number_prefix=slug[0].upper(), preset="consumer",
                              email=f"o@{slug}.example.org", steward_email=f"s@{slug}.example.org"))
outbox.drain()
"""
LOOK = """
import json, django
django.setup()
from credentials import keystore
from credentials.models import CooperativeKey
from tenants import scope
from tenants.models import Cooperative
used, signed = set(), 0
for each in Cooperative.objects.all():
    with scope.within(each.pk):
        used |= set(CooperativeKey.objects.values_list("kek_id", flat=True))
        signed += bool(keystore.signer_of(keystore.key_in_use()).sign(b"data"))
print(json.dumps([sorted(used), sorted(keystore.names_in_use()), signed]))
"""


def signs(coop):
    with scope.within(coop.pk):
        return bool(keystore.signer_of(keystore.key_in_use()).sign(b"data"))


def used(coop):
    with scope.within(coop.pk):
        return list(CooperativeKey.objects.values_list("kek_id", "version"))


def rotate(*words):
    out = StringIO()
    call_command("rotate_kek", *words, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_everything_is_wrapped_anew_and_the_old_key_is_gone(no_keys):
    oak, elm = scene.opened("oak"), scene.opened("elm")
    [old] = provider().names()
    told = rotate()
    [new] = provider().names()

    assert new != old
    assert f"kek-{new} wraps all keys now; 2 were wrapped anew." in told
    assert used(oak) == used(elm) == [(new, 1)]
    assert keystore.names_in_use() == {new}
    assert signs(oak)
    assert signs(elm)


@pytest.mark.django_db(transaction=True)
def test_the_old_key_is_kept_where_somebody_wants_it(no_keys):
    oak = scene.opened("oak")
    [kept] = provider().names()
    rotate("--keep")
    _kept, second = provider().names()

    assert keystore.names_in_use() == {second}
    assert signs(oak)
    assert "1 were wrapped anew" in rotate()
    _kept, third = provider().names()
    assert (_kept, third not in {kept, second}) == (kept, True)
    assert used(oak) == [(third, 1)]
    assert signs(oak)


@pytest.mark.django_db(transaction=True)
def test_a_key_that_comes_back_wraps_nothing(no_keys):
    """As where somebody puts the folder back from a copy."""
    scene.opened("oak")
    [path] = no_keys.glob("kek-*")
    kept = path.read_bytes()
    rotate()
    path.write_bytes(kept)
    elm = scene.opened("elm")

    assert used(elm) != [(path.name.removeprefix("kek-"), 1)]
    assert used(elm) == [(keystore.newest(), 1)]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_changed_without_the_old_key(no_keys):
    oak = scene.opened("oak")
    before = used(oak)
    [path] = no_keys.glob("kek-*")
    kept = path.read_bytes()
    path.unlink()

    with pytest.raises(KeyEncryptionKeyError):
        rewrapping.begin()
    assert list(no_keys.glob("kek-*")) == []
    path.write_bytes(kept)
    assert used(oak) == before
    assert signs(oak)


@pytest.mark.django_db(transaction=True)
def test_each_coop_gets_a_new_key_of_its_own(no_keys):
    oak = scene.opened("oak")
    with scope.within(oak.pk):
        before = bytes(SigningKey.objects.get().wrapped)
    assert "1 signing keys moved" in rotate("--cooperatives")

    assert [version for _name, version in used(oak)] == [2]
    with scope.within(oak.pk):
        assert bytes(SigningKey.objects.get().wrapped) != before
    assert signs(oak)


@pytest.mark.django_db(transaction=True)
def test_a_signature_that_began_before_the_coops_key_was_renewed_is_made(no_keys):
    oak = scene.opened("oak")
    with scope.within(oak.pk):
        row = SigningKey.objects.defer(None).get()
        rewrapping.renew_cooperative_key()
        assert keystore.signer_of(row).sign(b"data")


@pytest.mark.django_db(transaction=True)
def test_a_key_from_outside_is_changed_by_whoever_gives_it(no_keys, settings, monkeypatch):
    settings.KEK_PROVIDER = "environment"
    monkeypatch.setenv("KEK", "11" * 32)
    oak = scene.opened("oak")
    with pytest.raises(CommandError, match="given to it from outside"):
        rotate()
    monkeypatch.setenv("KEK_OLD", "11" * 32)
    monkeypatch.setenv("KEK", "22" * 32)
    told = rotate()

    assert "wraps nothing any more: take it out of the environment" in told
    monkeypatch.delenv("KEK_OLD")
    keystore.check_custody()
    assert signs(oak)
    assert KeyEncryptionKey.objects.filter(dropped_at=None).count() == 1


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    folder = tmp_path_factory.mktemp("portal")
    lay_tables(folder)
    processes = Processes(folder, {**PLACE, **lay_static(folder)})
    run(processes, "-c", OPEN)
    return processes


def run(processes, *command, good=True, **environment):
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**processes.environment, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) is good, done.stderr[-2000:]
    return done.stdout


@pytest.mark.parametrize("step", STEPS)
def test_stopped_anywhere_it_starts_again_and_comes_to_its_end(opened, tmp_path, step):
    folder = tmp_path / "data"
    shutil.copytree(opened.folder, folder)
    processes = Processes(folder, {**opened.environment, "DATA": str(folder)})
    [old] = folder.glob("keys/kek-*")
    log = folder / "killed"
    run(
        processes,
        "manage.py",
        "rotate_kek",
        good=False,
        KILLPOINTS=f"{step}=1",
        KILLPOINTS_LOG=str(log),
    )
    assert log.read_text(encoding="utf-8").startswith(step)

    assert json.loads(run(processes, "-c", LOOK).splitlines()[-1])[2] == 3, "all sign in between"
    run(processes, "manage.py", "rotate_kek")
    wraps, in_use, signed = json.loads(run(processes, "-c", LOOK).splitlines()[-1])
    left = [path.name.removeprefix("kek-") for path in folder.glob("keys/kek-*")]

    assert signed == 3
    assert wraps == in_use == left
    assert not old.exists()


@pytest.mark.parametrize("step", ["dek.rewrapped", "dek.committed"])
def test_the_coops_own_keys_too(opened, tmp_path, step):
    folder = tmp_path / "data"
    shutil.copytree(opened.folder, folder)
    processes = Processes(folder, {**opened.environment, "DATA": str(folder)})
    run(processes, "manage.py", "rotate_kek", "--cooperatives", good=False, KILLPOINTS=f"{step}=1")

    assert json.loads(run(processes, "-c", LOOK).splitlines()[-1])[2] == 3
    run(processes, "manage.py", "rotate_kek", "--cooperatives")
    assert json.loads(run(processes, "-c", LOOK).splitlines()[-1])[2] == 3
