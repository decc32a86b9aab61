"""Why nobody was asked, or nothing that may be used came back."""

from __future__ import annotations


class OutboundError(Exception):
    """One sentence for people, whatever happened: it tells nobody what stands in which network.

    `reason` is for the log, and for whoever treats "there is no such document" differently.
    """

    def __init__(self, reason: str) -> None:
        super().__init__("The other portal did not answer.")
        self.reason = reason

    @property
    def missing(self) -> bool:
        """It was asked, and says itself that there is nothing at this address."""
        return self.reason in {"status_404", "status_410"}


class InsideTransactionError(RuntimeError):
    """A mistake of ours: a database transaction would wait for a stranger."""

    def __init__(self) -> None:
        super().__init__("Other portals are asked before a transaction begins, never within one.")
