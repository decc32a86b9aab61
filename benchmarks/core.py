"""What the core costs beyond raw Ed25519: `python -m benchmarks.core [cards]`.

No portal and no database: documents in memory. The measure is a ratio of CPU time within one run - raw
operations of OpenSSL over ours, a card each - so that it means the same on another machine. 1 would be:
nothing but the signature. Each figure is the best of five rounds, which take turns.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from time import process_time
from typing import Final

from benchmarks.report import keep
from credentials.core.credential import build_membership_credential
from credentials.core.data_integrity.proof import add_proof
from credentials.core.lists import ListReader
from credentials.core.status import MINIMUM, encode
from credentials.core.types import Document
from credentials.core.verification import RECOGNITION, verify_credential
from tests.core.scene import NOW, YEAR, World, green_valley

HOW_MANY: Final = 200
ROUNDS: Final = 5
COOP = green_valley()
WORLD = World(COOP)
MESSAGE: Final = bytes(64)


def unsigned(number: int) -> Document:
    claims = replace(
        COOP.claims(), number=f"GV-{number:06d}", membership_id=f"kJ3v0QmXx9a7Zb1c{number:06d}"
    )
    return build_membership_credential(
        claims, valid_from=NOW, valid_until=NOW + YEAR, status=COOP.entries(number)
    )


def issue(number: int) -> Document:
    return add_proof(unsigned(number), COOP.signer, created=NOW)


def verify(card: Document) -> None:
    """Under the strict policy; keys and lists are at hand, as in a portal that reads its own."""
    report = verify_credential(
        card,
        now=NOW,
        resolve=WORLD.resolve,
        fetch_status=WORLD.fetch_status,
        policy=RECOGNITION,
        lists=LISTS,
    )
    if not all(check.outcome.value == "passed" for check in report.checks):
        raise SystemExit(f"A good card was refused: {report.checks}")


LISTS = ListReader(now=NOW, resolve=WORLD.resolve, fetch_status=WORLD.fetch_status)


def measure(how_many: int) -> dict[str, float]:
    """Seconds a card, the best round of each."""
    signer, key = COOP.signer, COOP.signer.public_key
    signature = signer.sign(MESSAGE)
    cards = [issue(number) for number in range(how_many)]
    by_jcs = [
        add_proof(unsigned(number), signer, created=NOW, cryptosuite="eddsa-jcs-2022")
        for number in range(how_many)
    ]
    numbers = range(how_many)
    acts: dict[str, Callable[[], object]] = {
        "raw signing": lambda: [signer.sign(MESSAGE) for _ in numbers],
        "raw verifying": lambda: [key.verify(signature, MESSAGE) for _ in numbers],
        "issue eddsa-rdfc-2022": lambda: [issue(number) for number in numbers],
        "verify eddsa-rdfc-2022": lambda: [verify(card) for card in cards],
        "issue eddsa-jcs-2022": lambda: [
            add_proof(unsigned(number), signer, created=NOW, cryptosuite="eddsa-jcs-2022")
            for number in numbers
        ],
        "verify eddsa-jcs-2022": lambda: [verify(card) for card in by_jcs],
    }
    best = dict.fromkeys(acts, float("inf"))
    for _round in range(ROUNDS):
        for name, act in acts.items():
            best[name] = min(best[name], _timed(act) / how_many)
    best["status list of 131,072"] = min(
        _timed(lambda: encode(range(0, MINIMUM, 100), MINIMUM)) for _ in range(ROUNDS)
    )
    return best


def main() -> None:
    best = measure(int(sys.argv[1]) if len(sys.argv) > 1 else HOW_MANY)
    figures = {}
    for name, seconds in best.items():
        figures[f"{name} µs"] = 1e6 * seconds
        raw = best.get({"issue": "raw signing", "verify": "raw verifying"}.get(name.split()[0], ""))
        if raw:
            figures[f"{name} raw ÷ ours"] = raw / seconds
    keep("core", figures)


def _timed(act: Callable[[], object]) -> float:
    begun = process_time()
    act()
    return process_time() - begun


if __name__ == "__main__":
    main()
