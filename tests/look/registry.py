"""Every page a person sees, in each of its states: how to reach it, and what stands there.

One module per area in `tests/look/pages/`. A name of the URLconf that is neither a page here nor
named as no page, with a reason, fails the sweep.

    @shows("benefits:grants", heading="Visiting members", rows=1)
    def grants(visit):
        visit.sign_in(visit.world.elm.staff.user)
        visit.go("benefits:grants", cooperative="elm")

The page that stands there when the function ends is looked at; it must be the page of that route.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.look import pages
from tests.look.visit import Visit

OK, WRONG = 200, 422
FILLED, EMPTY, ERROR = "filled", "empty", "error"
# Stands for a page that no route names: what is shown where nothing is found or nobody may enter.
REFUSAL = "refusal"


@dataclass(frozen=True)
class State:
    """One page in one state. `rows` counts `row` within `main`: what a list must show, or not show."""

    route: str
    name: str
    heading: str
    reach: Callable[[Visit], None]
    status: int
    rows: int | None
    row: str
    without: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.route} {self.name}"


STATES: list[State] = []
NO_PAGES: dict[str, str] = {}


def shows(
    route: str,
    name: str = FILLED,
    *,
    heading: str,
    status: int | None = None,
    rows: int | None = None,
    row: str = "tbody tr",
    without: dict[str, str] | None = None,
) -> Callable[[Callable[[Visit], None]], Callable[[Visit], None]]:
    """Register a state. `without={"error": "why"}` on the filled one excuses a state that cannot be."""

    def register(reach: Callable[[Visit], None]) -> Callable[[Visit], None]:
        found = status or (WRONG if name == ERROR else OK)
        state = State(route, name, heading, reach, found, rows, row, without or {})
        assert str(state) not in map(str, STATES), f"{state} is registered twice"
        STATES.append(state)
        return reach

    return register


def no_page(reason: str, *routes: str) -> None:
    """Addresses that no person looks at: JSON, downloads, POST only."""
    for route in routes:
        assert route not in NO_PAGES, f"{route} is named twice"
        NO_PAGES[route] = reason


def states_of(route: str) -> dict[str, State]:
    return {state.name: state for state in STATES if state.route == route}


def read() -> None:
    """Read every area's module, so that adding a file is enough."""
    for module in pkgutil.iter_modules(pages.__path__):
        importlib.import_module(f"{pages.__name__}.{module.name}")


def missing(state: State, *, listed: int, asks: int) -> list[str]:
    """States that a page must have by what stands on it: a list can be empty, a form can be refused."""
    there = states_of(state.route).keys() | state.without.keys()
    wanted = []
    if listed and EMPTY not in there:
        wanted.append(f"{state.route} lists {listed} rows: show it empty")
    if listed and state.rows is None:
        wanted.append(f"{state.route} lists {listed} rows: say how many")
    if asks and ERROR not in there:
        wanted.append(f"{state.route} asks for {asks} things: show it with a mistake")
    return wanted
