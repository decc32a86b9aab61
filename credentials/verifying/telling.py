"""The sentences of a check: what a person at a till reads, and the same words for the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from credentials.core.report import FAILED, NOT_CHECKED, PASSED, Check
from credentials.verifying.answer import Answer, Source, Verdict

YES, NO, LOOK, GREY = "yes", "no", "look", "unknown"
LABELS: Final = {
    "form": gettext_lazy("Complete"),
    "context": gettext_lazy("Meaning"),
    "issuer": gettext_lazy("Issuer"),
    "signature": gettext_lazy("Signature"),
    "authority": gettext_lazy("Right to sign"),
    "dates": gettext_lazy("Dates"),
    "revocation": gettext_lazy("Not ended"),
    "suspension": gettext_lazy("Not suspended"),
    "newest": gettext_lazy("Newest card"),
    "cooperative": gettext_lazy("Co-op"),
}


@dataclass(frozen=True)
class Words:
    """`kind` is the colour and shape of the panel; `following` says what to do next."""

    kind: str
    headline: str
    text: str
    following: str


def words_of(answer: Answer) -> Words:
    """The whole in one headline, one sentence, and what comes next."""
    if answer.portal:
        return _of_a_code_elsewhere(answer.portal)
    day = formats.date_format(answer.facts.valid_until) if answer.facts else ""
    return _told(answer.verdict, day)


def _of_a_code_elsewhere(portal: str) -> Words:
    """A code says nothing by itself; who keeps the card can look it up."""
    return Words(
        GREY,
        _("A code of another portal"),
        _("Only {portal} can say how this card stands.").format(portal=portal),
        _(
            "If you know that portal, check the card there. Or ask for the signed file: it can be checked here."
        ),
    )


def _told(verdict: Verdict, day: str) -> Words:
    if verdict in {Verdict.GOOD, Verdict.SUSPENDED, Verdict.ENDED, Verdict.NOT_YET}:
        return _of_a_membership(verdict)
    if verdict in {Verdict.EXPIRED, Verdict.REPLACED, Verdict.COOPERATIVE_SUSPENDED}:
        return _of_a_card(verdict, day)
    return _of_something_else(verdict)


def _of_a_membership(verdict: Verdict) -> Words:
    contact = _("Ask the member to contact their co-op. It can say why.")
    return {
        Verdict.GOOD: Words(
            YES,
            _("Member"),
            _("This membership is good today."),
            _("Is it their card? Compare the initials with a photo ID if it matters."),
        ),
        Verdict.SUSPENDED: Words(
            NO, _("Not in good standing"), _("This membership is suspended for now."), contact
        ),
        Verdict.ENDED: Words(NO, _("Not valid"), _("This membership has ended."), contact),
        Verdict.NOT_YET: Words(
            LOOK,
            _("Not valid yet"),
            _("This card has not begun."),
            _("Ask the member to come back when it has."),
        ),
    }[verdict]


def _of_a_card(verdict: Verdict, day: str) -> Words:
    return {
        Verdict.EXPIRED: Words(
            NO,
            _("Expired"),
            _("This card was valid until {day}.").format(day=day),
            _("The member may have a newer card. It came by email."),
        ),
        Verdict.REPLACED: Words(
            NO,
            _("Old card"),
            _("A newer card has taken its place, so this one no longer counts."),
            _("Ask for the newest card. The newest email has it."),
        ),
        Verdict.COOPERATIVE_SUSPENDED: Words(
            NO,
            _("Co-op suspended"),
            _("This portal does not vouch for the cards of this co-op at present."),
            _("Ask the co-op. This says nothing about the member."),
        ),
    }[verdict]


def _of_something_else(verdict: Verdict) -> Words:
    return {
        Verdict.NOT_GENUINE: Words(
            NO,
            _("Not genuine"),
            _("It was changed, or it was never signed by the co-op that it names."),
            _("Do not accept it. If you know the co-op, tell them."),
        ),
        Verdict.NOT_AUTHORISED: Words(
            NO,
            _("Not valid"),
            _("Whoever signed this card may not sign for the co-op that it names."),
            _("Do not accept it. If you know the co-op, tell them."),
        ),
        Verdict.NOT_CHECKED: Words(
            LOOK,
            _("Not checked"),
            _("Not everything could be checked. That makes it neither good nor bad."),
            _(
                "Try again in a few minutes. If it is of another portal, you can also check it there."
            ),
        ),
        Verdict.ELSEWHERE: Words(
            LOOK,
            _("Genuine, from another portal"),
            _("It was signed by the portal named below and is good today."),
            _("Do you know this co-op, or who vouches for it? This portal does not know it."),
        ),
        Verdict.NO_CARD: Words(
            LOOK,
            _("Not one of our cards"),
            _("It is signed, but it is not a membership card of a co-op here."),
            _("The checks below say what is true about it."),
        ),
        Verdict.UNKNOWN: Words(
            GREY,
            _("Not one of our cards"),
            _("No co-op here knows this card."),
            _("Compare the code with the card: a code has 8 letters and digits."),
        ),
    }[verdict]


def proves(answer: Answer) -> str:
    """What was held out proves, and what it does not."""
    if answer.portal:
        return _("Nothing yet. The code was not looked up, and its signature was not checked.")
    return {
        Source.FILE: _(
            "The signed file proves every word in it, at any place that checks such files. "
            "It can be copied like any file, so it does not prove who holds it."
        ),
        Source.QR: _(
            "The QR code proves that the co-op made this card, and its code tells how the membership "
            "stands now. It can be photographed, so it does not prove who holds it."
        ),
        Source.CODE: _(
            "The card code alone finds the card and how the membership stands now. No signature was "
            "checked. Anybody who saw the card can know its code."
        ),
    }[answer.source]


def signer_line(answer: Answer) -> str:
    """Who signed for whom, where they are not the same."""
    facts = answer.facts
    if facts is None or not facts.signed_by_another:
        return ""
    return _("Signed by {issuer} for {cooperative}.").format(
        issuer=facts.issuer_name, cooperative=facts.cooperative
    )


def signature_line(answer: Answer) -> dict[str, str] | None:
    """Whether the card itself is genuine, where it was signed and looked at."""
    if answer.facts is None and answer.verdict != Verdict.NOT_GENUINE:
        return None
    if answer.signature is PASSED:
        return {"kind": "ok", "text": _("The signature on this card is genuine.")}
    if answer.signature is FAILED:
        return {
            "kind": "bad",
            "text": _(
                "The signature on this card is not genuine. The card may be copied or forged."
            ),
        }
    if answer.signature is NOT_CHECKED and answer.source == Source.QR:
        return {"kind": "warn", "text": _("The signature on this card could not be checked.")}
    return None


def checks_of(answer: Answer) -> list[dict[str, Any]]:
    """For `components/checks.html`."""
    return [
        {"label": LABELS.get(each.name, each.name), "passed": _passed(each), "text": each.sentence}
        for each in answer.checks
    ]


def _passed(check: Check) -> bool | None:
    return None if check.outcome is NOT_CHECKED else check.outcome is PASSED


def check_as_json(check: Check) -> dict[str, str]:
    return {
        "check": check.name,
        "outcome": check.outcome.value,
        "code": check.code,
        "detail": check.sentence,
    }


def as_json(answer: Answer) -> dict[str, Any]:
    """The same report for machines. Every byte is ours, or the co-op's."""
    words = words_of(answer)
    facts = answer.facts
    return {
        "verified": answer.verified,
        "verdict": answer.verdict.value,
        "headline": words.headline,
        "detail": words.text,
        "checked": answer.source.value,
        "checks": [check_as_json(each) for each in answer.checks],
        "card": facts
        and {
            "cooperative": facts.cooperative,
            "portal": facts.portal,
            "vouchedFor": list(facts.vouchers),
            "cooperativeId": facts.home,
            "issuer": facts.issuer_name,
            "issuerId": facts.issuer,
            "membershipClass": facts.membership_class,
            "initials": facts.initials,
            "validUntil": facts.valid_until.isoformat(),
        },
    }
