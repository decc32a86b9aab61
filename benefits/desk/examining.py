"""What was typed or scanned at a desk, made out. Nothing of ours is written.

Our own members are found in our own register. Of a partner's member a file is checked as any stranger would
check it. A code says what it says to any phone; and where an agreement gives something, its home is asked
for what that turns on (`asking`). No row of another co-op is read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.utils import timezone

from benefits import agreed
from benefits.cards import Card, CardError
from benefits.desk import asking, glance, offering
from benefits.desk.asking import Held, NotAskedError
from benefits.desk.reasons import Found, Reason
from benefits.eligibility import Claims, Evidence
from benefits.pseudonyms import pseudonym_of
from benefits.sides import Bond, kinds_of
from credentials import live, own, resolving
from credentials.core.desk import CardAnswer
from credentials.verifying.accepting import is_accepted
from credentials.verifying.answer import Answer, Verdict
from credentials.verifying.check import check_anything
from credentials.verifying.given import CardCode, Elsewhere, SignedFile, from_text
from tenants.dates import today_in
from tenants.models import Cooperative, Membership
from tenants.secrets import name_key

Standing = Membership.Standing
# As printed at most, and as typed at least: GV-004217, or 4217.
LONGEST_NUMBER: Final = 24
DIGITS_OF_A_NUMBER: Final = 6
MOST_MATCHES: Final = 5
AS_CHECKED: Final = {each.value for each in Reason} & {each.value for each in Verdict}
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
    if isinstance(given, SignedFile):
        return _of_a_file(here, given)
    token = live.token_in(text)
    if isinstance(given, CardCode):
        return _of_a_code(here, given, token)
    return _of_a_code_elsewhere(here, given, token) or Found(
        Reason.UNKNOWN, Evidence.SHOWN, elsewhere=given.portal or _host_of(text)
    )


def by_number(here: Cooperative, text: str) -> Membership | None:
    """The membership behind a member number of ours, typed whole or without what every number begins with."""
    typed = text.strip().upper()
    if not typed or len(typed) > LONGEST_NUMBER:
        return None
    if typed.isdecimal() and len(typed) <= DIGITS_OF_A_NUMBER:
        typed = f"{here.number_prefix}-{int(typed):0{DIGITS_OF_A_NUMBER}d}"
    numbered = Q(member__number__iexact=typed) | Q(member__merged__number__iexact=typed)
    return _newest(Membership.objects.filter(numbered))


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
    joined = rows.select_related("member", "membership_class")
    is_over = Q(standing=Standing.ENDED)
    return joined.annotate(is_over=is_over).order_by("is_over", "-ends_on", "-pk").first()


def _of_a_file(here: Cooperative, given: SignedFile) -> Found:
    answer = check_anything(given)
    if answer.card is None:
        return Found(_reason(answer.verdict), Evidence.SHOWN)
    ours = own.by_document(answer.card)
    return _of_our_own(here, ours, answer) if ours else _of_a_partners_file(here, answer)


def _of_a_code(here: Cooperative, given: CardCode, token: str) -> Found:
    """Of this portal. What any phone is told says whose it is; only then is its home asked for more."""
    answer = check_anything(given)
    if answer.facts is None:
        return Found(_reason(answer.verdict), Evidence.SHOWN)
    ours = own.by_code(given.code) if answer.facts.home == here.did else None
    if ours is not None:
        found = _of_our_own(here, ours, answer)
        fresh = live.is_fresh(given.code, token, now=timezone.now())
        return replace(found, evidence=Evidence.LIVE, live=token) if fresh else found
    told = _told(answer)
    bond, against = _bond(here, told)
    if bond is None:
        return replace(told, reason=against)
    asked = _asked(here, [bond], Held(given.code, given.signed, token))
    # Good a moment ago, and its home does not know it now.
    return asked or replace(told, reason=Reason.NOT_CHECKED)


def _of_a_code_elsewhere(here: Cooperative, given: Elsewhere, token: str) -> Found | None:
    """Of another portal: only where an agreement names a co-op there is anybody asked, and only those."""
    there = [
        each
        for each in agreed.in_force_or_paused()
        if resolving.host_of(each.theirs.did) == given.portal
    ]
    if not given.portal or not there:
        return None
    open_to = [each for each in there if _against(here, each) is None]
    if not open_to:
        why = _against(here, there[0]) or Reason.NO_AGREEMENT
        return Found(why, Evidence.SHOWN, home=there[0].theirs.name, issuer=there[0].theirs.did)
    held = Held(given.code, given.signed, token, given.portal)
    return _asked(here, open_to, held)


def _asked(here: Cooperative, bonds: list[Bond], held: Held) -> Found | None:
    """None where no home that was asked knows the code."""
    by_did = {each.theirs.did: each for each in bonds}
    benefits = [benefit for each in bonds for benefit in each.ours_today]
    try:
        asked = asking.ask_home(here, held, by_did, benefits)
    except NotAskedError:
        return Found(Reason.NOT_CHECKED, Evidence.SHOWN, elsewhere=held.portal)
    if asked is None:
        return None
    answer, nonce = asked
    return replace(_answered(here, by_did[answer.home], answer), question=nonce)


def _answered(here: Cooperative, bond: Bond, answer: CardAnswer) -> Found:
    """The home's word, as our agreement takes it."""
    evidence = Evidence.LIVE if answer.is_live else Evidence.SHOWN
    told = Found(_reason(answer.verdict), evidence, home=bond.theirs.name, issuer=bond.theirs.did)
    facts = answer.facts
    if facts is None:  # a word for good without what makes it so is none
        return _if_good(told, Reason.NOT_CHECKED)
    claims = asking.claims_of(facts, home=bond.theirs.name, time_zone=here.time_zone)
    told = replace(
        told,
        home_class=facts.membership_class,
        valid_until=claims.valid_until,
        initials=facts.initials,
    )
    return _by_agreement(here, bond, claims, told, membership_id=facts.membership_id)


def _of_our_own(here: Cooperative, ours: own.Own, answer: Answer) -> Found:
    """A file that was replaced is an old card to us: we know our own."""
    reason = _reason(answer.verdict)
    if ours.is_replaced and reason is Reason.MEMBER:
        reason = Reason.REPLACED
    until = answer.facts.valid_until if answer.facts else None
    told = Found(reason, Evidence.SHOWN, ours.membership, home=here.name, valid_until=until)
    return replace(told, further=ours.further)


def _of_a_partners_file(here: Cooperative, answer: Answer) -> Found:
    """Genuine by what is published, or it is nothing here."""
    try:
        card = Card.read(answer.card or {})
    except CardError:
        return Found(Reason.NO_CARD, Evidence.SHOWN)
    told = replace(_told(answer), home_class=card.membership_class, issuer=card.home)
    if answer.facts is None or told.reason in NAMES_NOBODY:
        return Found(told.reason, Evidence.SHOWN)
    bond, against = _bond(here, told)
    if bond is None:
        return replace(told, reason=against)
    claims = card.claims(home=bond.theirs.name, genuine=True, time_zone=here.time_zone)
    claims = glance.without_name(claims, told.initials)
    return _by_agreement(here, bond, claims, told, membership_id=card.membership_id)


def _told(answer: Answer) -> Found:
    """What any phone is told."""
    facts = answer.facts
    if facts is None:
        return Found(_reason(answer.verdict), Evidence.SHOWN)
    return Found(
        _reason(answer.verdict),
        Evidence.SHOWN,
        home=facts.cooperative,
        issuer=facts.home,
        valid_until=facts.valid_until,
        initials=facts.initials,
    )


def _bond(here: Cooperative, told: Found) -> tuple[Bond | None, Reason]:
    """What binds us to the home of a good card; without one, why nothing is given."""
    if told.reason is not Reason.MEMBER:
        return None, told.reason
    bond = agreed.partner_or_paused(told.issuer, on=today_in(here.time_zone))
    against = _against(here, bond) if bond else Reason.NO_AGREEMENT
    return (None, against) if against else (bond, told.reason)


def _against(here: Cooperative, bond: Bond) -> Reason | None:
    """Before anybody is asked for anything."""
    if bond.is_paused:
        return Reason.PAUSED
    if not bond.ours_today:
        return Reason.NO_AGREEMENT
    accepted = is_accepted(bond.theirs.did, here, is_partner=bond.is_awake)
    return None if accepted else Reason.NOT_ACCEPTED


def _by_agreement(
    here: Cooperative, bond: Bond, claims: Claims, told: Found, *, membership_id: str
) -> Found:
    """A person is known by a pseudonym only where there is an agreement; the identifier is not kept."""
    told = replace(
        told,
        home=bond.theirs.name,
        pseudonym=pseudonym_of(here, home=bond.theirs.did, membership_id=membership_id),
        agreement=bond.agreement.code,
        agreement_version=bond.version.number,
        claims=claims,
        bond=bond,
    )
    return replace(told, reason=_given_by(bond, claims))


def _given_by(bond: Bond, claims: Claims) -> Reason:
    """Before anybody looks at a single benefit."""
    if offering.at_the_desk(bond):
        return Reason.PARTNER
    stay = bond.our_stay
    covered = stay is None or claims.membership_class in kinds_of(stay)
    return Reason.PARTNER if covered and claims.eligible else Reason.CLASS_NOT_COVERED


def _if_good(told: Found, reason: Reason) -> Found:
    return replace(told, reason=reason) if told.reason is Reason.MEMBER else told


def _reason(verdict: str) -> Reason:
    """What this desk does not know is never taken for good.

    Whether the issuer of another portal is a co-op, the agreement says, or nobody does.
    """
    if verdict in {Verdict.GOOD, Verdict.ELSEWHERE}:
        return Reason.MEMBER
    if verdict == Verdict.NOT_AUTHORISED:
        return Reason.NOT_GENUINE  # the same to a desk: its co-op does not stand behind it
    return Reason(verdict) if verdict in AS_CHECKED else Reason.NOT_CHECKED


def _host_of(text: str) -> str:
    """Of an address that is no card of ours, to say so; nothing of what stands behind it."""
    try:
        return urlsplit(text.strip()).hostname or ""
    except ValueError:
        return ""
