"""Commands: what they print is no secret of any co-op, and one that is told a co-op leaves its neighbour alone."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path

from django.core.management import call_command, get_commands
from django.core.management.base import CommandError

from tests.architecture.tree import PACKAGES
from tests.walls.probe.tally import Tally
from tests.walls.probe.two_worlds import Scene, Sight
from tests.walls.probe.writing import crossing, moved_of

# For whoever has the machine, about all co-ops: none of what they print is a co-op's own.
OF_ALL: dict[str, list[list[str]]] = {
    "erasures": [["--export", "{file}"]],
    "owed": [[], ["--again"]],
    "rotate_kek": [["--cooperatives"]],
    "rotate_keys": [["--all"]],
    "verify_audit": [[]],
    "walls": [[]],
}
# Told of one co-op, `{here}`, or of somebody of it: the other, `{there}`, has to stay as it is.
OF_ONE: dict[str, list[list[str]]] = {
    "compromise_key": [["{here}"], ["{here}", "--yes"]],
    "forget_second_proof": [["owner@{here}.example.net"]],
    "person": [
        ["keeper@{here}.example.net", "--export", "{file}"],
        ["keeper@{here}.example.net", "--erase", "--now"],
        ["keeper@{there}.example.net", "--erase", "--now", "--cooperative", "{here}"],
    ],
    "rotate_keys": [["{here}"]],
    "verify_audit": [["--cooperative", "{here}"]],
}
# Need what no probe has, or reach what cannot be put back: a reason each.
NOT_RUN = {
    "backup": "the whole portal from its files, sealed for whoever holds the key; tests/restoring",
    "conform": "its own issuers, in a place of their own",
    "database_roles": "roles of PostgreSQL and no row; tests/postgresql/test_roles.py",
    "demo": "makes a demonstration where nothing is",
    "issued_by": "named by both co-ops and an agreement; tests/credentials",
    "prepare": "tables, static files and the first operator, before there is a co-op",
    "read_bounces": "reads mails, and answers with numbers; tests/tenants/test_bounces.py",
    "restore": "fills an empty portal, in which there is no neighbour yet; tests/restoring",
    "seat_owner": "seats nobody where there is an owner, as at both; tests/restoring",
    "signer": "listens until it is stopped; tests/postgresql/test_sealed_keys.py",
    "verify_credential": "reads a file; knows no co-op",
}
# Says whom it found to whoever names them: words of their own co-op, and never of the other.
NAMES_WHOM_IT_FOUND = {"person"}
# Told of somebody whom this co-op does not know: refused, and nothing is done.
REFUSED = {"person keeper@{there}.example.net --erase --now --cooperative {here}"}
# They do something at home: what does nothing anywhere also leaves a neighbour alone.
WRITE = {"compromise_key --yes", "forget_second_proof", "person --erase", "rotate_keys"}


def commands(scene: Scene, tally: Tally, _names: Sequence[str]) -> None:
    ours = {name for name, app in get_commands().items() if str(app).split(".")[0] in PACKAGES}
    known = {*OF_ALL, *OF_ONE, *NOT_RUN}
    tally.hold(
        ours == known, f"Commands that nobody has classified, or gone: {sorted(ours ^ known)}"
    )
    for name, told in OF_ALL.items():
        for arguments in told:
            _run(scene, tally, name, arguments)
            scene.ground.settle()
    for target, other in scene.both:
        for name, told in OF_ONE.items():
            for arguments in told:
                _beside(scene, tally, target, other, (name, arguments))
                scene.ground.settle()


def _beside(
    scene: Scene, tally: Tally, target: Sight, other: Sight, said: tuple[str, list[str]]
) -> None:
    name, arguments = said
    meant = {"here": other.slug, "there": target.slug, "file": "{file}"}
    what = " ".join((name, *arguments))
    told = [each.format(**meant) for each in arguments]
    ended = _run(scene, tally, name, told, at_home=other if name in NAMES_WHOM_IT_FOUND else None)
    tally.hold(bool(ended) == (what in REFUSED), f"{what} within {other.slug}: {ended}")
    changes = scene.ground.changes()
    moved = moved_of(target, changes, scene.ground)
    tally.hold(not moved, f"{what} within {other.slug}: moved {moved} of {target.slug}")
    if _is_meant_to_write(what) and "{there}" not in what:
        tally.counts["commands_that_act_at_home"] += 1
        tally.hold(changes, f"{what} within {other.slug}: does nothing")


def _is_meant_to_write(what: str) -> bool:
    return any(set(each.split()) <= set(what.split()) for each in WRITE)


def _run(
    scene: Scene,
    tally: Tally,
    name: str,
    arguments: Sequence[str],
    *,
    at_home: Sight | None = None,
) -> str:
    """How it was refused, or nothing. Whatever it does points across to nobody, and its words name nobody (elsewhere)."""
    said, refused = StringIO(), ""
    with tempfile.TemporaryDirectory() as folder:
        where = str(Path(folder) / "written")
        try:
            call_command(
                name,
                *(each.replace("{file}", where) for each in arguments),
                stdout=said,
                stderr=said,
            )
        except CommandError as error:
            refused = str(error)
    tally.counts["commands"] += 1
    text = said.getvalue() + refused
    for sight in (each for each in (scene.first, scene.second) if each is not at_home):
        found = [each for each in _secrets(sight) if each in text]
        tally.hold(not found, f"{name} {arguments} prints {found}")
    tally.hold(not crossing(scene.ground.changes()), f"{name} {arguments}: points across")
    return refused


def _secrets(sight: Sight) -> Iterator[str]:
    yield from (*sight.canaries, sight.keeps)
