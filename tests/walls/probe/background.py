"""Work without a request: reactions to facts and the clocks. None reaches over, whatever it is handed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.core import mail
from django.utils import timezone

from coopportal.celery import app
from tenants import outbox, scope
from tenants.models import OutboxEntry
from tenants.owned import CooperativeOwned
from tests.architecture.tree import PACKAGES
from tests.walls.ground import Changes
from tests.walls.probe.tally import Tally
from tests.walls.probe.two_worlds import Scene, Sight
from tests.walls.probe.writing import crossing, moved_of


def reactions(scene: Scene, tally: Tally, names: Sequence[str]) -> None:
    """Each reaction within one co-op to a fact about rows of the other."""
    for name in names:
        for target, other in scene.both:
            for data in _facts(name, target):
                acted = _run(scene, name, target, data)
                tally.counts["facts_that_act_at_home"] += bool(set(acted) - {"tenants_outboxentry"})
                scene.ground.settle()
                changes = _run(scene, name, other, data)
                tally.counts["facts_of_neighbours"] += 1
                what = f"{name} within {other.slug} on {data}"
                tally.hold(
                    not moved_of(target, changes, scene.ground), f"{what}: moved {target.slug}"
                )
                tally.hold(not crossing(changes), f"{what}: points across")
                _mails(tally, target, what)
                scene.ground.settle()


def _run(scene: Scene, name: str, sight: Sight, data: dict[str, Any]) -> Changes:
    reaction = outbox._reactions[name]
    entry = OutboxEntry(handler=name, key=str(uuid4()), event=uuid4(), fact=reaction.fact.__name__)
    entry.cooperative_id, entry.data, entry.claim = sight.world.elm.coop.pk, data, "probe"
    entry.due_at = timezone.now()
    entry.save()
    outbox._work_off([entry])
    return scene.ground.changes()


def _facts(name: str, target: Sight) -> Iterator[dict[str, Any]]:
    """As they were really recorded; else made up with codes of the rows that a field is named after."""
    seen = OutboxEntry.objects.filter(handler=name, cooperative_id=target.world.elm.coop.pk)
    real = [entry.data for entry in seen[:2]]
    yield from real or [dict(_made_up(outbox._reactions[name].fact, target))]


def _made_up(fact: type, target: Sight) -> Iterator[tuple[str, Any]]:
    for field in fields(fact):
        kind = str(field.type)
        if kind.startswith("int"):
            yield field.name, 1
        elif kind.startswith("bool"):
            yield field.name, True
        elif kind.startswith(("tuple", "list")):
            yield field.name, [_code(field.name, target)]
        else:
            yield field.name, _code(field.name, target)


def _code(name: str, target: Sight) -> str:
    plain = name.replace("_", "").rstrip("s")
    with scope.within(target.world.elm.coop.pk):
        for model in apps.get_models():
            named = model.__name__.lower()
            if (
                issubclass(model, CooperativeOwned)
                and named in {plain, f"member{plain}"}
                and hasattr(model, "code")
            ):
                row = model.objects.order_by("pk").first()
                if row is not None:
                    return str(row.code)
    return str(target.world.elm.coop.pk if "coop" in plain else target.world.membership)


def clocks(scene: Scene, tally: Tally, _names: Sequence[str]) -> None:
    """Every task of ours, over both worlds at once."""
    app.loader.import_default_modules()
    tasks = {name: task for name, task in app.tasks.items() if name.split(".")[0] in PACKAGES}
    tally.hold(len(tasks) > 8, "The tasks were not found.")
    for name, task in sorted(tasks.items()):
        task()
        tally.counts["tasks"] += 1
        changes = scene.ground.changes()
        tally.hold(not crossing(changes), f"{name}: points across")
        for target, other in scene.both:
            for each in mail.outbox:
                text = str(each.message())
                both = [any(canary in text for canary in side.canaries) for side in (target, other)]
                tally.hold(not all(both), f"{name}: one mail tells of both")
        scene.ground.settle()


def _mails(tally: Tally, target: Sight, what: str) -> None:
    for each in mail.outbox:
        text = str(each.message())
        found = [canary for canary in target.canaries if canary in text]
        tally.hold(not found, f"{what}: mails {found}")
