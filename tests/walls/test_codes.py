"""What stands in an address to name somebody's row cannot be guessed: a uuid, or a secret that was drawn."""

from __future__ import annotations

import re

from tests.walls.pages import DEVELOPMENT, LIBRARY, routes

PARAMETER = re.compile(r"<(?:(?P<kind>\w+):)?(?P<name>\w+)>")
# A token is drawn at random or a keyed digest (`tenants/secrets.py`), and is looked up by its own digest.
DRAWN = {("str", "token"), ("slug", "token")}
# Everything else names nothing that is anybody's own: a reason each.
NAMED = {
    ("slug", "cooperative"): "a co-op is public",
    ("slug", "slug"): "a co-op, a use case, a page of help: all public",
    ("slug", "digest"): "of a stylesheet, so that browsers keep it",
    ("slug", "host"): "a co-op; the card beside it is a uuid",
    ("slug", "benefit"): "a benefit of a co-op, which is public",
    ("slug", "service"): "which mail service reports",
    ("slug", "side"): "gives or takes, in terms that are being written",
    ("slug", "step"): "of a form",
    ("slug", "of"): "bylaws or privacy notice",
    ("slug", "kind"): "of a letter or a decision, the same at every co-op",
    ("slug", "act"): "what is done with a wave of invitations",
    ("slug", "key"): "of a report, the same at every co-op",
    ("str", "form"): "of a file: csv, xlsx, ods",
    ("int", "year"): "a year",
    ("int", "number"): "of a version or a comment that is published, or a year",
    ("int", "version"): "of published bylaws or notices",
    ("path", "name"): "a file of the definition, which is public",
}
# By these a stranger finds what is meant for strangers: initials on a card's code of 40 bits, published lists.
PUBLISHED = {
    "credentials:verdict",
    "credentials:verdict-json",
    "credentials:status-list",
    "credentials:trust-list-part",
}


def parameters():
    for route in routes():
        if not route.name.startswith((*LIBRARY, *DEVELOPMENT)):
            for found in PARAMETER.finditer(route.pattern):
                yield route.name, (found["kind"] or "str", found["name"])


def test_every_row_is_named_by_what_nobody_can_guess():
    guessable = [
        (name, parameter)
        for name, parameter in parameters()
        if parameter[0] != "uuid" and parameter not in {*DRAWN, *NAMED} and name not in PUBLISHED
    ]

    assert sum(parameter[0] == "uuid" for _, parameter in parameters()) > 100
    assert guessable == []


def test_every_reason_is_needed():
    assert set(NAMED) - {parameter for _, parameter in parameters()} == set()
