"""`make crash KILLS=100`: both set-ups and the naive variant, one after another, with everything that was found."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from scripts.figures import Figure, tell
from tests.kills import harness, servers
from tests.support.setups import EMBEDDED, SERVERS

SHORT = {EMBEDDED: "sqlite", SERVERS: "postgres", harness.NAIVE: "naive"}
LINE = 100
# What there must have been something of, so that an invariant is about something.
PROMISED = (
    "approvals",
    "credentials",
    "bits_set",
    "log_lines",
    "jobs",
    "letters",
    "mails",
    "uses",
    "references",
    "log_bytes",
)


def main(kills: int) -> int:
    """The figures last; not 0 where anything was lost, doubled or wrong, or the naive variant lost nothing."""
    chosen = os.environ.get("SETUPS", f"{EMBEDDED},{SERVERS},{harness.NAIVE}").split(",")
    figures: dict[str, Figure] = {}
    failed = 0
    for setup in chosen:
        if setup == SERVERS and (why := servers.why_not()) is not None:
            _say(f"{setup} is left out: {why}.")
            continue
        with tempfile.TemporaryDirectory(prefix="coopportal-crash-") as folder:
            outcome = harness.run(Path(folder), setup, kills)
        _say(report(outcome))
        short = SHORT[setup]
        if setup == harness.NAIVE:
            figures |= {
                "naive_kills": sum(outcome.kills.values()),
                "naive_lost": outcome.lost,
            }
            failed += not outcome.lost
            continue
        failed += bool(outcome.violations) + (outcome.counted < kills) + bool(nothing_of(outcome))
        figures |= {
            f"{short}_kills": outcome.counted,
            f"{short}_deaths": outcome.crashes,
            f"{short}_approvals": outcome.examined["approvals"],
            f"{short}_violations": outcome.violations,
            f"{short}_mails_twice": outcome.examined["mails_twice"],
        }
    tell("crash", f"make crash KILLS={kills}", **figures)
    return 1 if failed else 0


def nothing_of(outcome: harness.Outcome) -> list[str]:
    """What was promised and never there: its invariants held over nothing."""
    return [each for each in PROMISED if not outcome.examined[each]]


def report(outcome: harness.Outcome) -> str:
    """Every invariant by name, since outputs are cut off at their ends; then what was examined, and kills by step."""
    lines = [f"== {outcome.setup}: {outcome.counted} kills at work, {outcome.seconds:.0f} s"]
    for name, wrong in outcome.wrong.items():
        lines.append(f"  {'WRONG' if wrong else 'holds':<6} {name}")
        lines += [f"         {each[:LINE]}" for each in wrong[:10]]
    if outcome.setup != harness.NAIVE:
        lines += [f"  WRONG  there were no {each}" for each in nothing_of(outcome)]
    if outcome.broken:
        lines.append(f"  WRONG  {outcome.broken} acts ended in a way that nobody foresaw")
    lines.append("  " + ", ".join(f"{what} {n}" for what, n in outcome.examined.items()))
    lines += [f"  {times:4} {step}" for step, times in sorted(outcome.kills.items())]
    lines.append(f"  {outcome.groups_at_work:4} whole workers at work, of {outcome.groups}")
    lines += [f"  {times:4} {what}" for what, times in outcome.servers.items()]
    lines.append(f"  {outcome.claims_again:4} claims made again")
    lines.append(f"  {outcome.overtaken:4} letters that took longer than their lease")
    return "\n".join(lines)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
