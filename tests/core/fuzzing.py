"""What strangers could send, and what may come of it: a refusal of ours, whole, or nothing.

`make fuzz CASES=20000` tries so many of each kind, with a second for each; `make test` a few, always the same.
"""

from __future__ import annotations

import ast
import gc
import os
import re
from copy import deepcopy
from functools import wraps
from time import thread_time

from hypothesis import HealthCheck, settings
from hypothesis import strategies as some

from credentials.core.errors import CoreError
from tests.architecture.tree import ROOT, python_files, syntax_of

CASES = int(os.environ.get("CASES", "30"))
IS_LONG = CASES > 1000
SECONDS = 1.0
"""Of the processor, for one case: on a machine where others work too the clock says nothing."""


def cases(how_many):
    """So many of them, each within its time."""

    def decorate(test):
        test.hypothesis.inner_test = in_time(test.hypothesis.inner_test)
        return settings(
            max_examples=how_many,
            deadline=None,
            derandomize=not IS_LONG,
            database=None,
            suppress_health_check=list(HealthCheck),
        )(test)

    return decorate


def in_time(act):
    @wraps(act)
    def timed(*arguments, **named):
        # Searching what thousands of cases before it left behind takes a second too, and is not this case's.
        gc.disable()
        try:
            begun = thread_time()
            act(*arguments, **named)
            taken = thread_time() - begun
        finally:
            gc.enable()
        assert taken < SECONDS, f"It took {taken:.1f} s of the processor."

    return timed


FUZZ, FEWER = cases(CASES), cases(max(CASES // 3, 10))

NASTY = [
    "", " ", "\0", "\x1f", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe", "e\u0301", "\u00e9",
    "\U0001f469\u200d\U0001f33e", "\U0010ffff", "\\", '"', "'", "<", ">", "^", "`", "{", "}", "|", "\r\n", "\t",
    "@id", "@type", "@context", "@graph", "@value", "@vocab", "_:b0", "#", ":", "://", "a:b", "__proto__",
    "https://www.w3.org/ns/credentials/v2", "https://evil.example/", "did:key:z6Mk", "did:web:evil.example",
    "did:web:127.0.0.1", "urn:uuid:1", "z", "u", "z1", "u=", "1e999", "-0", "NaN", "0" * 40, "9" * 400, "x" * 5000,
    "2026-02-30T00:00:00Z", "0000-01-01T00:00:00Z", "9999-12-31T23:59:60Z", "2026-11-25T09:30:00+23:59",
    "eddsa-jcs-2022", "ecdsa-rdfc-2019", "Multikey", "JsonWebKey2020", "CooperativeMembershipCredential",
]  # fmt: skip
TEXT = some.sampled_from(NASTY) | some.text(max_size=30) | some.text("\ud800\udfffa", max_size=3)
SCALAR = (
    TEXT
    | some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.sampled_from([2**53, -(2**53) - 1, 10**400, -0.0, 1e-7, 1e21, 5e-324])
)
ANYTHING = some.recursive(
    SCALAR,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)


@some.composite
def mutated(draw, document):
    """The document with some of its parts lost, doubled, renamed, wrapped or replaced."""
    whole = {"document": deepcopy(document)}
    for _ in range(draw(some.integers(1, 3))):
        holder, key = draw(some.sampled_from(places_in(whole)))
        change = draw(some.sampled_from([_replace, _double, _wrap, _add, _swap]))
        if holder is not whole:
            change = draw(some.sampled_from([change, _lose, _rename]))
        change(draw, whole, holder, key)
    return whole["document"]


def _replace(draw, _whole, holder, key):
    holder[key] = draw(ANYTHING)


def _lose(_draw, _whole, holder, key):
    del holder[key]


def _double(_draw, _whole, holder, key):
    holder[key] = [holder[key], deepcopy(holder[key])]


def _rename(draw, _whole, holder, key):
    if isinstance(holder, dict):
        holder[draw(TEXT)] = holder.pop(key)


def _wrap(draw, _whole, holder, key):
    value = holder[key]
    wrapped = [[value], {"@value": value}, {"id": value}, {"@id": value}, {"@graph": value}]
    holder[key] = draw(some.sampled_from(wrapped))


def _add(draw, _whole, holder, key):
    if isinstance(holder[key], dict):
        holder[key][draw(TEXT)] = draw(ANYTHING)


def _swap(draw, whole, holder, key):
    other, at = draw(some.sampled_from(places_in(whole)))
    holder[key] = deepcopy(other[at])


def places_in(value):
    """Every place within: what holds it, and under which name or number."""
    found, waiting = [], [value]
    while waiting:
        item = waiting.pop()
        entries = list(item.items() if isinstance(item, dict) else enumerate(item))
        found += [(item, key) for key, _ in entries]
        waiting += [child for _, child in entries if isinstance(child, dict | list)]
    return found


def _constants():
    """Every code and every sentence that stands in the source of the core, and of the world of these tests."""
    scene = ROOT / "tests" / "core" / "scene.py"
    return {
        node.value
        for path in (*python_files("credentials/core"), scene)
        for node in ast.walk(syntax_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


OURS = _constants()
CODE = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def check_refusal(error):
    """A code and a sentence of our own, no byte of anybody else's, and nothing behind it that a log would show."""
    assert isinstance(error, CoreError)
    assert CODE.fullmatch(error.code)
    assert error.code in OURS
    assert error.args == (str(error),)
    assert str(error) in OURS
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    assert behind is None or (isinstance(behind, CoreError) and str(behind) in OURS)


def tried(function, *arguments, **named):
    """What the function gives; None where it refuses as it may. Anything else that it raises is a fault."""
    try:
        return function(*arguments, **named)
    except CoreError as error:
        check_refusal(error)
        return None


def check_report(report):
    """Of a report nothing raises; codes and sentences are ours as well."""
    for check in report.checks:
        assert check.code in OURS
        assert check.sentence in OURS
    for proof in getattr(report, "proofs", ()):
        if proof.error is not None:
            check_refusal(proof.error)
