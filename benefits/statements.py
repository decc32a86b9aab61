"""What one side of an agreement across portals says, signed by its co-op. Read strictly, believed only as its own word.

Plain JSON under an `eddsa-jcs-2022` proof. Each side publishes one such document per agreement and replaces it as it
acts: which versions it has signed, word for word, which of them it takes as agreed, what it declined, its pause, the
end. A version is known by the digest of its words, so that nobody signs one text and is held to another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from benefits.terms import Terms
from credentials.core import asking
from credentials.core.canonical.jcs import canonicalize
from credentials.core.data_integrity.proof import add_proof, verify_proof
from credentials.core.encoding import is_plain
from credentials.core.errors import CoreError, UnreachableError
from credentials.core.keys import Signer
from credentials.core.times import parse_time, write_time
from credentials.core.types import Document, Resolve

TYPE: Final = "CooperativeAgreementStatement"
SUITE: Final = "eddsa-jcs-2022"
MOST: Final = 40  # versions in one statement: the newest
LONGEST_NAME: Final = 300
MOST_OF_A_NAME: Final = asking.LONGEST  # of a co-op, wherever it is met
LONGEST_TEXT: Final = 300
HIGHEST: Final = 9999
LONGEST_NOTICE: Final = 366
LEEWAY: Final = timedelta(minutes=5)
EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = date(2999, 12, 31)
LAST: Final = (
    2**31 - 1
)  # counted in seconds since the earliest moment, for as long as a column holds
NOTHING: Final = b"\\u0000"  # as JSON writes what not every database can keep


class StatementError(ValueError):
    """`code`: nothing_there, unreachable, unreadable, name_too_long, forged, other_parties, other_terms, older,
    not_open."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Paper:
    """One version of an agreement, word for word: what a signature is for. The proposer stands first."""

    agreement: UUID
    parties: tuple[tuple[str, str], ...]
    number: int
    terms: Mapping[str, Any]
    starts_on: date
    ends_on: date
    notice_days: int
    proposed_by: str
    note: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(canonicalize(self.to_json())).hexdigest()

    def to_json(self) -> Document:
        return {
            "agreement": self.agreement.urn,
            "parties": [{"id": did, "name": name} for did, name in self.parties],
            "number": self.number,
            "terms": dict(self.terms),
            "startsOn": self.starts_on.isoformat(),
            "endsOn": self.ends_on.isoformat(),
            "noticeDays": self.notice_days,
            "proposedBy": self.proposed_by,
            "note": self.note,
        }

    def need_readable(self) -> None:
        """Raises StatementError for terms that would not be shown whole. Asked before they are signed, and not
        again: what both have signed holds, however the terms are written by then."""
        try:
            terms = Terms.from_json(self.terms)
            exact = canonicalize(terms.to_json()) == canonicalize(dict(self.terms))
        except (CoreError, KeyError, TypeError, ValueError, AttributeError):
            raise StatementError("unreadable") from None
        if not exact or terms.everyone or not set(terms.gives) <= {did for did, _ in self.parties}:
            raise StatementError("unreadable")

    @classmethod
    def from_json(cls, data: Any) -> Paper:
        parties = tuple((_name(each["id"]), _called(each["name"])) for each in data["parties"])
        paper = cls(
            UUID(data["agreement"]),
            parties,
            _between(1, data["number"], HIGHEST),
            data["terms"],
            date.fromisoformat(data["startsOn"]),
            date.fromisoformat(data["endsOn"]),
            _between(0, data["noticeDays"], LONGEST_NOTICE),
            _name(data["proposedBy"]),
            _text(data["note"]),
        )
        dids = {did for did, _called in parties}
        if len(dids) != len(("one", "other")) or paper.proposed_by not in dids:
            raise ValueError("Such an agreement is between two.")
        if not EARLIEST.date() <= paper.starts_on <= paper.ends_on <= LATEST:
            raise ValueError("It ends before it starts, or beyond every calendar here.")
        return paper


@dataclass(frozen=True)
class Signed:
    """`by` is a person of the side that signed."""

    paper: Paper
    by: str
    at: datetime

    def to_json(self) -> Document:
        return {"paper": self.paper.to_json(), "by": self.by, "at": write_time(self.at)}

    @classmethod
    def from_json(cls, data: Any) -> Signed:
        return cls(Paper.from_json(data["paper"]), _name(data["by"]), parse_time(data["at"]))


@dataclass(frozen=True)
class Agreed:
    """The side that wrote a version has read the other's signature: it holds from that day."""

    digest: str
    effective_on: date

    def to_json(self) -> Document:
        return {"digest": self.digest, "effectiveOn": self.effective_on.isoformat()}

    @classmethod
    def from_json(cls, data: Any) -> Agreed:
        return cls(_name(data["digest"]), date.fromisoformat(data["effectiveOn"]))


@dataclass(frozen=True)
class Word:
    """Something that was said once: by whom, when and why. `about` is the digest of a version, where it is one."""

    by: str
    at: datetime
    reason: str
    about: str = ""
    visits_too: bool = False

    def to_json(self) -> Document:
        return {
            "by": self.by,
            "at": write_time(self.at),
            "reason": self.reason,
            "about": self.about,
            "visitsToo": self.visits_too,
        }

    @classmethod
    def from_json(cls, data: Any) -> Word:
        visits_too = data["visitsToo"] is True
        return cls(
            _text(data["by"]),
            parse_time(data["at"]),
            _text(data["reason"]),
            _text(data["about"]),
            visits_too,
        )


@dataclass(frozen=True)
class Statement:
    """All that one side says of one agreement; whatever it says later has a higher number."""

    issuer: str
    agreement: UUID
    sequence: int
    signed: tuple[Signed, ...] = ()
    agreed: tuple[Agreed, ...] = ()
    declined: tuple[Word, ...] = ()
    paused: Word | None = None
    ended: Word | None = None

    def to_json(self, address: str) -> Document:
        return {
            "id": address,
            "type": TYPE,
            "issuer": self.issuer,
            "agreement": self.agreement.urn,
            "sequence": self.sequence,
            "signed": [each.to_json() for each in self.signed],
            "agreed": [each.to_json() for each in self.agreed],
            "declined": [each.to_json() for each in self.declined],
            "paused": self.paused.to_json() if self.paused else None,
            "ended": self.ended.to_json() if self.ended else None,
        }

    @classmethod
    def from_json(cls, data: Any) -> Statement:
        paused, ended = data["paused"], data["ended"]
        return cls(
            _name(data["issuer"]),
            UUID(data["agreement"]),
            _between(1, data["sequence"], LAST),
            tuple(Signed.from_json(each) for each in data["signed"][:MOST]),
            tuple(Agreed.from_json(each) for each in data["agreed"][:MOST]),
            tuple(Word.from_json(each) for each in data["declined"][:MOST]),
            Word.from_json(paused) if paused is not None else None,
            Word.from_json(ended) if ended is not None else None,
        )

    @property
    def moments(self) -> list[datetime]:
        words = [*self.signed, *self.declined, self.paused, self.ended]
        return [each.at for each in words if each is not None]


def sign_statement(
    statement: Statement, signer: Signer, *, address: str, now: datetime
) -> Document:
    return add_proof(statement.to_json(address), signer, created=now, cryptosuite=SUITE)


def read_statement(
    document: Document, *, issuer: str, code: UUID, address: str, resolve: Resolve, now: datetime
) -> Statement:
    """What a side says, once its signature is found true. Raises StatementError.

    Anything in it that would not be written so by us is refused: no word may stand there unread.
    """
    proof = document.get("proof")
    method = proof.get("verificationMethod") if isinstance(proof, dict) else None
    if not isinstance(method, str) or method.partition("#")[0] != issuer:
        raise StatementError("forged")  # nobody else's document is asked for
    try:
        verify_proof(document, resolve=resolve, now=now)
    except UnreachableError:
        raise StatementError("unreachable") from None
    except CoreError:
        raise StatementError("forged") from None
    found = _read({name: value for name, value in document.items() if name != "proof"}, address)
    if (found.issuer, found.agreement) != (issuer, code):
        raise StatementError("forged")
    if not all(EARLIEST <= moment <= now + LEEWAY for moment in found.moments):
        raise StatementError("unreadable")
    if any(each.paper.agreement != code for each in found.signed):
        raise StatementError("other_terms")
    return found


def _read(unsigned: Document, address: str) -> Statement:
    try:
        found = Statement.from_json(unsigned)
        said = canonicalize(unsigned)
        exact = canonicalize(found.to_json(address)) == said and NOTHING not in said
    except StatementError:
        raise
    except (CoreError, KeyError, TypeError, ValueError, AttributeError):
        raise StatementError("unreadable") from None
    if not exact:
        raise StatementError("unreadable")
    return found


def _between(least: int, value: Any, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise ValueError("A number is out of bounds.")
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not is_plain(value) or not 0 < len(value) <= LONGEST_NAME:
        raise ValueError("A name is missing or too long.")
    return value


def _called(value: Any) -> str:
    """A co-op's name is kept whole or not at all: signatures are for its every letter."""
    if isinstance(value, str) and len(value) > MOST_OF_A_NAME:
        raise StatementError("name_too_long")
    return _name(value)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError("A text is too long.")
    return value
