"""What goes on between the invented co-ops beyond a plain agreement: answers, changes, pauses, a network."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from benefits.eligibility import Benefit, Money, Period
from benefits.eligibility.memberships import AsOwnMember, VisitingMembership
from benefits.eligibility.often import Quota
from benefits.eligibility.partners import MutualOnly, NotNear, PartnerScope, Scope
from benefits.eligibility.what import Discount, FreeUnits
from benefits.eligibility.who import Classes
from benefits.models import Agreement, AgreementVersion, PairException, Pause
from benefits.services import agreements, exceptions, networks, pausing
from benefits.terms import Draft, Gives, Terms
from coopportal.demo import cast
from coopportal.demo.pacting import between
from coopportal.demo.staffing import seat
from tenants import scope
from tenants.models import Cooperative, MembershipClass, Staff

Kind = MembershipClass.Kind
EVERYBODY: Final = Classes(frozenset({Kind.CONSUMER, Kind.WORKER, Kind.PRODUCER, Kind.RESIDENT}))
NETWORK: Final = "Commonlands Card"
JOINED: Final = (cast.GREEN_VALLEY, cast.OAK_STREET, cast.HILLSIDE, "tidewater", "five-strings")
Houses = dict[str, Cooperative]


def go_on(slugs: Collection[str], *, now: datetime) -> None:
    """Each only where all its co-ops are there, and only once."""
    found = {row.slug: row for row in Cooperative.objects.all() if row.slug in slugs}
    for deal, wanted in DEALS.items():
        if wanted <= set(found):
            deal(found, now)


def one_way(found: Houses, now: datetime) -> None:
    """The tool library gives the weavers its members' price, and asks for nothing."""
    hire = Benefit(
        "same-price", "Member price", AsOwnMember("", "hire"), (EVERYBODY, Quota(1, Period.DAY))
    )
    ours, theirs = found[cast.HILLSIDE], found["loom-and-ledger"]
    _agreed(ours, [theirs], Terms({ours.did: Gives((hire,))}), now)


def three(found: Houses, now: datetime) -> None:
    """Three neighbours, each with something for the members of the other two."""
    valley, river, loom = (
        found[slug] for slug in (cast.GREEN_VALLEY, "riverbank", "loom-and-ledger")
    )
    shop = Benefit(
        "discount", "Discount", Discount(5, None, ("alcohol",)), (EVERYBODY, MutualOnly())
    )
    rooms = FreeUnits(2, "evenings in the common room", Period.YEAR, Money(1500, "GBP"))
    room = Benefit("free-visits", "Free visits", rooms, (EVERYBODY, MutualOnly()))
    books = Benefit("discount", "Discount", Discount(10), (EVERYBODY, MutualOnly()))
    terms = {valley.did: Gives((shop,)), river.did: Gives((room,)), loom.did: Gives((books,))}
    _agreed(valley, [river, loom], Terms(terms), now)


def paused(found: Houses, now: datetime) -> None:
    off = Benefit("discount", "Discount", Discount(20), (EVERYBODY,))
    ours, theirs = found[cast.NORTHLIGHT], found["five-strings"]
    terms = Terms({each.did: Gives((off,)) for each in (ours, theirs)})
    made = _agreed(ours, [theirs], terms, now)
    with scope.within(ours.pk):
        if not Pause.objects.filter(agreement=made).exists():
            reason = "The screen is being replaced. We open again in spring."
            pausing.pause_agreement(
                made, reason=reason, visits_too=False, by=seat(Staff.Role.PARTNERSHIPS)
            )


def change_asked(found: Houses, now: datetime) -> None:
    """For what is in force, and in answer to what was proposed."""
    _suggest(found[cast.HILLSIDE], found[cast.NORTHLIGHT], 14, "Two weeks were always enough.", now)
    _suggest(found[cast.OAK_STREET], found["riverbank"], 30, "We are a small shop.", now)


def network(found: Houses, now: datetime) -> None:
    federation = found[cast.COMMONLANDS]
    stands = PartnerScope(Scope.ACCREDITED, frozenset({federation.did}), "Commonlands")
    rules = (stands, EVERYBODY, NotNear(within_km=20), MutualOnly(), Quota(1, Period.DAY))
    off = Benefit("discount", "Discount", Discount(5), rules)
    made = Agreement.networks.filter(title=NETWORK).first()
    if made is None:
        with scope.within(federation.pk):
            made = networks.publish_network(
                title=NETWORK,
                draft=_draft(Terms({}, Gives((off,))), now),
                member=False,
                by=seat(Staff.Role.PARTNERSHIPS),
            )
    for slug in JOINED:
        with scope.within(found[slug].pk):
            if not Agreement.objects.filter(pk=made.pk).exists():
                networks.join_network(made, number=1, by=seat(Staff.Role.PARTNERSHIPS))
    with scope.within(found[cast.OAK_STREET].pk):
        theirs = made.parties.get(did=found[cast.GREEN_VALLEY].did)
        if not PairException.objects.filter(agreement=made).exists():
            exceptions.except_pair(
                made,
                other=theirs,
                kind=PairException.Kind.NEAR,
                reason="People move between our two towns all the time.",
                by=seat(Staff.Role.PARTNERSHIPS),
            )


def _agreed(ours: Cooperative, others: list[Cooperative], terms: Terms, now: datetime) -> Agreement:
    with scope.within(ours.pk):
        made = between(ours, *others)
        if made is None:
            made = agreements.propose_agreement(
                partners=others, draft=_draft(terms, now), by=seat(Staff.Role.PARTNERSHIPS)
            )
    for each in others:
        with scope.within(each.pk):
            if not made.versions.filter(acceptances__party__cooperative=each).exists():
                agreements.accept_agreement(made, number=1, by=seat(Staff.Role.PARTNERSHIPS))
    return made


def _suggest(ours: Cooperative, theirs: Cooperative, days: int, note: str, now: datetime) -> None:
    """The same agreement with shorter visits."""
    with scope.within(ours.pk):
        made = between(ours, theirs)
        first = AgreementVersion.objects.filter(agreement=made).last()
        if made is None or first is None or made.versions.count() > 1:
            return
        terms = Terms.from_json(first.terms)
        shorter = {
            did: Gives(tuple(_shortened(each, days) for each in given.benefits))
            for did, given in terms.gives.items()
        }
        draft = Draft(Terms(shorter), now.date(), first.ends_on, first.notice_days, note)
        agreements.suggest_change(made, number=1, draft=draft, by=seat(Staff.Role.PARTNERSHIPS))


def _shortened(benefit: Benefit, days: int) -> Benefit:
    stay = benefit.parameters
    if not isinstance(stay, VisitingMembership):
        return benefit
    return replace(benefit, parameters=replace(stay, days=days))


def _draft(terms: Terms, now: datetime) -> Draft:
    return Draft(terms, now.date() - timedelta(200), now.date() + timedelta(400), 30)


DEALS: Final = {
    one_way: {cast.HILLSIDE, "loom-and-ledger"},
    three: {cast.GREEN_VALLEY, "riverbank", "loom-and-ledger"},
    paused: {cast.NORTHLIGHT, "five-strings"},
    change_asked: {cast.HILLSIDE, cast.NORTHLIGHT, cast.OAK_STREET, "riverbank"},
    network: {cast.COMMONLANDS, *JOINED},
}
