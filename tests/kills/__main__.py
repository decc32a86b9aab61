"""`python -m tests.kills feed outbox` and `python -m tests.kills count`: processes of the harness."""

from __future__ import annotations

import json
import sys

import django

django.setup()

from tests.kills import counting, feeder  # noqa: E402 -- models only exist after the set-up

if __name__ == "__main__":
    if sys.argv[1] == "feed":
        feeder.feed(sys.argv[2])
    else:
        sys.stdout.write(json.dumps(counting.count()))
