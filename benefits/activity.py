"""Where a person's cards were checked and used, one co-op after another: for that person alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from benefits import agreed, mine
from benefits.models import DeskCheck, Incident, Redemption
from benefits.pseudonyms import pseudonym_of
from benefits.queries import Choice
from credentials.models import Disclosure
from tenants import scope
from tenants.models import Cooperative

# Of one card at one co-op. What desks and homes wrote down is deleted after ninety days.
MOST: Final = 200
ONE: Final = UUID("6f9c2a38-6a54-4f0e-9d3a-6c1f6f2f8a11")  # the space of names below


@dataclass(frozen=True)
class Line:
    """One thing that happened with one card. `key` names it for good: by what kind of row, and its code."""

    kind: str
    code: UUID
    at: datetime
    who: str
    did: str
    choice: Choice
    check: DeskCheck | None = None
    told: Disclosure | None = None
    use: Redemption | None = None
    disputed: Incident | None = None

    @property
    def zone(self) -> str:
        return self.choice.home.time_zone

    @property
    def shared(self) -> UUID:
        """Under which its member's word about it is kept: once."""
        return uuid5(ONE, f"{self.kind} {self.code}")


def lines(cards: list[Choice]) -> list[Line]:
    """The newest first. What a host and the home both wrote down is one line."""
    papers = mine.papers_of(cards)
    found: dict[UUID, Line] = {}
    for choice in cards:
        told = _told(choice)
        for host in [
            choice.home,
            *agreed.parties_ever(papers.get(choice.home.pk, ()), choice.home),
        ]:
            for line in _at(host, choice):
                found[line.code] = _with_told(line, told)
        found |= {row.code: _of_disclosure(row, choice) for row in told}
    said = _disputed(cards)
    rows = (replace(each, disputed=said.get(each.shared)) for each in found.values())
    return sorted(rows, key=lambda line: line.at, reverse=True)


def _told(choice: Choice) -> list[Disclosure]:
    with scope.within(choice.home.pk):
        return list(Disclosure.objects.filter(membership=choice.credential.membership)[:MOST])


def _at(host: Cooperative, choice: Choice) -> Iterator[Line]:
    """What one co-op wrote down about one card: the own one by membership, others by the pseudonym that they know."""
    with scope.within(host.pk):
        checks = DeskCheck.objects.select_related("desk")
        uses = Redemption.objects.all()
        if host.pk == choice.home.pk:
            # A further card of the household is somebody else's.
            checks = checks.filter(membership=choice.credential.membership, further=None)
            uses = uses.none()
        else:
            card = mine.card_of(choice)
            if card is None:
                return
            holder = pseudonym_of(host, home=card.home, membership_id=card.membership_id)
            checks, uses = checks.filter(pseudonym=holder), uses.filter(pseudonym=holder)
        rows: list[DeskCheck | Redemption] = [*checks[:MOST], *uses[:MOST]]
    for row in rows:
        if isinstance(row, DeskCheck):
            yield Line("check", row.code, row.at, host.name, host.did, choice, check=row)
        else:
            yield Line("use", row.code, row.at, host.name, host.did, choice, use=row)


def _with_told(line: Line, told: list[Disclosure]) -> Line:
    """A check by code stands in both books a moment apart; what was told is taken out of the list then."""
    if line.check is None:
        return line
    for row in told:
        at_a_desk = row.purpose == Disclosure.Purpose.DESK and row.asker_did == line.did
        if at_a_desk and abs(row.at - line.at) < mine.ONE_LOOK:
            told.remove(row)
            return replace(line, told=row)
    return line


def _of_disclosure(row: Disclosure, choice: Choice) -> Line:
    return Line("told", row.code, row.at, row.asker_name, row.asker_did, choice, told=row)


def _disputed(cards: Iterable[Choice]) -> dict[UUID, Incident]:
    found: dict[UUID, Incident] = {}
    for choice in cards:
        with scope.within(choice.home.pk):
            rows = Incident.objects.filter(
                membership=choice.credential.membership, side=Incident.Side.MEMBER
            )
            found |= {row.shared: row for row in rows}
    return found
