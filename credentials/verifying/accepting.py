"""Whether the current co-op accepts a card: its own rule on top of what was checked, with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials import partners
from credentials.acceptance import (
    Acceptance,
    Home,
    Policy,
    Reason,
    Word,
    decide_acceptance,
    needs_words,
)
from credentials.core.authority import AccreditationReader, Accredited
from credentials.core.errors import CoreError, UnreachableError
from credentials.core.report import FAILED, NOT_CHECKED, PASSED
from credentials.models import AcceptancePolicy
from credentials.resolving import STRANGER, World
from credentials.verifying.answer import Answer, Verdict
from tenants.models import Cooperative

GOOD: Final = {Verdict.GOOD, Verdict.ELSEWHERE}


def policy_here() -> Policy:
    """The rule of the current co-op; the default where it never wrote one."""
    kept = AcceptancePolicy.objects.first()
    return Policy.from_json(kept.rule) if kept else Policy()


def acceptance_of(answer: Answer, here: Cooperative) -> Acceptance | None:
    """Of a card that was checked; None where nothing that is a card was held out."""
    if answer.verdict in {Verdict.UNKNOWN, Verdict.NO_CARD}:
        return None
    if answer.verdict is Verdict.NOT_CHECKED:
        return Acceptance(Reason.NOT_CHECKED)
    if answer.facts is None or answer.verdict not in GOOD:
        return Acceptance(Reason.CARD_NOT_GOOD)
    return acceptance_of_home(answer.facts.home, here)


def acceptance_of_home(
    did: str, here: Cooperative, *, world: World = STRANGER, is_partner: bool | None = None
) -> Acceptance:
    """Of a co-op, as it is known now. Asks other portals, so never within a transaction.

    `is_partner` where the caller has just read that; else it is looked up.
    """
    policy = policy_here()
    known = partners.is_partner(did) if is_partner is None else is_partner
    home = Home(did, is_here=did == here.did, is_partner=known)
    if needs_words(policy, home):
        words = words_of(did, policy.bodies, world=world)
        asked = words is not None
        home = Home(did, is_partner=home.is_partner, words=words or (), asked=asked)
    return decide_acceptance(policy, home)


def confirmed_by(did: str, bodies: Container[str], *, world: World = STRANGER) -> frozenset[str]:
    """Of these bodies, those whose word on this co-op holds now. Asks other portals, so never within a
    transaction."""
    return confirming(world)(did, bodies)


def confirming(world: World = STRANGER) -> Callable[[str, Container[str]], frozenset[str]]:
    """The same for several co-ops, one after another: what they all rest on is read and verified once."""
    reader = world.accreditations(timezone.now())

    def confirmed(did: str, bodies: Container[str]) -> frozenset[str]:
        found = _holding(reader, did, bodies) or ()
        return frozenset(each.claims.issuer for each in found if each.check.outcome is PASSED)

    return confirmed


def is_accepted(
    did: str, here: Cooperative, *, world: World = STRANGER, is_partner: bool | None = None
) -> bool:
    """To recognise somebody by: what could not be asked is never taken for a yes."""
    return bool(did and acceptance_of_home(did, here, world=world, is_partner=is_partner).accepted)


def words_of(did: str, bodies: Container[str], *, world: World) -> tuple[Word, ...] | None:
    """What these bodies say of the co-op, each word verified; None where it could not be asked. As above."""
    found = _holding(world.accreditations(timezone.now()), did, bodies)
    return None if found is None else tuple(_told(found))


def _holding(
    reader: AccreditationReader, did: str, bodies: Container[str]
) -> list[Accredited] | None:
    try:
        found = reader.accredited(did, bodies)
    except UnreachableError:
        return None
    except CoreError:
        return []  # a co-op that shows nothing, or nothing true, is confirmed by nobody
    return [each for each in found if each.check.code != "accreditation_forged"]


def _told(genuine: list[Accredited]) -> Iterable[Word]:
    """Bodies of this portal by the names they have here: what could not be checked names nobody."""
    bodies = {each.claims.issuer for each in genuine}
    names = dict(Cooperative.objects.filter(did__in=bodies).values_list("did", "name"))
    holds = {PASSED: True, FAILED: False, NOT_CHECKED: None}
    for each in genuine:
        claims = each.claims
        yield Word(
            claims.issuer,
            names.get(claims.issuer, claims.issuer_name),
            claims.category,
            claims.assurance,
            holds[each.check.outcome],
        )


_SENTENCES: Final = {
    Reason.OWN: gettext_lazy("Yes. It is a card of {host} itself."),
    Reason.ALLOWED: gettext_lazy("Yes. {host} accepts the cards of {home}."),
    Reason.PARTNER: gettext_lazy("Yes. {host} has an agreement with {home}."),
    Reason.ACCREDITED: gettext_lazy("Yes. {body} confirms that {home} is a co-op."),
    Reason.CARD_NOT_GOOD: gettext_lazy("No. The card is not good today."),
    Reason.DENIED: gettext_lazy("No. {host} has decided not to accept cards of {home}."),
    Reason.PARTNER_NOT_CONFIRMED: gettext_lazy(
        "No. {home} is a partner, but no body that {host} trusts confirms it today."
    ),
    Reason.NO_AGREEMENT: gettext_lazy("No. {host} has no agreement with {home}."),
    Reason.NOT_ACCREDITED: gettext_lazy(
        "No. {host} has no agreement with {home}, and no body that {host} trusts confirms it."
    ),
    Reason.OTHER_CATEGORY: gettext_lazy(
        "No. {body} confirms {home}, but as a kind of organisation that {host} does not accept."
    ),
    Reason.TOO_WEAK: gettext_lazy(
        "No. {body} confirms {home}, but has not checked it as closely as {host} asks."
    ),
    Reason.SUSPENDED: gettext_lazy("No. {body} does not confirm {home} at present."),
    Reason.NOT_CHECKED: gettext_lazy(
        "Not known. Not everything could be asked. Try again in a few minutes."
    ),
}


def sentence(acceptance: Acceptance, *, host: str, home: str) -> str:
    """Why, for a person."""
    told = str(_SENTENCES[acceptance.reason])
    return told.format(host=host, home=home or _("that co-op"), body=acceptance.body)
