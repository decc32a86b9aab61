"""What the screen at the desk says: colour, headline, whose card, one sentence, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from benefits.desk.reasons import KINDS, YES, Reason


@dataclass(frozen=True)
class Case:
    """What is known when the sentence is said. `person` is of our own register, or initials."""

    reason: Reason
    host: str
    person: str = ""
    home: str = ""
    valid_until: date | None = None
    ended_on: date | None = None
    elsewhere: str = ""
    sentence: str = ""
    number: str = (
        ""  # of our own member, by which an old card is told from the entry it was merged into
    )
    household: str = ""  # of which of our members, where it is the card of somebody with them

    @property
    def is_partner(self) -> bool:
        return bool(self.home) and self.home != self.host


@dataclass(frozen=True)
class Panel:
    """`kind` is the colour and the shape; `text` is read aloud; `following` is for who reads it."""

    kind: str
    headline: str
    name: str
    text: str
    following: str


def panel(case: Case) -> Panel:
    headline, text, following = _said(case)
    return Panel(KINDS[case.reason], headline, _name(case), text, following)


def headline(reason: Reason) -> str:
    """For lists."""
    return _said(Case(reason, host=""))[0]


Said = tuple[str, str, str]
OF_AN_AGREEMENT: Final = {
    Reason.CLASS_NOT_COVERED,
    Reason.NO_AGREEMENT,
    Reason.PAUSED,
    Reason.NOT_ACCEPTED,
}


def _name(case: Case) -> str:
    """The name of our own member; of a partner's, the co-op, and initials while the card is there."""
    if not case.is_partner:
        return case.person
    line = _("Member of {home}").format(home=case.home)
    return f"{line} · {case.person}" if case.person else line


def _said(case: Case) -> Said:
    welcome = {Reason.MEMBER, Reason.PARTNER, Reason.CHECK_ID, Reason.OTHER_PERSON}
    if case.reason in welcome:
        return _of_a_person(case)
    if case.reason in OF_AN_AGREEMENT:
        return _of_an_agreement(case)
    if case.reason in {Reason.LOOK_FIRST, Reason.USED, Reason.NOT_TODAY, Reason.TOO_WEAK}:
        return _of_a_benefit(case)
    if case.reason in {Reason.SUSPENDED, Reason.ENDED, Reason.EXPIRED, Reason.NOT_YET}:
        return _of_a_membership(case)
    return _of_a_card(case)


def _of_a_person(case: Case) -> Said:
    return {
        Reason.MEMBER: (
            _("Member"),
            _of_the_household(case)
            or _("A member of {host} in good standing.").format(host=case.host),
            "",
        ),
        Reason.PARTNER: (
            _("Member"),
            _("{host} has an agreement with {home}. The membership is good today.").format(
                host=case.host, home=case.home
            ),
            _("Compare the initials with a photo ID if it matters."),
        ),
        Reason.CHECK_ID: (
            _("Check photo ID"),
            _("Found by number or name. Nothing was shown yet that proves who it is."),
            _("Ask for a photo ID and compare the name."),
        ),
        Reason.OTHER_PERSON: (
            _("Not this member"),
            _("The photo ID shows somebody else."),
            _("Ask for the person's own card."),
        ),
    }[case.reason]


def _of_the_household(case: Case) -> str:
    said = _(
        "A further card holder, of the household of {name}. The membership is in good standing."
    )
    return said.format(name=case.household) if case.household else ""


def _of_an_agreement(case: Case) -> Said:
    if case.reason is Reason.NO_AGREEMENT:
        return (
            _("No agreement"),
            _("{host} has no agreement with {home} at the moment.").format(
                host=case.host, home=case.home
            ),
            _("Give nothing. The person may apply to join you. Tell your partnerships team."),
        )
    if case.reason is Reason.PAUSED:
        return (
            _("Paused"),
            _("The agreement between {host} and {home} is paused at the moment.").format(
                host=case.host, home=case.home
            ),
            _("Give nothing. Say: your card is good, please ask again later."),
        )
    if case.reason is Reason.NOT_ACCEPTED:
        return (
            _("Not accepted"),
            _("{host} does not accept cards of {home} at the moment.").format(
                host=case.host, home=case.home
            ),
            _("Give nothing. Your partnerships team can say why."),
        )
    return (
        _("No benefit here"),
        _("Their kind of membership at {home} is not in your agreement.").format(home=case.home),
        _("Give nothing. The person may apply to join you."),
    )


def _of_a_benefit(case: Case) -> Said:
    """The sentence is the rule's own; it names the fact and the next step."""
    aloud = _("Read the sentence aloud. Give nothing.")
    return {
        Reason.LOOK_FIRST: (_("Check first"), case.sentence, _("See to it, then give.")),
        Reason.USED: (_("Used already"), case.sentence, aloud),
        Reason.NOT_TODAY: (_("Not covered today"), case.sentence, aloud),
        Reason.TOO_WEAK: (
            _("Ask for the live card"),
            case.sentence,
            _("Ask them to open the card on their phone and choose Show at the desk."),
        ),
    }[case.reason]


def with_a_reason(shown: Panel) -> Panel:
    """Where it can be handed over once more all the same."""
    return replace(shown, following=_("Read the sentence aloud. Give it again only with a reason."))


def given(name: str, sentence: str) -> Panel:
    """After a benefit was handed over."""
    return Panel(YES, _("Given"), name, sentence, "")


def _of_a_membership(case: Case) -> Said:
    contact = _("Say: please contact your co-op. It can say why.")
    return {
        Reason.SUSPENDED: (
            _("Not in good standing"),
            _("The membership is not in good standing now."),
            contact,
        ),
        Reason.ENDED: (_("Not valid"), _ended(case.ended_on), contact),
        Reason.EXPIRED: (
            _("Not valid"),
            _("It ran out on {day}.").format(day=_day(case.valid_until)),
            _("Say: you may have a newer card. It came by email."),
        ),
        Reason.NOT_YET: (
            _("Not valid yet"),
            _("The membership has still to begin."),
            _("Say: please come back when it has."),
        ),
    }[case.reason]


def _number_now(case: Case) -> str:
    said = _("The member number is {number} now.").format(number=case.number)
    return f"{said} " if case.number else ""


def _ended(day: date | None) -> str:
    return _("It ended on {day}.").format(day=_day(day)) if day else _("The membership has ended.")


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def _of_a_card(case: Case) -> Said:
    unknown = _("No co-op here knows this card.")
    unsure = _("Not everything could be checked just now. That makes it neither good nor bad.")
    if case.elsewhere:
        unknown = _("That code is for {address}.").format(address=case.elsewhere)
        unsure = _("{address} did not answer. That makes the card neither good nor bad.").format(
            address=case.elsewhere
        )
    return {
        Reason.REPLACED: (
            _("Old card"),
            _("A newer card has taken its place."),
            _number_now(case) + _("Ask for the newest card. The newest email has it."),
        ),
        Reason.COOPERATIVE_SUSPENDED: (
            _("Co-op suspended"),
            _("The cards of this co-op do not count for now."),
            _("This says nothing about the member. The federation can say more."),
        ),
        Reason.NOT_GENUINE: (
            _("Not genuine"),
            _("It was changed, or the co-op that it names never signed it."),
            _("Do not accept it. Tell the office."),
        ),
        Reason.NOT_AUTHORISED: (
            _("Not valid"),
            _("Whoever signed it may not sign for the co-op that it names."),
            _("Do not accept it. Tell the office."),
        ),
        Reason.NOT_CHECKED: (
            _("Not checked"),
            unsure,
            _("Try again. If it stays so, ask the office."),
        ),
        Reason.NO_CARD: (
            _("Not a card"),
            _("It is signed, but it is not a membership card."),
            _("Ask for the membership card."),
        ),
        Reason.UNKNOWN: (
            _("Not one of our cards"),
            unknown,
            _("Ask for the membership card, or type its code."),
        ),
    }[case.reason]
