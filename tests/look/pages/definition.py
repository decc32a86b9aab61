"""The definition, for people."""

from __future__ import annotations

from tests.look.registry import EMPTY, no_page, shows

no_page("a file, to the byte", "definition-file")
WHOLE = "it shows the files of a version, which are never none"


@shows(
    "definition", heading="The definition of common membership", rows=9, without={"empty": WHOLE}
)
def definition(visit):
    visit.go("definition")


@shows("definition-terms", heading="The terms", rows=94)
def terms(visit):
    visit.go("definition-terms")


@shows("definition-terms", EMPTY, heading="The terms", rows=0)
def no_term(visit):
    visit.go("/definition/terms/?q=payments+of+a+king")


@shows("definition-implement", heading="Issue and check, step by step")
def implement(visit):
    visit.go("definition-implement")


@shows("definition-vectors", heading="Examples and test vectors", rows=61, without={"empty": WHOLE})
def vectors(visit):
    visit.go("definition-vectors")


@shows("definition-vectors", "trust lists", heading="Examples and test vectors", rows=4)
def vectors_of_one_kind(visit):
    visit.go("/definition/vectors/?kind=trust-list")
