"""`python -m tests.kills`: the programme; with `feed` or `examine`, a process of the harness."""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["feed"]:
        import django  # noqa: PLC0415 -- only this process needs it

        django.setup()
        from tests.kills import feeder  # noqa: PLC0415 -- models only exist after the set-up

        feeder.feed(sys.argv[2])
    elif sys.argv[1:2] == ["examine"]:
        import django  # noqa: PLC0415 -- only this process needs it

        django.setup()
        from tests.kills import feeder, invariants  # noqa: PLC0415 -- models only exist after the set-up

        run = invariants.Run(feeder.arrived(), int(sys.argv[3]))
        found = invariants.examine(run, naive=sys.argv[2] == "plain")
        told = {"wrong": found.wrong, "examined": found.examined, "broken": feeder.broken()}
        sys.stdout.write(json.dumps(told))
    else:
        from tests.kills import programme  # noqa: PLC0415 -- the harness runs without Django

        sys.exit(programme.main(int(os.environ.get("KILLS") or 100)))


if __name__ == "__main__":
    main()
