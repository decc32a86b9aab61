"""All mutants: made from the source as it stands, in an order that is always the same."""

from __future__ import annotations

from tests.mutants import doors, guards, notfound, rows, second
from tests.mutants.mutant import Mutant

MAKERS = {
    "door": doors,
    "role": doors,
    "token": doors,
    "manager": rows,
    "guard": guards,
    "notfound": notfound,
}
# Not in this process, but in a database of its own.
ELSEWHERE = second.KINDS


def every() -> list[Mutant]:
    return [
        *doors.mutants(),
        *rows.mutants(),
        *guards.mutants(),
        *notfound.mutants(),
        *second.mutants(),
    ]


def apply(mutant: Mutant) -> None:
    MAKERS[mutant.kind].apply(mutant)
