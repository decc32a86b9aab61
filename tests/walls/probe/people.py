"""Pages of one person, and pages for everybody: by all others, and by the person as the control."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.walls.answers import told
from tests.walls.page import BROUGHT
from tests.walls.pages import EVERYBODY, ONE_PERSON
from tests.walls.probe.own import OWN, Own
from tests.walls.probe.tally import Tally
from tests.walls.probe.two_worlds import Scene, Sight
from tests.walls.probe.writing import moved_of

READS = ("get", "head", "options")
NOTED = {"benefits_desk"}
TRIED = ("get", "head", "post", "delete")
# Its answer where no worker is at work, as here, is 503.
NOT_READY = "/readyz"
# Who stands for a co-op is said on its own page, to everybody.
PUBLISHED = (BROUGHT,)


def others(target: Sight, other: Sight) -> Iterator[tuple[str, Client]]:
    yield from target.seatless()
    yield from (each for each in target.staff() if each[0].endswith("owner"))
    yield from (each for each in other.staff() if each[0].endswith("membership"))
    yield f"member of {other.slug}", other.keeper
    yield f"desk of {other.slug}", other.device
    yield "nobody known", Client(raise_request_exception=False)


def one_person(scene: Scene, tally: Tally, names: Sequence[str]) -> None:
    """By codes of somebody else's rows: as absent as what never was. Whose page it is finds what is theirs."""
    for name in (each for each in names if each in ONE_PERSON):
        for target, other in scene.both:
            if _paths(name, target, "card") is None:
                continue
            own = OWN.get(name, Own(row=""))
            tally.hold(own.finds or own.why, f"{name}: nothing to find, and nobody says why")
            if own.row:
                _control(tally, target, name, own)
                scene.ground.settle()
            for row in {own.row or "card", "card", "membership", "member"}:
                for who, client in others(target, other):
                    if own.by not in who:
                        _others(tally, target, name, row, (who, client))
                moved = _moved(scene, target)
                tally.hold(not moved, f"{name} by a {row}: others wrote {moved}")
                scene.ground.settle()


def _moved(scene: Scene, target: Sight) -> list[str]:
    """Tables, without the other co-op's own note of when its device was there last."""
    changes = scene.ground.changes()
    theirs = moved_of(target, changes, scene.ground)
    return sorted(table for table in changes if table not in NOTED or table in theirs)


def _control(tally: Tally, target: Sight, name: str, own: Own) -> None:
    """The person whose page it is."""
    paths = _paths(name, target, own.row)
    client = {"keeper": target.keeper, "device": target.device, "operator": target.operator}[own.by]
    path = paths[0] if paths else ""
    answer = client.post(path, follow=True) if own.sent else client.get(path)
    what = f"{path} for its {own.by}"
    tally.hold(answer.status_code == own.status, f"{what}: {answer.status_code}")
    tally.counts["controls_without_canary"] += not own.finds
    finds = str(target.kept.get(own.finds) or target.said(own.finds))
    if own.finds:
        found = finds in told(answer).replace(path, "")
        tally.counts["keepers_who_find"] += found
        tally.hold(found, f"{what}: nothing to find")


def _paths(name: str, target: Sight, row: str) -> tuple[str, str] | None:
    """With the code of this row in it, and with one that never was. None where the address has another shape."""
    at = target.world.oak if row == "visit" else target.world.elm
    code = target.kept[row]
    for shape in ({"code": code}, {"cooperative": at.coop.slug, "code": code}):
        try:
            return reverse(name, kwargs=shape), reverse(name, kwargs={**shape, "code": uuid4()})
        except NoReverseMatch:
            continue
    return None


def _others(tally: Tally, target: Sight, name: str, row: str, person: tuple[str, Client]) -> None:
    who, client = person
    paths = _paths(name, target, row) or ("", "")
    open_to_all = name in OWN and OWN[name].open and OWN[name].row == row
    for method in TRIED:
        tally.asked("one_person", paths[0], who, method)
        answer, never = (getattr(client, method)(path) for path in paths)
        what = f"{method} {paths[0]} by {who}"
        tally.hold(
            open_to_all or answer.status_code == never.status_code,
            f"{what}: {answer.status_code} for what is there",
        )
        hidden = target.private if open_to_all else (*target.canaries, *target.private)
        _tells_nothing(tally, hidden, answer, what, paths[0])


def public(scene: Scene, tally: Tally, names: Sequence[str]) -> None:
    """What is for everybody says nothing of one's own to anybody."""
    for name in (each for each in names if each in {**EVERYBODY, **ONE_PERSON}):
        for target, other in scene.both:
            for shape in ({}, {"cooperative": target.slug}):
                try:
                    path = reverse(name, kwargs=shape)
                except NoReverseMatch:
                    continue
                for who, client in others(target, other):
                    if not who.startswith((target.slug, "visitor", "operator")):
                        _public(tally, target, path, who, client)
        scene.ground.settle()


def _public(tally: Tally, target: Sight, path: str, who: str, client: Client) -> None:
    for method in READS:
        tally.asked("public", path, who, method)
        answer = getattr(client, method)(path)
        said = answer.status_code < 500 or path == NOT_READY
        tally.hold(said, f"{method} {path} by {who}: {answer.status_code}")
        published = {target.said(each) for each in PUBLISHED}
        hidden = [each for each in (*target.canaries, *target.private) if each not in published]
        _tells_nothing(tally, hidden, answer, f"{method} {path} by {who}", path)


def _tells_nothing(tally: Tally, hidden: Sequence[str], answer: Any, what: str, path: str) -> None:
    text = told(answer).replace(path, "")
    found = [each for each in hidden if each in text]
    tally.hold(not found, f"{what}: tells {found}")
