"""A long sweep keeps what it has found out, goes on where it stood, and says what it has not asked yet."""

from __future__ import annotations

import pytest

from tests.architecture.tree import name_of
from tests.support.results import Results, deadline, digest, imported
from tests.walls.probe import chapters
from tests.walls.probe.__main__ import MODULES
from tests.walls.probe.sweep import Sweep, ended
from tests.walls.probe.tally import Tally

KEYS = [f"doors.knock {number}" for number in range(7)]


class Fake:
    """Answers, notes what it was asked, and breaks off at one question."""

    def __init__(self, place, *, breaks_at="", wrong_at=""):
        self.place, self.breaks_at, self.wrong_at = place, breaks_at, wrong_at

    @property
    def asked(self):
        return self.place.read_text().splitlines() if self.place.exists() else []

    def __call__(self, key):
        if key == self.breaks_at:
            raise KeyboardInterrupt
        with self.place.open("a") as noted:
            noted.write(f"{key}\n")
        wrong = [f"{key} tells"] if key == self.wrong_at else []
        return {"counts": {"triples": 2}, "wrong": wrong, "keys": {"k": ["elm"]}, "seconds": 1.5}


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path / "var" / "fake.jsonl", "these sources")


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    monkeypatch.setenv("PROBE_HANDS", "1")


def missing(found):
    return [key for key in KEYS if key not in found]


def test_what_was_interrupted_goes_on_where_it_stood(tmp_path, results):
    first = Fake(tmp_path / "first", breaks_at=KEYS[4])
    second = Fake(tmp_path / "second")

    part = Sweep(KEYS, first, results).go_on()
    whole = Sweep(KEYS, second, results).go_on()

    assert [*part] == first.asked == KEYS[:4]
    assert missing(part) == second.asked == KEYS[4:]
    assert sorted(whole) == KEYS
    assert Tally.of(whole.values()).counts == {"triples": 14, "processor_seconds": 10}


def test_what_a_dead_process_had_found_is_not_asked_again(tmp_path, results):
    """Its answer reached the file alone, and its last line only in part."""
    Sweep(KEYS, Fake(tmp_path / "first"), results).asked(KEYS[:2])
    with results.place.open("a") as torn:
        torn.write('{"sources": "these sources", "key": "doors.kn')
    second = Fake(tmp_path / "second")
    Sweep(KEYS, second, results).go_on()

    assert second.asked == KEYS[2:]
    assert sorted(results.known()) == KEYS


def test_what_was_found_with_other_sources_is_asked_again(tmp_path, results):
    Sweep(KEYS, Fake(tmp_path / "first"), results).go_on()
    second = Fake(tmp_path / "second")
    Sweep(KEYS, second, Results(results.place, "others")).go_on()

    assert second.asked == KEYS


def test_what_is_wrong_is_told_and_asked_again(tmp_path, results):
    found = Sweep(KEYS, Fake(tmp_path / "first", wrong_at=KEYS[3]), results).go_on()
    whole = Tally.of(found.values())
    second = Fake(tmp_path / "second")
    Sweep(KEYS, second, results).go_on()

    assert ended(whole.wrong, missing(found)) == ([f"WRONG {KEYS[3]} tells"], 1)
    assert second.asked == [KEYS[3]]


def test_a_budget_that_is_used_up_ends_it_with_what_is_missing(
    tmp_path, results, monkeypatch, capsys
):
    monkeypatch.setenv("MINUTES", "0")
    Sweep(KEYS, Fake(tmp_path / "first"), results).asked(KEYS[:5])
    found = Sweep(KEYS, Fake(tmp_path / "none"), results, deadline()).go_on()
    said, status = ended([], missing(found))

    assert "5 of 7 are kept, 2 are asked." in capsys.readouterr().out
    assert sorted(found) == KEYS[:5]
    assert said[:2] == [f"MISSING {KEYS[5]}", f"MISSING {KEYS[6]}"]
    assert status == 1
    assert ended([], []) == ([], 0)


def test_it_says_how_far_it_is(tmp_path, results, monkeypatch, capfd):
    monkeypatch.setattr("tests.walls.probe.sweep.SAYS_EVERY", 0.0)
    Sweep(KEYS, Fake(tmp_path / "first"), results).go_on()

    assert f"3 of 7: {KEYS[2]}" in capfd.readouterr().out


def test_each_question_of_the_probe_has_its_own_key():
    keys = [key for key, _ in chapters._all()]

    assert len(keys) == len(set(keys)) > 1000
    assert {key.partition(".")[0] for key in keys} == {
        *("background", "commands", "doors", "machines", "people", "writing")
    }
    assert set(chapters.questions("people.public")) < set(keys)


def test_co_ops_of_another_world_are_the_same_to_the_keys_of_the_cache():
    def told(code):
        tally = Tally()
        tally.keys[f"{code}:members"].add(code)
        return {**tally.told({code: "elm"}), "seconds": 0}

    assert Tally.of([told("17"), told("94")]).keys == {"elm:members": {"elm"}}


def test_results_rest_on_every_module_that_the_probe_imports():
    rests_on = {name_of(path) for path in imported(MODULES)}

    assert {"tests/walls/world.py", "tests/benefits/scene.py", "tests/support/kept.py"} <= rests_on
    assert "tests/walls/probe/writing.py" in rests_on
    assert "tests/walls/test_sweep.py" not in rests_on
    assert digest(["templates"], MODULES) != digest(["templates"])
