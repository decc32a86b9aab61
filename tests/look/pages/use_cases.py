"""The five use cases, as everybody and as the operator sees them."""

from __future__ import annotations

from tests.look.pages.operator import operator
from tests.look.registry import shows
from tests.portal.visits import visited


@shows("use-cases", heading="What co-ops do with it")
def use_cases(visit):
    visited()
    visit.go("use-cases")


@shows("use-case", heading="Reciprocal membership")
def use_case(visit):
    visited()
    visit.go("use-case", slug="reciprocal-membership")


@shows("use-case", "not built", heading="Sign in with your co-op")
def not_built(visit):
    visit.go("use-case", slug="sign-in")


@shows("use-case", "for the operator", heading="Reciprocal membership")
def use_case_of_the_operator(visit):
    operator(visit)
    use_case(visit)
