"""Reads of what is agreed, within the current co-op: by agreement, by partner, for a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)

from benefits.errors import TermsRefusedError
from benefits.models import (
    Acceptance,
    Agreement,
    AgreementParty,
    AgreementVersion,
    PairException,
    Pause,
)
from benefits.sides import Bond, Sides, State, latest_agreed
from tenants import scope
from tenants.dates import today_in
from tenants.models import Cooperative


def here() -> Cooperative:
    return Cooperative.objects.get(pk=scope.current().cooperative_id)


def need_possible_dates(starts_on: date, ends_on: date) -> None:
    """Raises TermsRefusedError for a last day before the first, or one that is over where we are."""
    if not starts_on <= ends_on or ends_on < today_in(here().time_zone):
        raise TermsRefusedError


def sides_of_all() -> list[Sides]:
    """Every agreement of the current co-op, newest first."""
    return _read(whole())


def sides_of(code: UUID) -> Sides | None:
    return next(iter(_read(whole().filter(code=code))), None)


def bonds_by_code(wanted: Iterable[tuple[UUID, str]]) -> dict[tuple[UUID, str], Bond]:
    """For agreements and the DIDs of their other parties, in whatever state they are."""
    pairs = set(wanted)
    rows = whole().filter(code__in={code for code, _did in pairs})
    bonds = (bond for sides in _read(rows) for bond in _latest(sides))
    found = {(bond.agreement.code, bond.theirs.did): bond for bond in bonds}
    return {pair: bond for pair, bond in found.items() if pair in pairs}


def in_force() -> list[Bond]:
    """The partners of today, each once."""
    return [bond for bond in _closest(_standing()) if bond.is_awake]


def in_force_or_paused() -> list[Bond]:
    """The partners of today, and those whose agreement rests."""
    return [bond for bond in _closest(_standing()) if bond.is_awake or bond.is_paused]


def partner(did: str, *, on: date | None = None) -> Bond | None:
    """What binds us to the co-op of this DID, if it is awake, by the version of that day or today.

    What the two agreed between themselves rules even while it is paused: a network does not stand in.
    Nothing binds us to nobody.
    """
    found = partner_or_paused(did, on=on)
    return found if found and found.is_awake else None


def partner_or_paused(did: str, *, on: date | None = None) -> Bond | None:
    """The same, and where somebody has paused it, what would bind us otherwise."""
    found = _closest(_standing(did, on=on)) if did else []
    return found[0] if found and (found[0].is_awake or found[0].is_paused) else None


def papers() -> list[Agreement]:
    """Everything that ever was in force with the current co-op; `filled` reads what stands in it."""
    return list(_sized().filter(state__in=[State.IN_FORCE, State.ENDED]))


def filled(found: Iterable[Agreement]) -> None:
    """Read what stands in the papers of one co-op or of several, all at once."""
    paper, resting = _parts(AgreementParty.everyone.all(), AgreementVersion.objects.all())
    prefetch_related_objects(list(found), *paper, *resting)


def parties_ever(found: Iterable[Agreement], at: Cooperative) -> list[Cooperative]:
    """The other co-ops of this portal in these papers, by name."""
    parties = (party.cooperative for paper in found for party in paper.parties.all())
    others = {each.pk: each for each in parties if each is not None and each.pk != at.pk}
    return sorted(others.values(), key=lambda each: each.name)


def bonds_at(found: Iterable[Agreement], at: Cooperative, did: str = "") -> list[Bond]:
    """What binds a party of these papers to the others, awake or not, or to the one of this DID: each once.

    Both sides of a paper read the same in it, whoever of them it was read for.
    """
    day = today_in(at.time_zone)
    running = (paper for paper in found if paper.state == State.IN_FORCE)
    sides = (_sides(paper, day, at.pk, did) for paper in running)
    return _closest(bond for each in sides if each for bond in _standing_in(each, did))


def bond_at(found: Iterable[Agreement], at: Cooperative, did: str) -> Bond | None:
    """As `partner_or_paused` within one party of these papers."""
    bond = next(iter(bonds_at(found, at, did)), None)
    return bond if bond and (bond.is_awake or bond.is_paused) else None


def hold_bonds(did: str) -> None:
    """Within a transaction: nobody pauses, ends or changes what binds us to this DID until it is over."""
    rows = Agreement.objects.filter(state=State.IN_FORCE, parties__did=did).order_by("pk")
    list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))


def not_alone() -> Q:
    """Agreements that both sides sign; our own word about a co-op elsewhere is none."""
    return Q(across=True) | ~Q(parties__cooperative=None)


def effective_from(version: AgreementVersion, signed_on: date | None = None) -> date:
    """With the last signature on that day or today: its own day, but not before the notice of what it
    replaces, unless that one ends by itself."""
    before = latest_agreed(AgreementVersion.objects.filter(agreement=version.agreement_id))
    if before is None:
        return version.starts_on
    noticed = (signed_on or today_in(here().time_zone)) + timedelta(days=before.notice_days)
    return max(version.starts_on, min(noticed, before.ends_on + timedelta(days=1)))


def whole() -> QuerySet[Agreement]:
    """With everything that stands on its page."""
    signed = Prefetch("acceptances", Acceptance.objects.select_related("party"))
    versions = AgreementVersion.objects.order_by("-number").prefetch_related(signed)
    return _with(AgreementParty.everyone.all(), versions)


def _with(
    parties: QuerySet[AgreementParty], versions: QuerySet[AgreementVersion]
) -> QuerySet[Agreement]:
    paper, resting = _parts(parties, versions)
    return _sized().prefetch_related(*paper, *resting)


def _sized() -> QuerySet[Agreement]:
    present = AgreementParty.everyone.filter(agreement=OuterRef("pk"), left_at=None).order_by()
    size = present.values("agreement").annotate(size=Count("pk")).values("size")
    return Agreement.objects.annotate(size=Subquery(size))


def _parts(
    parties: QuerySet[AgreementParty], versions: QuerySet[AgreementVersion]
) -> tuple[tuple[Prefetch[str], ...], tuple[Prefetch[str], ...]]:
    """What was written, and what rests of it now."""
    return (
        (
            Prefetch("parties", parties.select_related("cooperative")),
            Prefetch("versions", versions),
        ),
        (
            Prefetch("pauses", Pause.objects.filter(ended_at=None)),
            Prefetch("exceptions", PairException.objects.filter(ended_at=None)),
        ),
    )


def _standing(did: str = "", *, on: date | None = None) -> list[Bond]:
    """Our bonds under agreements in force, whether awake or not; with one other, or with all."""
    found = _shared(did, on) if did else _read(whole().filter(state=State.IN_FORCE), on)
    return [bond for sides in found for bond in _standing_in(sides, did)]


def _standing_in(sides: Sides, did: str) -> list[Bond]:
    return [
        bond
        for bond in sides.bonds()
        if not bond.ours.left_at and not bond.theirs.left_at and did in {"", bond.theirs.did}
    ]


def _shared(did: str, on: date | None) -> list[Sides]:
    """What is in force between us and one other: agreements first, then networks.

    Of a network, whose parties may be hundreds, only what binds us to this one is read.
    """
    theirs = AgreementParty.everyone.filter(did=did, left_at=None).values("agreement")
    two = Q(did=did) | Q(cooperative=scope.current().cooperative_id)
    parties = AgreementParty.everyone.filter(two | Q(agreement__network=False))
    found = _sized().filter(state=State.IN_FORCE, pk__in=theirs).order_by("network", "pk")
    rows = list(found.annotate(paused=_any_open(Pause), excepted=_any_open(PairException)))
    paper, resting = _parts(parties, AgreementVersion.objects.order_by("-number"))
    prefetch_related_objects(rows, *paper)
    # A till waits, and mostly there is neither: no question more where the database has said so already.
    prefetch_related_objects([each for each in rows if each.paused or each.excepted], *resting)
    return _read(rows, on)


def _any_open(rests: type[Pause | PairException]) -> Exists:
    return Exists(rests.objects.filter(agreement=OuterRef("pk"), ended_at=None))


def _closest(bonds: Iterable[Bond]) -> list[Bond]:
    """One bond per other co-op: the closest."""
    found: dict[str, Bond] = {}
    for bond in sorted(bonds, key=lambda each: each.order):
        found.setdefault(bond.theirs.did, bond)
    return list(found.values())


def _latest(sides: Sides) -> Iterator[Bond]:
    """Who left and came back stands last, and speaks for itself."""
    return iter(sorted(sides.bonds(), key=lambda bond: bond.theirs.pk))


def _read(rows: Iterable[Agreement], on: date | None = None) -> list[Sides]:
    found = list(rows)
    if not found:
        return []
    day = on or today_in(here().time_zone)
    at = scope.current().cooperative_id
    return [sides for agreement in found if (sides := _sides(agreement, day, at))]


def _sides(agreement: Agreement, day: date, at: UUID, did: str = "") -> Sides | None:
    """As one party sees it, with all the others or the one of this DID; None for who is no party."""
    parties = list(agreement.parties.all())
    mine = [each for each in parties if each.is_here(at)]
    if not mine:
        return None
    ours = max(mine, key=lambda each: (each.left_at is None, each.pk))
    rests = getattr(agreement, "paused", True) or getattr(agreement, "excepted", True)
    return Sides(
        agreement,
        ours,
        tuple(each for each in parties if not each.is_here(at) and did in {"", each.did}),
        tuple(agreement.versions.all()),
        tuple(agreement.pauses.all()) if rests else (),
        day,
        tuple(agreement.exceptions.all()) if rests else (),
        # Counted by the database: the parties that were read may be two of many.
        size=agreement.size or 0,  # type: ignore[attr-defined]  # -- annotated in _with
    )
