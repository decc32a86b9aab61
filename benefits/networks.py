"""Networks that are open to every co-op, read by one that may not be in them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from benefits.agreed import here
from benefits.models import Agreement, AgreementParty, AgreementVersion
from benefits.sides import State, latest_agreed
from tenants import scope
from tenants.dates import today_in


@dataclass(frozen=True)
class Network:
    """What is published: the terms and who is in it. `version` is what one signs by joining."""

    agreement: Agreement
    version: AgreementVersion
    publisher: AgreementParty
    members: tuple[AgreementParty, ...]
    ours: AgreementParty | None

    @property
    def is_ours(self) -> bool:
        return self.ours is not None and self.ours.member


def network(code: UUID) -> Network | None:
    found = Agreement.networks.filter(code=code, state=State.IN_FORCE).first()
    return _read(found) if found else None


def open_networks() -> list[Network]:
    """Those we are not part of."""
    networks = (_read(each) for each in Agreement.networks.filter(state=State.IN_FORCE))
    return [each for each in networks if each is not None and each.ours is None]


def _read(agreement: Agreement) -> Network | None:
    newest = latest_agreed(AgreementVersion.objects.filter(agreement=agreement))
    if newest is None or newest.ends_on < today_in(here().time_zone):
        return None
    rows = AgreementParty.everyone.filter(agreement=agreement, left_at=None)
    parties = list(rows.select_related("cooperative"))
    at = scope.current().cooperative_id
    return Network(
        agreement,
        newest,
        next(each for each in parties if each.proposer),
        tuple(each for each in parties if each.member),
        next((each for each in parties if each.is_here(at)), None),
    )
