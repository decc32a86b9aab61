"""Where work is in hand: the steps at which processes are killed, and how often each."""

from __future__ import annotations

from math import ceil

POST = "tenants.letters.send"
# Each with its rows in one transaction: replaying it must change nothing twice.
REACTIONS = (
    "credentials.issue",
    "credentials.reissue",
    "credentials.check",
    "credentials.letters.card",
    "credentials.status.suspended",
    "credentials.status.restored",
    "credentials.status.ended",
    "tenants.jobs.step",
)
# Rows are claimed and not closed: only a kill here counts towards what is promised.
UNFINISHED = (
    "claimed",
    "credentials.cards:signed",
    "credentials.lists:signed",
    *(f"{each}:before-commit" for each in REACTIONS),
    "members.import:before-counts",
    "members.many:before-counts",
    "cards.print:before-counts",
    "credentials.printing.paper:leased",
    "credentials.printing.paper:sent",
    f"{POST}:leased",
    f"{POST}:unmarked",
    f"{POST}:sent",
)
# A mail has left and the letter does not know it yet.
MAILED = (f"{POST}:unmarked",)
# What somebody does at a page, or a clock: cut off before the commit, or after it and before anybody is told.
REQUESTS = (
    *("approve", "suspend", "restore", "end", "replace", "give"),
    *("import", "many", "print", "rotate", "activate"),
)
# Done, and what follows from it is owed: the death of the process may not lose that.
BESIDE = (
    *(f"{each}:committed" for each in REACTIONS),
    *(f"{each}:{moment}" for each in REQUESTS for moment in ("before-commit", "committed")),
)
# Of the variant that must lose.
NAIVE = ("plain:before-commit", "plain:committed", "plain:sent")
# A document holds so many keys, and the old ones stay in it: a portal that rotates for an hour comes to its end.
SELDOM = ("rotate", "activate")
SELDOM_AT_MOST = 5
CHANCE = 0.4


def wanted(kills: int, *, naive: bool = False) -> dict[str, int]:
    """How often a process is to die at each step, so that as many kills as are asked for count."""
    if naive:
        return dict.fromkeys(NAIVE, 5)
    each = ceil(kills / len(UNFINISHED))
    beside = dict.fromkeys(BESIDE, max(1, each // 5))
    for step in BESIDE:
        if step.startswith(SELDOM):
            beside[step] = min(beside[step], SELDOM_AT_MOST)
    return {**dict.fromkeys(UNFINISHED, each), **beside}


def plan(steps: dict[str, int]) -> str:
    """As `tenants/killpoints.py` reads it."""
    return ",".join(f"{step}={CHANCE}*{most}" for step, most in steps.items())
