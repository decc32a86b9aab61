"""What happened after a backup was made happens again when it is put back: nobody who was forgotten is back."""

from __future__ import annotations

import json
import sqlite3

from credentials.core.status import decode, is_set
from tests.restoring.conftest import last, refused
from tests.restoring.fill import CANARY, other_did
from tests.restoring.later import ENDED, SUSPENDED


def published(portal, url):
    with sqlite3.connect(portal.folder / "portal.sqlite3") as rows:
        [(body,)] = rows.execute(
            "SELECT body FROM credentials_publisheddocument WHERE url = ?", [url]
        ).fetchall()
    return decode(json.loads(body)["credentialSubject"]["encodedList"])


def who_signs_in(found):
    assert found["proofs"] == ["webauthn"], "a phone that was taken off, or used codes, are back"
    assert (found["addresses"], found["logins"]) == (0, 0), "a mailbox that was given up signs in"
    assert found["paired"] == ["Till"]
    assert found["devices"] == 1, "the device that was replaced is let in"
    assert found["no mailings"] == "EL-000004"
    assert found["owners"] == ["kim@example.org"]


def who_is_left_out(found, settled):
    """What was taken away is, what was given is not, and what could not be is named."""
    ash, fir = other_did("ash"), other_did("fir")
    assert found["left out"] == [["excluded", ash, None]]
    assert (found["accepts"]["denied"], found["accepts"]["allowed"]) == ([ash], [fir])
    assert found["narrowed"] == {"number": "3", "stricter": "allowed denied", "wider": ""}
    assert "exclusions in networks: 1" in settled
    assert "elm: an EXCLUSION could not be laid again, look at /c/elm/staff/agreements/" in settled
    assert "CARDS ARE ACCEPTED is stricter again in allowed, denied, look at /c/elm/" in settled
    assert "ExceptionChanged 2" in settled


def test_what_had_ended_ends_again(pair, tmp_path):
    new = pair.new
    assert CANARY.encode() in (new.folder / "portal.sqlite3").read_bytes()
    early = tmp_path / "early.json"
    told = json.loads(pair.list.read_text())
    early.write_text(json.dumps({**told, "at": "2020-01-01T00:00:00+00:00"}))

    said = refused(
        new,
        ("restore", pair.archive, "--key", pair.key),
        ("restore", "--go"),
        ("restore", "--since", early),
        ("prepare",),
    )
    settled = new.manage("restore", "--since", str(pair.list), "--go")

    assert "portal here already" in said[0]
    assert "not done again yet" in said[1]
    assert "older than the backup" in said[2]
    assert "rests" in said[3]
    assert "elm, in the log after the backup: " in settled
    assert "MembershipEnded 2" in settled, "what is lost is counted by the names of the log"
    assert "elm HAS NO OWNER, seat one: manage.py seat_owner elm EMAIL" in settled
    assert "logins WITHOUT an address now, who changed theirs since: 1" in settled
    seat = ("seat_owner", "elm", "kim@example.org")
    assert refused(new, seat, seat) == ["", "Elm Lane has an owner, who decides about the team."]
    found = last(new.run("from tests.restoring import later; later.told()"))
    assert found["standings"][ENDED] == "ended"
    assert found["standings"][SUSPENDED] == "suspended"
    assert not found["colleague"]
    assert found["next"] == 900_003
    assert found["interests"] == 0
    assert found["keys"].pop(pair.later["key"]) == "compromised"
    assert list(found["keys"].values()) == ["active"]
    who_signs_in(found)
    who_is_left_out(found, settled)
    assert found["open"] == 0, "places are given out a second time"
    # Nothing that the world had read is taken back, and cards that nobody here knows are ended.
    for purpose, url in pair.later["urls"].items():
        was, now = published(pair.old, url), published(new, url)
        assert all(a & b == a for a, b in zip(was, now, strict=True))
        if purpose == "revocation":
            assert all(is_set(now, place) for place in pair.later["unknown"])
    for path in new.folder.rglob("*"):
        if path.is_file():
            assert CANARY.lower().encode() not in path.read_bytes().lower(), path


def test_the_list_says_nothing_of_a_person(pair):
    told = pair.list.read_text().lower()

    assert CANARY.lower() not in told
    assert "example.org" not in told
