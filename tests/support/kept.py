"""What takes long to make is made once: its rows are kept, and put back.

A scene is made in steps, each a function that carries `kept`: a co-op that can issue, another one, what they have
agreed. While nobody has changed a row since, the next step finds what it made of the same rows the last time.
"""

from __future__ import annotations

import copy
import dataclasses
import sqlite3
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import UserSettingsHolder, settings
from django.core import mail
from django.core.cache import cache
from django.db import connection, models, transaction
from django.db.backends.signals import connection_created
from django.utils import timezone, translation

from credentials import trust_lists

Scene = TypeVar("Scene")
Given = ParamSpec("Given")
Steps = tuple[Any, ...]
Rows = dict[str, list[tuple[Any, ...]]]
MOST = 200  # steps that one process keeps
OF_DJANGO = {"django_content_type", "auth_permission", "django_migrations"}
_clock = timezone.now  # where a test has another one, rows depend on it
_watched: list[Any] = []


@dataclasses.dataclass
class _Step:
    """What it was given, made and sent, and all rows there are after it."""

    given: Any
    made: Any
    sent: list[Any]
    rows: Rows


class _Stands:
    """What the database holds, as steps since it was empty, for as long as SQLite has counted no change."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._changes = -1
        self._steps: Steps = ()

    def now(self) -> Steps | None:
        there = connection.connection
        same = there is not None and there is self._connection
        if same and there.total_changes == self._changes:
            return self._steps
        return None if _filled() else ()

    def are(self, steps: Steps) -> None:
        self._connection = connection.connection
        self._changes = self._connection.total_changes
        self._steps = steps

    def are_unknown(self, **_about: Any) -> None:
        """Another thread has a connection of its own, whose changes are not counted here."""
        self._connection = None


_stands = _Stands()
_known: OrderedDict[Steps, _Step] = OrderedDict()
connection_created.connect(_stands.are_unknown, dispatch_uid="tests.support.kept")


def kept(make: Callable[Given, Scene]) -> Callable[Given, Scene]:
    """A step of a scene, which changes nothing of what it is given.

    Made anew where other rows stand already, where a test has changed the clock or the product, within a
    transaction, and in databases that are not this process's own.
    """

    @wraps(make)
    def begin(*given: Given.args, **named: Given.kwargs) -> Scene:
        before = _stands.now() if _can_be_kept() else None
        if before is None:
            return make(*given, **named)
        step = (make.__module__, make.__qualname__, _name(given), _name(named))
        steps = (*(before or _circumstances()), step)
        if steps in _known:
            return _put_back(steps, (given, named))
        return _make(steps, make, given, named)

    return begin


def _make(steps: Steps, make: Callable[..., Scene], given: Any, named: Any) -> Scene:
    before = len(mail.outbox)
    made = make(*given, **named)
    rows = _rows(_known[steps[:-1]].rows if steps[:-1] in _known else {})
    sent = mail.outbox[before:]
    _known[steps] = _Step(*copy.deepcopy(((given, named), made, sent)), rows)
    if len(_known) > MOST:
        _known.popitem(last=False)
    _stands.are(steps)
    return made


def _put_back(steps: Steps, given: Any) -> Any:
    _known.move_to_end(steps)
    known = _known[steps]
    _lay(known.rows)
    cache.clear()  # what was counted of these very rows by whoever had them last, and what was read in them
    trust_lists._said.cache_clear()
    mail.outbox.extend(copy.deepcopy(known.sent))
    _stands.are(steps)
    return copy.deepcopy(known.made, dict(_pairs(known.given, given)))


def _lay(rows: Rows) -> None:
    """By statements: after a copy of the whole database SQLite would read all tables and triggers anew, which takes longer."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _filled():
            cursor.execute(f'DELETE FROM "{table}"')
        for table, found in rows.items():
            places = ", ".join("?" * len(found[0]))
            connection.connection.executemany(f'INSERT INTO "{table}" VALUES ({places})', found)


def _rows(before: Rows) -> Rows:
    """As SQLite has them, and not as Django reads them. A table that is as before is kept once."""
    rows = {}
    with closing(sqlite3.connect(connection.settings_dict["NAME"], uri=True)) as plain:
        for table in _filled():
            found = plain.execute(f'SELECT * FROM "{table}"').fetchall()
            rows[table] = before[table] if before.get(table) == found else found
    return rows


def _filled() -> list[str]:
    """The tables that have rows, but for what Django enters by itself and nobody asks for."""
    with connection.cursor() as cursor:
        names = sorted(set(connection.introspection.table_names(cursor)) - OF_DJANGO)
        each = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)
        cursor.execute(" UNION ALL ".join(each))
        return [name for (name,) in cursor.fetchall()]


def _pairs(then: Any, now: Any) -> Iterator[tuple[int, Any]]:
    """What a step was given when it was kept, and what it is given now: what it made holds the latter."""
    yield id(then), now
    if isinstance(then, tuple | list):
        for one, other in zip(then, now, strict=True):
            yield from _pairs(one, other)
    elif isinstance(then, dict):
        for name, one in then.items():
            yield from _pairs(one, now[name])
    elif dataclasses.is_dataclass(then):
        for each in dataclasses.fields(then):
            yield from _pairs(getattr(then, each.name), getattr(now, each.name))


def _name(given: Any) -> Any:
    """The same for two steps that make the same of the same rows."""
    if isinstance(given, models.Model):
        return (type(given).__name__, given.pk)
    if isinstance(given, tuple | list):
        return tuple(_name(each) for each in given)
    if isinstance(given, dict):
        return tuple(sorted((name, _name(each)) for name, each in given.items()))
    if dataclasses.is_dataclass(given):
        return tuple(_name(getattr(given, each.name)) for each in dataclasses.fields(given))
    return repr(given)


def _circumstances() -> Steps:
    """What else the rows of a step depend on: the day, the language, and settings that a test has changed."""
    changed: dict[str, str] = {}
    layer: Any = settings._wrapped  # each override lies on the one before
    while isinstance(layer, UserSettingsHolder):
        changed = {**{name: repr(value) for name, value in vars(layer).items()}, **changed}
        layer = layer.default_settings
    changed.pop("default_settings", None)
    where = (timezone.localdate(), translation.get_language(), timezone.get_current_timezone_name())
    return ((*where, tuple(sorted(changed.items()))),)


def watch(patches: Any) -> None:
    """What a test changes of the product by itself, rows may depend on."""
    _watched[:] = [patches]


def _can_be_kept() -> bool:
    ours = connection.vendor == "sqlite" and connection.is_in_memory_db()
    plain = timezone.now is _clock and not any(each._setattr or each._setitem for each in _watched)
    return ours and plain and not connection.in_atomic_block
