"""What forms take: their own fields and nothing else, of one's own co-op and no other; and looking writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey
from django.test import Client

from tenants.owned import CooperativeOwned
from tests.walls.answers import told
from tests.walls.ground import Changes, Ground
from tests.walls.probe.forms import Form, forms_of
from tests.walls.probe.overposting import extras, signature
from tests.walls.probe.tally import Tally
from tests.walls.probe.two_worlds import Scene, Sight

# What looking writes, and why that is right.
LOOKING_WRITES = {
    "tenants:members-export": ("tenants_event", "who took the list of members with them is noted"),
    "benefits:agreement-change": ("django_session", "the steps of a change begin with the terms"),
}


def look(scene: Scene, tally: Tally, names: Sequence[str]) -> None:
    """Each address by those who may enter, by methods that must not change anything."""
    for name in names:
        for who, client in scene.first.entitled(name):
            for method in ("get", "head", "options", "trace"):
                path = scene.first.address(name)
                getattr(client, method)(path)
                tally.counts["looks"] += 1
                written = set(scene.ground.changes()) - {LOOKING_WRITES.get(name, ("",))[0]}
                tally.hold(not written, f"{method} {path} by {who} wrote {sorted(written)}")
                scene.ground.settle()


def _forms(sight: Sight, name: str, client: Client) -> Iterator[tuple[Form, dict[str, list[Any]]]]:
    """Each form of a page once for each of its buttons."""
    for form in forms_of(client, sight.address(name)):
        for button in form.buttons or (("", ""),):
            values = form.filled()
            if button[0]:
                values[button[0]] = [button[1]]
            yield form, values


def overpost(scene: Scene, tally: Tally, names: Sequence[str]) -> None:
    """A form with every field of every model added to it does what it does without."""
    sight, ground = scene.first, scene.ground
    for name in names:
        who, client = next(sight.entitled(name))
        for form, values in _forms(sight, name, client):
            ground.settle()
            plain = [_sent(tally, ground, form, client, values) for _ in range(2)]
            same = signature(plain[0], plain[1], ground)
            tally.counts["forms"] += 1
            tally.counts["forms_that_write"] += bool(plain[0])
            for more in extras(form.names, str(scene.second.world.elm.coop.pk)):
                both = {**values, **more}
                done = _sent(tally, ground, form, client, both)
                tally.counts["fields_added"] += len(more)
                _nothing_more(tally, f"{form.action} by {who}", plain, done, same, ground)


def _sent(
    tally: Tally, ground: Ground, form: Form, client: Client, values: dict[str, list[Any]]
) -> Changes:
    """What the form has written; it is taken back."""
    answer = form.send(client, values)
    tally.hold(answer.status_code < 500, f"{form.action}: {answer.status_code}")
    written = ground.changes()
    ground.settle()
    return written


def _nothing_more(
    tally: Tally, what: str, plain: list[Changes], done: Changes, same: set[Any], ground: Ground
) -> None:
    moved = same ^ signature(done, plain[1], ground, steady_in=plain[0])
    tally.hold(not moved, f"{what} took what it was not asked for: {sorted(map(str, moved))[:4]}")


def reach_over(scene: Scene, tally: Tally, names: Sequence[str]) -> None:
    """One's own form, with the other co-op's rows where it offers one's own: nothing of theirs is told, moved or held."""
    for name in names:
        for target, other in scene.both:
            _, client = next(other.entitled(name))
            _, theirs = next(target.entitled(name))
            there = {form.number: form for form in forms_of(theirs, target.address(name))}
            scene.ground.settle()
            for form, values in _forms(other, name, client):
                if form.number in there:
                    for swapped in _swapped(form, there[form.number], values):
                        tally.counts["values_swapped"] += 1
                        answer = form.send(client, swapped)
                        _kept_apart(
                            scene, tally, target, f"{form.action} with {swapped}", answer, swapped
                        )


def _swapped(
    form: Form, theirs: Form, values: dict[str, list[Any]]
) -> Iterator[dict[str, list[Any]]]:
    """Each field with the values that only the other co-op's form has."""
    for name in sorted(form.names):
        own, foreign = (_offered(each, name) for each in (form, theirs))
        new = sorted(foreign - own)
        if new:
            yield {**values, name: [new[0]]}
            if len(new) > 1 or own:
                yield {**values, name: [*sorted(own), *new]}


def _offered(form: Form, name: str) -> set[str]:
    found = {value for button, value in form.buttons if button == name}
    for each in form.fields:
        if each.name == name:
            found.update(each.options or {each.value})
    return found - {""}


def _kept_apart(
    scene: Scene, tally: Tally, target: Sight, what: str, answer: Any, sent: dict[str, list[Any]]
) -> None:
    echoed = {str(value) for values in sent.values() for value in values}
    text = told(answer)
    tally.hold(answer.status_code < 500, f"{what}: {answer.status_code}")
    found = [
        each
        for each in target.canaries
        if each in text and not any(each in value for value in echoed)
    ]
    tally.hold(not found, f"{what}: tells {found}")
    changes = scene.ground.changes()
    tally.hold(not moved_of(target, changes, scene.ground), f"{what}: moved rows of {target.slug}")
    tally.hold(not crossing(changes), f"{what}: a row points across: {crossing(changes)}")
    mails = [row[0] for row in changes.get("mail", (set(), set()))[1]]
    leaked = [each for each in target.canaries if any(each in str(mail) for mail in mails)]
    tally.hold(not leaked, f"{what}: mails {leaked}")
    scene.ground.settle()


def moved_of(target: Sight, changes: Changes, ground: Ground) -> list[str]:
    theirs = target.world.elm.coop.pk.hex
    return [
        table
        for table, (gone, new) in changes.items()
        if "cooperative_id" in ground.columns.get(table, ())
        for row in gone | new
        if row[ground.columns[table].index("cooperative_id")] == theirs
    ]


def crossing(changes: Changes) -> list[str]:
    """Rows of one co-op that point at one of another, in the tables that have moved."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.db_table not in changes or not issubclass(model, CooperativeOwned):
                continue
            for each in model._meta.local_fields:
                to = each.related_model
                if (
                    isinstance(each, ForeignKey)
                    and isinstance(to, type)
                    and issubclass(to, CooperativeOwned)
                ):
                    cursor.execute(
                        f'SELECT count(*) FROM "{model._meta.db_table}" one JOIN "{to._meta.db_table}" other '
                        f'ON one."{each.column}" = other."{to._meta.pk.column}" '
                        "WHERE one.cooperative_id <> other.cooperative_id"
                    )
                    if cursor.fetchone()[0]:
                        found.append(f"{model._meta.label}.{each.name}")
    return found
