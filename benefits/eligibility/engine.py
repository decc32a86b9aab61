"""May this person have this benefit now? Every rule is heard; the order in which they stand says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from benefits.eligibility.asking import UNUSED, Claims, Situation, UseHistory
from benefits.eligibility.benefit import Benefit
from benefits.eligibility.rule import Ask
from benefits.eligibility.sentences import ENGLISH, Sentence, gettext_noop, say
from benefits.eligibility.values import Evidence, Outcome, Standing
from benefits.eligibility.verdicts import ORDER, Finding, Verdict, Why, against
from benefits.eligibility.who import NOT_VOUCHED

TOO_WEAK = {
    Evidence.SHOWN: gettext_noop("A name alone is not enough for this. Please show your card."),
    Evidence.LIVE: gettext_noop(
        "A copy of a card is not enough for this. Open your card at {home} and show the code from there."
    ),
    Evidence.BOUND: gettext_noop(
        "This needs your own answer. Sign in at {home} and share your card from there."
    ),
}
STANDINGS = {
    Standing.ENDED: against(
        Why.HOME_ENDED,
        say(
            gettext_noop(
                "Your membership at {home} has ended. If that is a mistake, contact {home}."
            )
        ),
    ),
    Standing.SUSPENDED: against(
        Why.HOME_SUSPENDED,
        say(
            gettext_noop(
                "Your membership at {home} is not in good standing now. Please contact {home}."
            )
        ),
    ),
}
UNREACHABLE = against(
    Why.HOME_UNREACHABLE,
    say(gettext_noop("We could not ask {home} just now. Please try again in an hour.")),
)
NOT_GENUINE = against(
    Why.NOT_GENUINE,
    say(
        gettext_noop("This card could not be confirmed. Please show the newest card of your co-op.")
    ),
)
NOT_HERE = against(
    Why.NOT_HERE,
    say(gettext_noop("{host} cannot give this today. Please ask when it can be had again.")),
)


def decide_benefit(
    benefit: Benefit,
    claims: Claims,
    situation: Situation,
    history: UseHistory = UNUSED,
) -> Verdict:
    """Refuse for the weightiest reason; else allow, on all the conditions that are left to be seen to."""
    ask = Ask(benefit, claims, situation, history, situation.now.date())
    found = [*_against_card(ask), *_against_situation(ask)]
    own = benefit.parameters.weigh(ask)
    if own is not None:
        found.append(own)
    left: int | None = None
    for rule in benefit.rules:
        finding = rule.weigh(ask)
        if finding is not None:
            found.append(finding)
        rest = rule.left(ask)
        if rest is not None and (left is None or rest < left):
            left = rest
    return _verdict(ask, found, left)


def _verdict(ask: Ask, found: list[Finding], left: int | None) -> Verdict:
    known: dict[str, Any] = {"host": ask.situation.host, "home": ask.claims.home}
    given, worth = _given(ask)
    if not found:
        return Verdict(Outcome.ALLOW, Why.GIVEN, given, (), left, None, known, worth)
    refusals = [each for each in found if each.refuses]
    if refusals:
        worst = min(refusals, key=_place) if len(refusals) > 1 else refusals[0]
        return Verdict(
            Outcome.REFUSE, worst.why, worst.sentence, (), left, _next_on(refusals), known
        )
    found.sort(key=_place)
    ifs = tuple(each.sentence for each in found)
    return Verdict(Outcome.ALLOW_IF, found[0].why, given, ifs, left, None, known, worth)


def _given(ask: Ask) -> tuple[Sentence, int]:
    """What is handed over now, and what is given away with it, in cents."""
    instead, what = ask.benefit.substitute, ask.benefit.parameters
    if ask.situation.lacking and instead is not None:
        return say(gettext_noop("Instead: {instead}."), instead=instead.instead), 0
    return what.given(ask), what.worth(ask)


def _place(finding: Finding) -> tuple[int, int, str]:
    """Of two findings of one kind, the one that holds longer is named; then whichever reads first."""
    until = finding.next_on.toordinal() if finding.next_on else date.max.toordinal()
    said = finding.sentence.spoken(ENGLISH, host="", home="")
    return ORDER[finding.why], -until, said


def _next_on(refusals: list[Finding]) -> date | None:
    """The first day on which none of them stands against it any more; None where one has no such day."""
    days = [each.next_on for each in refusals]
    return None if None in days else max(day for day in days if day)


def _against_card(ask: Ask) -> Iterator[Finding]:
    claims, standing = ask.claims, ask.situation.standing
    if not claims.genuine:
        yield NOT_GENUINE
    if not claims.eligible:
        yield NOT_VOUCHED
    if standing in STANDINGS:
        yield STANDINGS[standing]
    elif standing is Standing.UNKNOWN and ask.benefit.offline is None:
        yield UNREACHABLE
    if ask.today > claims.valid_until:
        text = gettext_noop("Your card from {home} was valid until {on}. Ask {home} to renew it.")
        yield against(Why.CARD_EXPIRED, say(text, on=claims.valid_until))
    elif ask.today < claims.valid_from:
        text = gettext_noop("Your membership at {home} begins on {on}. Please come back then.")
        yield against(Why.CARD_NOT_YET_VALID, say(text, on=claims.valid_from), claims.valid_from)


def _against_situation(ask: Ask) -> Iterator[Finding]:
    here, benefit = ask.situation, ask.benefit
    if ask.today < here.starts_on:
        text = gettext_noop("The agreement with {home} begins on {on}. Please come back then.")
        yield against(Why.AGREEMENT_NOT_STARTED, say(text, on=here.starts_on), here.starts_on)
    elif ask.today > here.ends_on:
        text = gettext_noop("The agreement with {home} ended on {on}. You can apply to {host}.")
        yield against(Why.AGREEMENT_OVER, say(text, on=here.ends_on))
    if here.evidence < benefit.evidence and not (
        here.evidence is Evidence.LOOKED_UP
        and benefit.lost_card
        and benefit.evidence is Evidence.SHOWN
    ):
        yield against(Why.EVIDENCE_TOO_WEAK, say(TOO_WEAK[benefit.evidence]))
    if here.lacking and not benefit.substitute:
        yield NOT_HERE
