"""What is in an archive comes out as it went in, or not at all."""

from __future__ import annotations

import io
import random
import sqlite3
import threading

import pytest

from coopportal.backup import databases, parcel, sealing
from coopportal.backup.errors import RefusedError


@pytest.fixture
def key(tmp_path):
    recipient = sealing.new_key(tmp_path / "key")
    return sealing.recipients([recipient]), sealing.identities(tmp_path / "key")


def sealed(path, to, content):
    with path.open("wb") as file:
        sealing.seal(file, to, lambda into: into.write(content) and None)


def opened(path, keys):
    with sealing.opened(path, keys) as source:
        return source.read()


def test_it_comes_out_as_it_went_in(tmp_path, key):
    to, keys = key
    content = random.Random(1).randbytes(3_000_000)
    sealed(tmp_path / "a", to, content)

    assert opened(tmp_path / "a", keys) == content


def test_each_cut_and_each_change_is_refused(tmp_path, key):
    to, keys = key
    sealed(tmp_path / "a", to, bytes(200_000))
    whole = (tmp_path / "a").read_bytes()
    drawn = random.Random(2)
    for _each in range(40):
        place = drawn.randrange(len(whole))
        changed = bytearray(whole)
        changed[place] ^= 1 << drawn.randrange(8)
        for bad in (bytes(changed), whole[:place]):
            (tmp_path / "b").write_bytes(bad)
            with pytest.raises(RefusedError):
                opened(tmp_path / "b", keys)


def test_a_passphrase_closes_the_key_file(tmp_path):
    sealing.new_key(tmp_path / "key", "four horses battery staple")

    assert sealing.is_closed(tmp_path / "key")
    assert b"AGE-SECRET-KEY" not in (tmp_path / "key").read_bytes()
    assert len(sealing.identities(tmp_path / "key", "four horses battery staple")) == 1
    with pytest.raises(RefusedError, match="passphrase"):
        sealing.identities(tmp_path / "key", "four horses")
    with pytest.raises(RefusedError, match="never overwritten"):
        sealing.new_key(tmp_path / "key")


def test_what_fails_while_it_is_written_is_told(tmp_path, key):
    def fail(_into):
        raise ValueError("the source is gone")

    with (tmp_path / "a").open("wb") as file, pytest.raises(ValueError, match="source is gone"):
        sealing.seal(file, key[0], fail)


def packed(write):
    into = io.BytesIO()
    parcel.pack(into, write)
    return into


def read(into):
    into.seek(0)
    return {name: b"".join(content) for name, content in parcel.members(into)}


def test_long_streams_come_in_parts(monkeypatch):
    monkeypatch.setattr(parcel, "PART", 1000)
    content = random.Random(3).randbytes(10_000)
    there = read(packed(lambda packer: packer.add_stream("database", [content[:3], content[3:]])))

    assert len(there) > 5
    out = io.BytesIO()
    unpacker = parcel.Unpacker(out)
    for name in sorted(there):
        unpacker.take(there[name])
    unpacker.finish()
    assert out.getvalue() == content


def test_a_part_that_is_left_out_is_noticed():
    def forged(packer):
        packer.add("a", b"1")
        packer.add("b", b"2")
        packer.members.pop()

    with pytest.raises(RefusedError, match="manifest"):
        read(packed(forged))


def test_a_member_outside_is_refused():
    with pytest.raises(RefusedError, match="no file"):
        read(packed(lambda packer: packer.add("../../etc/cron.d/x", b"")))


def test_a_copy_is_of_one_moment_while_others_write(tmp_path):
    """Two tables that always agree: they agree in the copy too, and no writer had to wait long."""
    path = tmp_path / "live.sqlite3"
    with sqlite3.connect(path, isolation_level=None) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
        rows.execute("CREATE TABLE a (n INTEGER)")
        rows.execute("CREATE TABLE b (n INTEGER, filling TEXT)")
    stop, written = threading.Event(), [0]

    def write():
        with sqlite3.connect(path, timeout=20, isolation_level=None) as own:
            while not stop.is_set():
                own.execute("BEGIN IMMEDIATE")
                own.execute("INSERT INTO a VALUES (1)")
                own.execute("INSERT INTO b VALUES (1, ?)", ["x" * 2000])
                own.execute("COMMIT")
                written[0] += 1

    writing = threading.Thread(target=write)
    writing.start()
    try:
        while written[0] < 200:
            stop.wait(0.01)
        for number in range(5):
            database = {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
            with databases.snapshot(database, tmp_path) as found:
                assert found.counts["a"] == found.counts["b"] >= 200
                copy = tmp_path / f"copy{number}"
                copy.write_bytes(b"".join(found.chunks))
            assert databases.inspect("sqlite", copy) == found.counts
    finally:
        stop.set()
        writing.join()
    assert list(tmp_path.glob(".backup*")) == []
