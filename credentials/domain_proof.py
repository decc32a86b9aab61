"""Look whether a co-op shows the agreed line on the website of its domain. The DNS is looked at by people.

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
    """Whether there is a file that the portal could read."""
    return bool(row.domain) and row.domain_proof == Accreditation.Proof.FILE


def is_shown(row: Accreditation) -> bool:
    """Whether the line stands there, alone. False also where nobody answers."""
    proof = accreditation_words.proof(row)
    if proof is None or not can_look(row):
        return False
    try:
        kept = outbound.fetch(proof["where"], TEXT, fresh=FRESH)
    except OutboundError:
        return False
    # Some editors begin a file with a mark that nobody sees.
    return kept.body.decode("utf-8-sig", errors="replace").strip() == proof["word"]
