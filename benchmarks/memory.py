"""What a worker keeps of the cards that went through it: `python -m benchmarks.memory [cards]`.

Each card is issued and checked in every way, and forgotten. Among them are documents of strangers, each of a shape of
its own, which are what could fill the memory.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Final

from benchmarks.cards import ISSUERS, SHARES, Wanted, built, check, claims_of
from benchmarks.report import keep
from credentials.core.data_integrity.proof import add_proof, verify_proof
from tests.core.scene import NOW

HOW_MANY: Final = 100_000
WARM: Final = 4_000
STRANGE: Final = 50
"""One in so many is of a shape that nobody has seen."""

MOST_MB: Final = 20


def main() -> None:
    how_many = int(sys.argv[1]) if len(sys.argv) > 1 else HOW_MANY
    for number in range(WARM):
        _through(number)
    before = _resident()
    for number in range(WARM, WARM + how_many):
        _through(number)
    grown = _resident() - before
    keep("memory", {"cards": how_many, "before, MB": before, "grown by, MB": grown})
    if grown > MOST_MB:
        sys.exit(f"More than {MOST_MB} MB stayed behind.")


def _through(number: int) -> None:
    each = Wanted(list(SHARES)[number % len(SHARES)], number)
    document = built(each, claims_of(each, ISSUERS), ISSUERS)
    signer = ISSUERS.signers[each.issuer]
    card = json.loads(json.dumps(add_proof(document, signer, created=each.created)))
    if each.shape == "accreditation":
        verify_proof(card, resolve=ISSUERS.resolve, now=NOW)
    else:
        check(card)
    if number % STRANGE == 0:
        word = {f"x{number:x}": f"https://stranger.example/ns#x{number:x}"}
        document["@context"] = [document["@context"][0], word]
        document = {"@context": document["@context"], "type": ["VerifiableCredential"]} | {
            "issuer": document["issuer"]["id"],
            "credentialSubject": {next(iter(word)): "strange"},
        }
        add_proof(document, signer, created=NOW)


def _resident() -> float:
    gc.collect()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
