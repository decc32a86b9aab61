"""Look whether a co-op shows the agreed line on the website of its domain, or in the DNS.

What the portal finds counts for nothing until somebody of the body writes it down.
"""

from __future__ import annotations

from typing import Final

from credentials import accreditation_words
from credentials.models import Accreditation
from tenants import outbound
from tenants.outbound import OutboundError, Profile

TEXT: Final = Profile("text", 4 * 1024, frozenset({"text/plain"}))
FRESH: Final = 10  # seconds: whoever looks again after mending it sees what is there now


def can_look(row: Accreditation) -> bool:
    """Whether there is something that the portal could read."""
    return bool(row.domain)


def is_shown(row: Accreditation) -> bool:
    """Whether the line stands there: alone in the file, or as one of the records. False also where nobody answers."""
    proof = accreditation_words.proof(row)
    if proof is None:
        return False
    read = _records if proof["how"] == "dns" else _file
    try:
        return proof["word"] in read(row, proof["where"])
    except OutboundError:
        return False


def _file(_row: Accreditation, where: str) -> list[str]:
    # Some editors begin a file with a mark that nobody sees.
    body = outbound.fetch(where, TEXT, fresh=FRESH).body
    return [body.decode("utf-8-sig", errors="replace").strip()]


def _records(row: Accreditation, _where: str) -> list[str]:
    return [each.strip() for each in outbound.texts(accreditation_words.PROOF_NAME, row.domain)]
