"""A backup of a portal that was some versions older is brought forward, with every row, and says so."""

from __future__ import annotations

import json
import sqlite3

import pytest
from django.utils import timezone

from coopportal.backup import sealing
from tests.architecture.tree import ROOT
from tests.restoring import drill
from tests.support.setups import EMBEDDED

STEPS = {"tenants": "0038", "credentials": "0019", "benefits": "0017"}
FOLLOW = sum(
    migration.name > f"{STEPS[app]}_~"
    for app in STEPS
    for migration in (ROOT / app / "migrations").glob("[0-9]*.py")
)
BACK = f"""
from django.core.management import call_command
for app, name in {STEPS!r}.items():
    call_command("migrate", app, name, verbosity=0)
"""
# Models of today ask for columns that are not there yet: the list of then is put in by hand.
ARCHIVE = """
import json
from pathlib import Path
from django.core.management import call_command
from coopportal.backup import since
since.gather = lambda: json.loads(Path({told!r}).read_text())
call_command("backup", to=Path({archive!r}), recipient=[{recipient!r}])
"""
# As a migration would that forgets what it was to carry over.
LOSES = """
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import pre_migrate
def lose(**said):
    connection.cursor().execute("DELETE FROM tenants_letter WHERE id = (SELECT min(id) FROM tenants_letter)")
pre_migrate.connect(lose, dispatch_uid="loses")
call_command("restore", {archive!r}, "--key", {key!r})
"""


@pytest.fixture(scope="module")
def older(tmp_path_factory):
    """The portal of then, its archive, what opens it, and the list of its day."""
    place = tmp_path_factory.mktemp("older")
    made = drill.filled(place / "old", EMBEDDED, {}, 12)
    key, archive, told = place / "key", place / "old.age", place / "list.json"
    made.manage("erasures", "--export", str(told))
    made.run(BACK)
    recipient = sealing.new_key(key)
    made.run(ARCHIVE.format(told=str(told), archive=str(archive), recipient=recipient))
    kept = json.loads(told.read_text())
    told.write_text(
        json.dumps({**kept, "at": timezone.now().isoformat()})
    )  # nothing happened since
    return made, archive, key, told


def columns(portal, table):
    with sqlite3.connect(portal.folder / "portal.sqlite3") as rows:
        return {name for _id, name, *_rest in rows.execute(f"PRAGMA table_info({table})")}


def place_for(older, folder):
    new = drill.portal(folder, {})
    drill.bring_keys(older[0], new)
    return new


def test_it_is_brought_forward_with_every_row_and_says_so(older, tmp_path):
    old, archive, key, told = older
    assert "reminders_off_at" not in columns(old, "tenants_member"), "it is an older one"
    new = place_for(older, tmp_path / "new")
    before = drill.counted(old)

    checked = new.manage("restore", str(archive), "--key", str(key), "--check")
    said = new.manage("restore", str(archive), "--key", str(key))

    assert f"restore_migrations={FOLLOW}" in checked
    assert f"migrated: {FOLLOW} steps forward" in said
    assert "tenants.0039_due_letters" in said
    assert "counted again: no row of" in said
    assert "new tables: " in said
    assert "tenants_secrettry" in said
    assert "reminders_off_at" in columns(new, "tenants_member")
    assert "tables that are no more: tenants_claimtry" in said
    after = drill.counted(new)
    kept = before.keys() & after.keys() - {"django_migrations"}
    assert before.keys() - kept == {"django_migrations", "tenants_claimtry"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    new.manage("restore", "--since", str(told), "--go")
    [was], [now] = old.looked["coops"].values(), new.look()["coops"].values()
    assert (now["cards"], now["bits"], now["whole"]) == (was["cards"], was["bits"], True)


def test_one_that_would_lose_a_row_is_refused_in_words(older, tmp_path):
    _old, archive, key, _told = older
    new = place_for(older, tmp_path / "new")

    said = new.refused(
        "shell", "--no-imports", "-c", LOSES.format(archive=str(archive), key=str(key))
    )

    assert "Bringing the backup forward lost rows: tenants_letter" in said
    assert "install the version of the portal that made the backup" in said
    assert "rests" in new.refused("prepare")
