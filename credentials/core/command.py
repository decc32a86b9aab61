"""What ``python -m credentials.core card.json`` does: verify a credential or a presentation without portal or network.

https://www.w3.org/TR/vc-data-model-2.0/#verification. What would be asked for stands in other files: DID documents,
status lists, linked presentations. A did:key needs none. Ends with 0 where everything passed, 1 where something did
not or could not be checked, 2 where a file cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from credentials.core.at_hand import AtHand
from credentials.core.encoding import parse_json
from credentials.core.errors import CoreError, EncodingError
from credentials.core.report import checks_in_words, in_words
from credentials.core.times import parse_time
from credentials.core.types import Document
from credentials.core.verification import GENERAL, RECOGNITION, Policy, verify_credential

UNREADABLE = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Verify the file that the arguments name, print every check, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m credentials.core",
        description="Verify a credential or a presentation, and print every check.",
    )
    parser.add_argument("file", help="the document as JSON, or - for standard input")
    parser.add_argument(
        "others", nargs="*", help="files that hold what is asked for: DID documents, status lists"
    )
    parser.add_argument("--at", help="the moment to verify for, as 2026-11-25T09:30:00Z; else now")
    parser.add_argument(
        "--card", action="store_true", help="accept a membership card as we define it, nothing else"
    )
    given = parser.parse_args(arguments)
    try:
        document = _read(given.file)
        at_hand = AtHand([_read(name) for name in given.others])
        now = parse_time(given.at) if given.at else datetime.now(UTC)  # noqa: TID251 -- here a person asks, and means now
    except (OSError, CoreError) as error:
        sentence = str(error) if isinstance(error, CoreError) else "A file cannot be opened."
        print(sentence, file=sys.stderr)  # noqa: T201 -- it speaks to a terminal
        return UNREADABLE
    lines, good = _verified(document, at_hand, now, RECOGNITION if given.card else GENERAL)
    print("\n".join(lines))  # noqa: T201 -- as above
    return 0 if good else 1


def _verified(
    document: Document, at_hand: AtHand, now: datetime, policy: Policy
) -> tuple[list[str], bool]:
    kinds = document.get("type")
    is_presentation = "VerifiablePresentation" in (kinds if isinstance(kinds, list) else [kinds])
    if policy is GENERAL and is_presentation:
        from credentials.core.shown import verify_shown  # noqa: PLC0415 -- a card does not wait for it

        shown = verify_shown(
            document,
            now=now,
            resolve=at_hand.resolve,
            fetch_status=at_hand.fetch,
            fetch_linked=at_hand.fetch,
        )
        inside = [line for report in shown.credentials for line in in_words(report)]
        return [*checks_in_words(shown.checks), *inside], shown.ok
    report = verify_credential(
        document,
        now=now,
        resolve=at_hand.resolve,
        fetch_status=at_hand.fetch,
        fetch_linked=at_hand.fetch,
        policy=policy,
    )
    return in_words(report), report.ok


def _read(name: str) -> Document:
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    document = parse_json(data)
    if not isinstance(document, dict):
        raise EncodingError("bad_json", "A file holds no JSON object.")
    return document
