"""Mutants are made of what the source has: of every kind, each once, always the same, and each with somebody who must notice."""

from __future__ import annotations

import ast
from collections import Counter

from tests.mutants import guards, notfound
from tests.mutants.equivalent import EQUIVALENT
from tests.mutants.generated import ELSEWHERE, MAKERS, every
from tests.mutants.mutant import Mutant


def test_there_are_mutants_of_every_kind_and_each_has_its_witness():
    made = every()
    kinds = Counter(each.kind for each in made)

    assert set(kinds) == {*MAKERS, *ELSEWHERE}
    assert min(kinds.values()) > 20
    assert kinds["role"] > 1000
    assert len({each.key for each in made}) == len(made)
    assert {Mutant.of(each.key).key for each in made} == {each.key for each in made}
    without = [each.key for each in made if each.kind in {"guard", "notfound"} and not each.tests]
    assert without == []
    assert all(EQUIVALENT.values())


def test_what_is_left_out_never_happens_and_its_names_stay():
    tree = ast.parse(
        "def f(self):\n    self.claim()\n    if self.away:\n        raise ForeignRowError\n"
    )
    [function] = tree.body
    for node in function.body:
        guards._leave_out(node)

    assert ast.unparse(function.body[0]) == "False and self.claim()"
    assert ast.unparse(function.body[1].test) == "False and self.away"


def test_of_all_that_is_not_there_one_is_left_out():
    written = "def f(row):\n    if row is None:\n        log(row)\n        raise Http404\n    try:\n        g()\n    except E as error:\n        raise Http404 from error\n"
    first = ast.unparse(notfound.leave_out(ast.parse(written), 4))
    second = ast.unparse(notfound.leave_out(ast.parse(written), 8))

    assert "log(row)\n        if False:\n            raise Http404\n" in first
    assert first.count("if False") == second.count("if False") == 1
    assert second.endswith("if False:\n            raise Http404 from error")


def test_a_view_that_leads_to_a_function_is_found():
    reached = notfound._reaching("benefits/views/networks.py", "_exception")

    assert {"_exception", "agree_exception", "end_exception"} <= reached
    assert "join" not in reached
