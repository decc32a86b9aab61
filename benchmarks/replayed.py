"""A bare page of Django that asks the database what a page of the portal asked, by the same models. Imported once Django is set up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch

from django.db import connection
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLAggregateCompiler, SQLCompiler
from django.db.models.sql.constants import MULTI
from django.http import HttpRequest, HttpResponse
from django.template import Context as Words
from django.template import Template

PAGE: Final = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ questions }}</title></head>
<body><h1>{{ questions }} questions</h1></body></html>""")
READS: Final = ("SELECT", "WITH")
WRITES: Final = ("INSERT", "UPDATE", "DELETE")

Question = Callable[[], object]


@dataclass
class Asked:
    """What can be asked again, each with the co-op that was entered then (PostgreSQL gives other rows by it); statements that were sent."""

    questions: list[tuple[Context, Question]] = field(default_factory=list)
    reading: int = 0
    writing: int = 0
    within: bool = False  # a question that asks others, as those for related rows

    def add(self, question: Question) -> None:
        if not self.within:
            self.questions.append((copy_context(), question))

    @contextmanager
    def one(self, question: Question) -> Iterator[None]:
        """Whatever is asked meanwhile is part of this question."""
        self.add(question)
        before, self.within = self.within, True
        try:
            yield
        finally:
            self.within = before


PAGES: Final[dict[int, Sequence[tuple[Context, Question]]]] = {}


def listened_to(act: Callable[[], object]) -> Asked:
    """What is asked meanwhile: of querysets their rows as objects, of counts and the like the answer, of plain SQL all rows."""
    asked = Asked()

    def listen(send: Any, sql: str, values: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- as Django calls it
        if not many and sql.lstrip(" (").startswith(READS):
            asked.reading += 1
            asked.add(lambda: _rows(sql, values))
        elif many or sql.startswith(WRITES):
            asked.writing += 1
        return send(sql, values, many, context)

    with ExitStack() as heard:
        heard.enter_context(patch.object(QuerySet, "_fetch_all", _fetching(asked)))
        heard.enter_context(patch.object(SQLCompiler, "execute_sql", _executing(asked)))
        heard.enter_context(connection.execute_wrapper(listen))
        act()
    return asked


def _fetching(asked: Asked) -> Callable[[Any], None]:
    fetch = QuerySet._fetch_all  # noqa: SLF001 -- where the rows of all querysets come by

    def fetching(rows: Any) -> None:
        if rows._result_cache is not None:  # noqa: SLF001 -- as above
            fetch(rows)
            return
        like = rows._chain()  # noqa: SLF001 -- as above
        with asked.one(lambda: list(like._chain())):  # noqa: SLF001 -- as above
            fetch(rows)

    return fetching


def _executing(asked: Asked) -> Callable[..., Any]:
    execute = SQLCompiler.execute_sql

    def executing(compiler: Any, result_type: str = MULTI, **options: Any) -> Any:
        kind = type(compiler)
        if kind not in {SQLCompiler, SQLAggregateCompiler}:  # it writes
            return execute(compiler, result_type, **options)
        like = compiler.query.clone()

        def again() -> object:
            found = kind(like.clone(), connection, "default").execute_sql(result_type, **options)
            return list(found) if result_type == MULTI and found else found

        with asked.one(again):
            return execute(compiler, result_type, **options)

    return executing


def _rows(sql: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def replayed(_request: HttpRequest, number: int) -> HttpResponse:
    asked = [around.copy().run(question) for around, question in PAGES[number]]
    return HttpResponse(PAGE.render(Words({"questions": len(asked)})))
