"""Views with one decorator less, one role more or less, or without the token: made again from their own decorators.

What asks for a fresh proof also stands on functions within views; nobody is kept out by it whose proofs are fresh, so that the
sweep of a page cannot notice.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, get_resolver
from django.views.decorators.csrf import csrf_exempt

from tenants.access import ROLES_ATTRIBUTE
from tenants.models import Staff
from tests.architecture.tree import PACKAGES
from tests.mutants.mutant import Mutant
from tests.walls.addresses import entries
from tests.walls.pages import ONE_PERSON, STAFF
from tests.walls.promised import roles_of

ACCESS = re.compile(r"^\w*_required\b")
METHODS = re.compile(r"^require_(http_methods|safe|POST|GET)")
NAMED = re.compile(r"tests/[\w/]+\.py")
FRESH = re.compile(r"^fresh_proof_\w+$")
LOGIN = "login_required"
SIGNED_IN = "tests/walls/test_signed_in.py::test_who_is_not_signed_in_is_asked_to"
TESTS_OF_FRESH = ("tests/tenants/test_second_proof.py",)


def mutants() -> list[Mutant]:
    """Of each view once, by the first address that leads to it."""
    found: dict[str, Mutant] = {}
    for name, _, entry in entries(get_resolver()):
        for mutant in _of_address(name, entry):
            found.setdefault(mutant.key, mutant)
    return sorted([*found.values(), *_within_views()])


def _within_views() -> Iterator[Mutant]:
    """Functions that a view calls for what it does, beside the view itself."""
    whole = {entry.callback for _, _, entry in entries(get_resolver())}
    modules = {inspect.unwrap(view).__module__ for view in whole if inspect.isfunction(view)}
    for module in sorted(each for each in modules if each.partition(".")[0] in PACKAGES):
        for name, value in sorted(vars(sys.modules[module]).items()):
            own = inspect.isfunction(value) and inspect.unwrap(value).__module__ == module
            if own and value not in whole and hasattr(value, "__wrapped__"):
                for written in filter(FRESH.match, decorators(value)):
                    yield Mutant("door", f"{module}:{name}", f"without @{written}", TESTS_OF_FRESH)


def _of_address(name: str, entry: URLPattern) -> Iterator[Mutant]:
    written = decorators(entry.callback)
    for each in filter(FRESH.match, written):
        yield Mutant("door", name, f"without @{each}", TESTS_OF_FRESH)
    guards = [each for each in written if not FRESH.match(each) and _guards(each, entry.callback)]
    if name not in STAFF:
        tests = tuple(NAMED.findall(ONE_PERSON.get(name, "")))
        for guard in guards if tests else ():
            held_by = (f"{SIGNED_IN}[{name}]",) if guard == LOGIN else tests
            yield Mutant("door", name, f"without @{guard}", held_by)
        return
    for guard in guards:
        yield Mutant("door", name, f"without @{guard}")
    promised = roles_of()[name]
    for role in sorted(set(Staff.Role.values) - promised):
        yield Mutant("role", name, f"with {role}")
    for role in sorted(promised - {Staff.Role.OWNER}):
        yield Mutant("role", name, f"without {role}")
    if any("POST" in each for each in written if METHODS.match(each)):
        yield Mutant("token", name, "csrf_exempt")


def decorators(view: Callable[..., Any]) -> list[str]:
    """As they are written above the function. None where a view is no plain function."""
    plain = inspect.unwrap(view)
    if not inspect.isfunction(plain):
        return []
    [function] = ast.parse(textwrap.dedent(inspect.getsource(plain))).body
    if not isinstance(function, ast.FunctionDef):
        return []
    return [ast.unparse(each) for each in function.decorator_list]


def apply(mutant: Mutant) -> None:
    """In this process: wherever the address's view stands in the URLconf, the changed one stands then."""
    all_entries = [(name, entry) for name, _, entry in entries(get_resolver())]
    view = next((entry.callback for name, entry in all_entries if name == mutant.place), None)
    if view is None:
        module, _, name = mutant.place.partition(":")
        within = sys.modules[module]
        setattr(within, name, _changed(mutant, getattr(within, name)))
        return
    changed = _changed(mutant, view)
    for _, entry in all_entries:
        if entry.callback is view:
            entry.callback = changed


def _changed(mutant: Mutant, view: Callable[..., Any]) -> Callable[..., Any]:
    if mutant.kind == "token":
        return csrf_exempt(view)
    if mutant.kind == "role":
        return _with_roles(mutant, view)
    plain = inspect.unwrap(view)
    names = vars(sys.modules[plain.__module__])
    made: Callable[..., Any] = plain
    for written in reversed(decorators(view)):
        if mutant.change != f"without @{written}":
            made = eval(written, names)(made)
    return made


def _with_roles(mutant: Mutant, view: Callable[..., Any]) -> Callable[..., Any]:
    """The roles that the guard asks for stand in its closure."""
    promised = set(roles_of()[mutant.place])
    what, _, role = mutant.change.partition(" ")
    roles = (promised | {role} if what == "with" else promised - {role}) | {"owner"}
    guarded = next(each for each in _layers(view) if "roles" in each.__code__.co_freevars)
    place = guarded.__code__.co_freevars.index("roles")
    guarded.__closure__[place].cell_contents = tuple(sorted(roles))
    return view


def _layers(view: Any) -> Iterator[Any]:
    """The functions around the view and in it, from the outermost."""
    waiting, seen = [view], set()
    while waiting:
        each = waiting.pop(0)
        if inspect.isfunction(each) and id(each) not in seen:
            seen.add(id(each))
            yield each
            waiting += [cell.cell_contents for cell in each.__closure__ or ()]
            waiting.append(getattr(each, "__wrapped__", None))


def _guards(written: str, view: Any) -> bool:
    """By what it is called, or because it leaves on a view who may enter."""
    if ACCESS.match(written):
        return True
    names = vars(sys.modules[inspect.unwrap(view).__module__])
    if not re.fullmatch(r"\w+", written) or not inspect.isfunction(names.get(written)):
        return False
    return hasattr(names[written](_no_view), ROLES_ATTRIBUTE)


def _no_view(_request: Any) -> None:
    """To see what a decorator does to a view."""
