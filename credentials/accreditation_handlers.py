"""Reactions of accreditation: each co-op is told its part, and does its part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from credentials import (
    accreditation_mail,  # noqa: F401 -- its writers register
    accreditations,
)
from credentials.facts import (
    AccreditationAppealed,
    AccreditationAsked,
    AccreditationDecided,
    AccreditationLapsed,
    AccreditationLapsing,
    AccreditationSigned,
    AccreditationStoppedAgain,
    AccreditationSuspended,
    AccreditationWithdrawn,
    RenewalAsked,
    RulingProposed,
    TrustListFull,
    VouchAsked,
)
from credentials.key_facts import KeyActivated
from credentials.models import Accreditation, Ruling, TrustListVersion, Vouch
from credentials.services import accrediting, attesting, issuance, keys, status, trust_list
from credentials.telling import tell_team
from tenants import scope
from tenants.models import Staff
from tenants.outbox import happened_at, on
from tenants.services import cooperatives

OWNER = (Staff.Role.OWNER,)
REVIEWERS = (Staff.Role.OWNER, Staff.Role.MEMBERSHIP)


@on(AccreditationAsked, name="credentials.accreditations.asked.letters")
def tell_reviewers(facts: list[AccreditationAsked]) -> None:
    for row in _reviewed(fact.accreditation for fact in facts):
        if row.is_open:
            tell_team("accreditation_asked", row.code, REVIEWERS, key=str(row.code))


@on(VouchAsked, name="credentials.vouches.letters")
def tell_vouchers(facts: list[VouchAsked]) -> None:
    waiting = accreditations.vouches_for_others().filter(
        code__in=[fact.vouch for fact in facts], state=Vouch.State.ASKED
    )
    for row in waiting:
        tell_team("vouch_asked", row.code, OWNER, key=str(row.code))


@on(AccreditationAppealed, name="credentials.accreditations.appealed.letters")
def tell_of_appeals(facts: list[AccreditationAppealed]) -> None:
    for fact in facts:
        for row in _reviewed([fact.accreditation]):
            tell_team(
                "accreditation_appealed", row.code, REVIEWERS, key=_key(row, happened_at(fact))
            )


@on(RenewalAsked, name="credentials.accreditations.renewal.letters")
def tell_of_renewals(facts: list[RenewalAsked]) -> None:
    for fact in facts:
        for row in _reviewed([fact.accreditation]):
            tell_team("accreditation_renewal", row.code, REVIEWERS, key=f"{row.code}|{fact.until}")


@on(RulingProposed, name="credentials.rulings.letters")
def ask_second_person(facts: list[RulingProposed]) -> None:
    """Everybody who may confirm, but not who proposed."""
    waiting = Ruling.objects.filter(
        code__in=[fact.ruling for fact in facts], state=Ruling.State.PROPOSED
    )
    for row in waiting.select_related("accreditation", "proposed_by"):
        about = row.accreditation.code
        key = str(row.code)
        tell_team("accreditation_proposed", about, OWNER, key=key, besides={row.proposed_by_id})


@on(AccreditationWithdrawn, name="credentials.rulings.overtaken")
def drop_proposals(facts: list[AccreditationWithdrawn]) -> None:
    accrediting.overtake_proposals([fact.accreditation for fact in facts])


@on(AccreditationDecided, name="credentials.accreditations.decided.letters")
def tell_of_decisions(facts: list[AccreditationDecided]) -> None:
    for fact in facts:
        for row in _asked([fact.accreditation]):
            tell_team(f"accreditation_{fact.outcome}", row.code, OWNER, key=fact.ruling)


@on(AccreditationSuspended, name="credentials.accreditations.suspended.letters")
def tell_of_suspensions(facts: list[AccreditationSuspended]) -> None:
    for fact in facts:
        for row in _asked([fact.accreditation]):
            tell_team("accreditation_suspended", row.code, OWNER, key=_key(row, happened_at(fact)))


@on(AccreditationLapsing, name="credentials.accreditations.lapsing.letters")
def tell_in_time(facts: list[AccreditationLapsing]) -> None:
    """Both sides: the co-op loses it, the body renews it."""
    for fact in facts:
        for row in Accreditation.objects.filter(code=fact.accreditation):
            tell_team("accreditation_lapsing", row.code, OWNER, key=f"{row.code}|{fact.until}")


@on(AccreditationLapsed, name="credentials.accreditations.lapsed.letters")
def tell_that_lapsed(facts: list[AccreditationLapsed]) -> None:
    for row in Accreditation.objects.filter(code__in=[fact.accreditation for fact in facts]):
        tell_team("accreditation_lapsed", row.code, OWNER, key=str(row.code))


@on(AccreditationDecided, name="credentials.accreditations.carry_out")
def carry_out(facts: list[AccreditationDecided]) -> None:
    """The body signs its word and marks its status lists: one transaction."""
    _carry_out([fact.accreditation for fact in facts])


@on(AccreditationSuspended, name="credentials.accreditations.suspend")
def carry_out_suspensions(facts: list[AccreditationSuspended]) -> None:
    _carry_out([fact.accreditation for fact in facts])


@on(AccreditationStoppedAgain, name="credentials.accreditations.stop_again")
def carry_out_again(facts: list[AccreditationStoppedAgain]) -> None:
    """Without letters: everybody was told the first time."""
    codes = [fact.accreditation for fact in facts]
    _carry_out(codes)
    _publish(codes)
    _list(codes)


@on(AccreditationLapsed, name="credentials.accreditations.lapse")
def carry_out_lapses(facts: list[AccreditationLapsed]) -> None:
    codes = [fact.accreditation for fact in facts]
    _carry_out(codes)
    _publish(codes)


@on(AccreditationSigned, name="credentials.accreditations.publish")
def publish_words(facts: list[AccreditationSigned]) -> None:
    codes = [fact.accreditation for fact in facts]
    if _asked(codes):
        cooperatives.end_waiting()
    _publish(codes)


@on(AccreditationDecided, name="credentials.accreditations.withdraw")
def withdraw_words(facts: list[AccreditationDecided]) -> None:
    """What is revoked is no longer shown by the co-op."""
    revoked = [fact.accreditation for fact in facts if fact.outcome == Ruling.Kind.REVOKE]
    _publish(revoked)


@on(KeyActivated, name="credentials.accreditations.sign_again")
def sign_again(_facts: list[KeyActivated]) -> None:
    """What stands published is signed with the key in use; the bodies' words keep their signatures."""
    asked = accreditations.asked_by_us().exclude(document="")
    if asked.exists() or accreditations.brought().exists():
        attesting.publish_accreditations()
    if TrustListVersion.objects.exists():
        trust_list.sign_trust_list(again=True)


# The trust list apart from the word itself: where it cannot be signed, the word and its status still hold.
@on(AccreditationSigned, name="credentials.trust_list.signed")
def list_words(facts: list[AccreditationSigned]) -> None:
    _list([fact.accreditation for fact in facts])


@on(AccreditationDecided, name="credentials.trust_list.decided")
def list_decisions(facts: list[AccreditationDecided]) -> None:
    _list([fact.accreditation for fact in facts])


@on(AccreditationSuspended, name="credentials.trust_list.suspended")
def list_suspensions(facts: list[AccreditationSuspended]) -> None:
    _list([fact.accreditation for fact in facts])


@on(AccreditationLapsed, name="credentials.trust_list.lapsed")
def list_lapses(facts: list[AccreditationLapsed]) -> None:
    _list([fact.accreditation for fact in facts])


@on(TrustListFull, name="credentials.trust_list.full.letters")
def tell_that_full(facts: list[TrustListFull]) -> None:
    for fact in facts:
        tell_team(
            "trust_list_full", scope.current().cooperative_id, REVIEWERS, key=f"list {fact.number}"
        )


def _list(codes: list[str]) -> None:
    if _reviewed(codes):
        trust_list.sign_trust_list()


def _carry_out(codes: list[str]) -> None:
    """Where we are the body; the co-op is told the same fact."""
    if not _reviewed(codes):
        return
    rulings = accreditations.rulings_to_sign(codes)
    if rulings:
        attesting.sign_accreditations(rulings, issuance.take_places(len(rulings)))
    status.follow_accreditations(codes)


def _publish(codes: list[str]) -> None:
    """Where we are the co-op: show what stands, and link to it."""
    if _asked(codes):
        attesting.publish_accreditations()
        keys.publish_identity()


def _reviewed(codes: Iterable[str]) -> list[Accreditation]:
    """Where we are the body; the same fact is told to both sides."""
    return list(accreditations.asked_of_us().filter(code__in=list(codes)))


def _asked(codes: Iterable[str]) -> list[Accreditation]:
    """Where we are the co-op that asked."""
    return list(accreditations.asked_by_us().filter(code__in=list(codes)))


def _key(row: Accreditation, at: datetime) -> str:
    return f"{row.code}|{at:%y%m%d%H%M%S%f}"
