"""The cache in one file: what Django's caches promise, for threads and processes, and that it stays small."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage

from coopportal.kept import FILE, FileCache, StaticFiles
from tests.architecture.tree import ROOT


@pytest.fixture
def place(tmp_path):
    return tmp_path / "cache"


@pytest.fixture
def kept(place):
    return FileCache(place, {"OPTIONS": {"MAX_ENTRIES": 90}})


@pytest.fixture
def moment(monkeypatch):
    """Seconds that pass when they are told to."""
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    return now


def _asked_elsewhere(words):
    """What another process prints."""
    told = subprocess.run(
        [sys.executable, "-c", words],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


def test_the_portal_counts_in_it():
    assert settings.CACHES["default"]["BACKEND"] == "coopportal.kept.FileCache"


def test_what_was_put_is_there_until_its_time_is_over(kept, moment):
    kept.set("a", [1, 2], 10)
    kept.set("for_ever", "x", None)
    kept.set("never", "x", 0)
    assert (kept.get("a"), kept.get("never"), kept.get("nobody", 7)) == ([1, 2], None, 7)

    moment[0] += 9
    assert kept.touch("a", 5)
    moment[0] += 4
    assert kept.get("a") == [1, 2]
    moment[0] += 1
    assert "a" not in kept
    assert not kept.touch("a", 5)
    assert kept.get("for_ever") == "x"
    assert kept.delete("for_ever")
    assert not kept.delete("for_ever")


def test_only_one_adds(kept, moment):
    assert kept.add("a", 1, 10)
    assert not kept.add("a", 2, 10)
    assert kept.get("a") == 1
    moment[0] += 10
    assert kept.add("a", 3, 10)
    assert kept.get("a") == 3
    assert kept.incr("a") == 4


def eight_add(place):
    """What eight threads are told that take the same lock at once, each by a cache of its own."""
    told, gate = [], threading.Barrier(8)

    def ask():
        mine = FileCache(place, {})
        gate.wait()
        told.append(mine.add("lock", 1, 60))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(told)


def test_only_one_of_many_threads_adds(place):
    assert eight_add(place) == [False] * 7 + [True]


def test_another_process_and_a_fork_see_the_same(kept, place):
    kept.set("a", "from here", 60)
    ask = f"from coopportal.kept import FileCache; print(FileCache({str(place)!r}, {{}}).get('a'))"
    assert _asked_elsewhere(ask) == "from here"

    child = os.fork()
    if child == 0:
        kept.set("b", "from the child", 60)
        os._exit(0)
    os.waitpid(child, 0)
    assert kept.get("b") == "from the child"


def test_what_a_thread_counts_is_seen_by_others_after_a_process_has_ended(kept, place):
    """Whoever closes the file last tidies it up. It must not take itself for the last."""
    ask = f"from coopportal.kept import FileCache; print(FileCache({str(place)!r}, {{}}).get('a'))"
    told = []
    kept.set("a", 0)
    for number in (1, 2):
        thread = threading.Thread(target=lambda: FileCache(place, {}).get("a"))
        thread.start()
        thread.join()
        kept.set("a", number)
        told.append(_asked_elsewhere(ask))

    assert told == ["1", "2"]


def test_processes_that_begin_together_wait_for_each_other(place):
    place.mkdir()
    other = sqlite3.connect(place / FILE, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    later = threading.Timer(0.3, other.execute, ["COMMIT"])
    later.start()
    try:
        FileCache(place, {}).set("a", 1)
    finally:
        later.join()
        other.close()

    assert FileCache(place, {}).get("a") == 1


def test_a_damaged_file_is_begun_anew_once(place):
    place.mkdir()
    (place / FILE).write_bytes(b"no database" * 500)
    assert eight_add(place) == [False] * 7 + [True]
    assert FileCache(place, {}).get("lock") == 1


def _spoil_behind_the_first_page(file):
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xee" * (len(content) - 4096))


def test_what_is_damaged_behind_the_first_page_is_begun_anew(place):
    words = "c = FileCache(%r, {}); [c.set(f'key-{n}', 'x' * 200, 60) for n in range(200)]"
    _asked_elsewhere(f"from coopportal.kept import FileCache; {words % str(place)}")
    _spoil_behind_the_first_page(place / FILE)

    assert eight_add(place) == [False] * 7 + [True]
    assert FileCache(place, {}).get("lock") == 1


def test_an_entry_that_is_damaged_in_a_whole_file_is_as_if_it_were_not_there(kept, place):
    kept.set("a", "what was kept", 60)
    kept.set("b", 2, 60)
    with sqlite3.connect(place / FILE) as there:
        there.execute("UPDATE kept SET value = x'80059551' WHERE key LIKE '%a'")

    assert kept.get("a", "nothing") == "nothing"
    assert kept.add("a", 1, 60), "and keeps nobody out"
    assert (kept.get("a"), kept.get("b")) == (1, 2)


def test_who_has_the_old_file_open_counts_in_the_new_one(kept, place):
    kept.set("a", 1, 60)
    other = FileCache(place, {})
    assert other.get("a") == 1
    for end in ("", "-wal", "-shm"):
        (place / f"{FILE}{end}").unlink()

    assert kept.add("lock", 1, 60)
    assert not other.add("lock", 2, 60)
    ask = (
        f"from coopportal.kept import FileCache; print(FileCache({str(place)!r}, {{}}).get('lock'))"
    )
    assert _asked_elsewhere(ask) == "1"


def test_a_file_that_cannot_be_opened_is_left_alone(place):
    (place / FILE).mkdir(parents=True)

    with pytest.raises(sqlite3.OperationalError):
        FileCache(place, {}).set("a", 1)

    assert (place / FILE).is_dir()


def test_it_stays_small(kept):
    for number in range(1000):
        kept.set(f"key-{number}", number, 60)

    [count] = kept._asked("SELECT count(*) FROM kept").fetchone()
    assert 30 <= count < 90 + FileCache.EVERY
    kept.clear()
    assert kept.get("key-999") is None


def test_what_is_over_goes_before_what_is_not(kept, moment):
    for number in range(80):
        kept.set(f"old-{number}", number, 1)
    moment[0] += 2
    for number in range(80):
        kept.set(f"new-{number}", number, 60)

    assert [number for number in range(80) if kept.get(f"new-{number}") != number] == []


def test_nobody_else_reads_the_file(kept, place):
    kept.set("a", 1)
    assert stat.S_IMODE((place / FILE).stat().st_mode) == 0o600


def test_an_address_of_a_static_file_is_made_once(monkeypatch):
    files, asked = StaticFiles(), []

    def made(_self, name):
        asked.append(name)
        return f"/static/{name}"

    monkeypatch.setattr(StaticFiles, "stored_name", lambda _self, name: name)
    monkeypatch.setattr(StaticFilesStorage, "url", made)
    assert [files.url("a.css") for _turn in range(3)] == ["/static/a.css"] * 3
    assert len(asked) == 1
