"""What is probed, in order: each chapter about each name is one question, asked by itself and kept by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tenants import outbox
from tests.walls.pages import EVERYBODY, ONE_PERSON, STAFF
from tests.walls.probe import background, commands, doors, machines, people, two_worlds, writing
from tests.walls.probe.tally import Tally
from tests.walls.probe.two_worlds import Scene

Chapter = Callable[[Scene, Tally, Sequence[str]], None]
Question = tuple[Chapter, Sequence[str]]
# Not to be taken apart: what is compared is all of it. They take longest, so they come first.
OF_ALL: tuple[Chapter, ...] = (
    machines.own_pages,
    machines.tokens,
    background.clocks,
    commands.commands,
)
OF_PAGES: tuple[Chapter, ...] = (doors.knock, writing.look, writing.overpost, writing.reach_over)
OF_PEOPLE: tuple[Chapter, ...] = (people.one_person, people.public)
OF_REACTIONS: tuple[Chapter, ...] = (background.reactions,)


def questions(only: str = "") -> dict[str, Question]:
    """By key. `only` names a chapter, or a folder of them."""
    return {key: question for key, question in _all() if only in key.partition(" ")[0]}


def _all() -> Iterator[tuple[str, Question]]:
    for chapter in OF_ALL:
        yield _named(chapter), (chapter, list(STAFF))
    for chapters, names in (
        (OF_PAGES, list(STAFF)),
        (OF_PEOPLE, [*EVERYBODY, *ONE_PERSON]),
        (OF_REACTIONS, sorted(outbox._reactions)),
    ):
        for name in names:
            for chapter in chapters:
                yield f"{_named(chapter)} {name}", (chapter, [name])


def _named(chapter: Chapter) -> str:
    return f"{chapter.__module__.rpartition('.')[2]}.{chapter.__name__}"


def asking(of: dict[str, Question]) -> Callable[[str], dict[str, Any]]:
    """What answers one of the questions, in a scene that is built now."""
    scene = two_worlds.build()
    slugs = {str(coop.pk): coop.slug for coop in scene.cooperatives}

    def ask(key: str) -> dict[str, Any]:
        chapter, names = of[key]
        tally, began = Tally(), time.process_time()
        with machines.watched(tally.keys):
            try:
                chapter(scene, tally, names)
            except Exception as error:  # noqa: BLE001 -- whatever it is, the others are still to be asked
                tally.wrong.append(f"{key}: {error!r}")
            finally:
                scene.ground.settle()
        return {**tally.told(slugs), "seconds": time.process_time() - began}

    return ask
