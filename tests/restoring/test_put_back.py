"""A backup of a portal that runs is put back into a fresh place, on both databases, and refused where it would do harm."""

from __future__ import annotations

import pytest

from coopportal.backup import sealing
from tests.restoring import drill
from tests.restoring.conftest import refused
from tests.support.setups import SERVERS

CARDS = 100


@pytest.mark.postgres
@pytest.mark.redis
def test_all_is_there_again_on_postgresql(tmp_path):
    figures = drill.drill(SERVERS, CARDS, tmp_path)

    assert figures["cards"] == CARDS


def test_all_is_there_again_on_sqlite(pair):
    """Before anything is done again: `make restore-drill` looks at it afterwards as well."""
    drill.hold_against(pair.old.looked, pair.new.look())
    assert drill.counted(pair.new) == pair.counted


def test_it_is_refused_in_words_and_nothing_is_written(pair, tmp_path):
    new = drill.portal(tmp_path / "new", {})
    ask = ("restore", pair.archive, "--key")
    other, cut, changed = tmp_path / "other", tmp_path / "cut.age", tmp_path / "changed.age"
    sealing.new_key(other)
    whole = pair.archive.read_bytes()
    cut.write_bytes(whole[:-40])
    half = len(whole) // 2
    changed.write_bytes(whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :])

    assert "is not in the keys folder" in refused(new, (*ask, pair.key))[0]
    drill.bring_keys(pair.old, new)
    said = refused(
        new,
        (*ask, other),
        ("restore", cut, "--key", pair.key),
        ("restore", changed, "--key", pair.key),
        (*ask, pair.key, "--check"),
    )
    assert "does not open" in said[0]
    assert "cut short" in said[1]
    assert "was changed" in said[2]
    assert said[3] == ""
    [kek] = (new.folder / "keys").glob("kek-*")
    kek.chmod(0o600)
    kek.write_bytes(bytes(32))
    assert "is not in the keys folder" in refused(new, (*ask, pair.key))[0]
    assert not (new.folder / "portal.sqlite3").exists()
    assert not (new.folder / "origin").exists()


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY is not the one"),
        ({"CANONICAL_ORIGIN": "https://elsewhere.example"}, "carry the address"),
    ],
)
def test_it_goes_only_where_it_belongs(pair, tmp_path, environment, sentence):
    new = drill.portal(tmp_path / "new", environment)
    drill.bring_keys(pair.old, new)

    assert sentence in refused(new, ("restore", pair.archive, "--key", pair.key))[0]


def test_nothing_readable_stays_behind_and_no_key_is_in_it(pair):
    [kek] = (pair.old.folder / "keys").glob("kek-*")

    assert list(pair.old.folder.glob(".backup-*")) == []
    assert list(pair.new.folder.glob(".restoring-*")) == []
    content = pair.archive.read_bytes()
    assert kek.read_bytes() not in content
    assert b"Elm Lane" not in content
    assert pair.archive.stat().st_mode & 0o077 == 0
