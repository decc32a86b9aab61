"""What was typed or scanned at a desk, made out. Nothing is written.

Our own members are found in our own register. A partner's member is checked as a stranger is: the co-op
on the card is asked what its code stands for, as any phone would ask; the signed card that comes back is
checked against what is published; and what our agreement gives is read from that card.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.utils import timezone

from benefits import agreed
from benefits.cards import Card, CardError
from benefits.desk import glance, offering
from benefits.desk.reasons import Found, Reason
from benefits.eligibility import Evidence
from benefits.pseudonyms import pseudonym_of
from benefits.sides import Bond, kinds_of
from credentials import live
from credentials.models import Credential
from credentials.verifying.accepting import is_accepted
from credentials.verifying.answer import Answer, Source, Verdict
from credentials.verifying.check import check_anything
from credentials.verifying.given import CardCode, SignedFile, from_text
from tenants.dates import today_in
from tenants.models import Cooperative, Membership
from tenants.secrets import name_key

Standing = Membership.Standing
# As printed at most, and as typed at least: GV-004217, or 4217.
LONGEST_NUMBER: Final = 24
DIGITS_OF_A_NUMBER: Final = 6
MOST_MATCHES: Final = 5
# What such a card says of its co-op is not repeated.
NAMES_NOBODY: Final = {Reason.NOT_GENUINE, Reason.NOT_AUTHORISED, Reason.NO_CARD}


def examine(here: Cooperative, text: str) -> Found:
    """What this is worth at the current co-op.

    Raises UnreadableError for what is neither a card, nor a code, nor one of our members' numbers.
    """
    numbered = by_number(here, text)
    if numbered is not None:
        return looked_up(here, numbered)
    given = from_text(text)
    answer = check_anything(given)
    if answer.card is None:
        return Found(_reason(answer), Evidence.SHOWN, elsewhere=_host_of(text))
    own = _own(answer.card)
    found = _of_our_own(here, own, answer) if own else _of_a_partner(here, answer)
    token = live.token_in(text)
    if isinstance(given, CardCode) and live.is_fresh(given.code, token, now=timezone.now()):
        return replace(found, evidence=Evidence.LIVE, live=token)
    return found


def by_number(here: Cooperative, text: str) -> Membership | None:
    """The membership behind a member number of ours, typed whole or without what every number begins with."""
    typed = text.strip().upper()
    if not typed or len(typed) > LONGEST_NUMBER:
        return None
    if typed.isdecimal() and len(typed) <= DIGITS_OF_A_NUMBER:
        typed = f"{here.number_prefix}-{int(typed):0{DIGITS_OF_A_NUMBER}d}"
    return _newest(Membership.objects.filter(member__number__iexact=typed))


def matches(here: Cooperative, wanted: str) -> list[Membership] | None:
    """Who of our register this may be, by number or by every word of a name; None where they are too many."""
    numbered = by_number(here, wanted)
    if numbered is not None:
        return [numbered]
    rows = Membership.objects.exclude(standing=Standing.ENDED)
    for word in name_key(wanted).split():
        rows = rows.filter(member__name_key__contains=word)
    rows = rows.select_related("member", "membership_class").order_by("member__name", "pk")
    found = list(rows[: MOST_MATCHES + 1])
    return found if len(found) <= MOST_MATCHES else None


def looked_up(here: Cooperative, membership: Membership, *, seen: bool = False) -> Found:
    """By name or number alone: good standing still asks for a look at a photo ID, unless one was `seen`."""
    reason = _standing(here, membership)
    return Found(
        Reason.MEMBER if seen and reason is Reason.CHECK_ID else reason,
        Evidence.LOOKED_UP,
        membership,
        valid_until=membership.ends_on,
    )


def _standing(here: Cooperative, membership: Membership) -> Reason:
    today = today_in(here.time_zone)
    against = (
        (membership.standing == Standing.ENDED, Reason.ENDED),
        (here.state == Cooperative.State.SUSPENDED, Reason.COOPERATIVE_SUSPENDED),
        (membership.ends_on < today, Reason.EXPIRED),
        (membership.standing == Standing.SUSPENDED, Reason.SUSPENDED),
        (membership.starts_on > today, Reason.NOT_YET),
    )
    return next((reason for holds, reason in against if holds), Reason.CHECK_ID)


def _newest(rows: QuerySet[Membership]) -> Membership | None:
    """One that runs before one that is over."""
    joined = rows.select_related("member", "membership_class").order_by("-ends_on", "-pk")
    return joined.exclude(standing=Standing.ENDED).first() or joined.first()


def _own(card: dict[str, object]) -> Credential | None:
    joined = Credential.objects.select_related("membership__member", "membership__membership_class")
    return joined.filter(urn=str(card.get("id"))).first()


def _of_our_own(here: Cooperative, own: Credential, answer: Answer) -> Found:
    """A file that was replaced is an old card to us: we know our own."""
    reason = _reason(answer)
    if own.superseded_at is not None and reason is Reason.MEMBER:
        reason = Reason.REPLACED
    until = answer.facts.valid_until if answer.facts else None
    return Found(reason, Evidence.SHOWN, own.membership, home=here.name, valid_until=until)


def _of_a_partner(here: Cooperative, answer: Answer) -> Found:
    """Genuine by what is published, or it is nothing here."""
    known = Found(_reason(answer), Evidence.SHOWN)
    try:
        card = Card.read(answer.card or {})
    except CardError:
        return replace(known, reason=Reason.NO_CARD)
    if answer.source is not Source.FILE and known.reason is Reason.MEMBER:
        known = replace(known, reason=_reason(check_anything(SignedFile(answer.card or {}))))
    if answer.facts is None or known.reason in NAMES_NOBODY:
        return known
    told = replace(
        known,
        home=answer.facts.cooperative,
        home_class=card.membership_class,
        issuer=card.home,
        valid_until=answer.facts.valid_until,
        initials=answer.facts.initials,
    )
    return _agreed(here, card, told)


def _agreed(here: Cooperative, card: Card, told: Found) -> Found:
    """What the agreement in force says; a person is known by a pseudonym only where there is one."""
    bond = agreed.partner(card.home)
    if bond is None:
        return _if_good(told, Reason.NO_AGREEMENT)
    told = replace(
        told,
        home=bond.theirs.name,
        pseudonym=pseudonym_of(here, home=card.home, membership_id=card.membership_id),
        agreement=bond.agreement.code,
        agreement_version=bond.version.number,
    )
    claims = card.claims(home=bond.theirs.name, genuine=True, time_zone=here.time_zone)
    told = replace(told, claims=glance.without_name(claims, told.initials))
    return _if_good(told, _given_by(here, bond, card))


def _given_by(here: Cooperative, bond: Bond, card: Card) -> Reason:
    """Before anybody looks at a single benefit."""
    if not bond.ours_today:
        return Reason.NO_AGREEMENT
    if not is_accepted(card.home, here):
        return Reason.NOT_ACCEPTED
    if offering.at_the_desk(bond):
        return Reason.PARTNER
    stay = bond.our_stay
    covered = stay is None or card.membership_class in kinds_of(stay)
    return Reason.PARTNER if covered and card.eligible else Reason.CLASS_NOT_COVERED


def _if_good(told: Found, reason: Reason) -> Found:
    return replace(told, reason=reason) if told.reason is Reason.MEMBER else told


def _reason(answer: Answer) -> Reason:
    """What this desk does not know is never taken for good.

    Whether the issuer of another portal is a co-op, the agreement says, or nobody does.
    """
    if answer.verdict in {Verdict.GOOD, Verdict.ELSEWHERE}:
        return Reason.MEMBER
    if answer.verdict is Verdict.NOT_AUTHORISED:
        return Reason.NOT_GENUINE  # the same to a desk: its co-op does not stand behind it
    known = set(Reason) & {answer.verdict.value}
    return Reason(answer.verdict.value) if known else Reason.NOT_CHECKED


def _host_of(text: str) -> str:
    """Of an address that is no card of ours, to say so; nothing of what stands behind it."""
    try:
        return urlsplit(text.strip()).hostname or ""
    except ValueError:
        return ""
