"""The five use cases that a common membership must carry, in plain words: the story, and how it works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
RECIPROCAL, SELLING, DOOR = "reciprocal-membership", "cross-selling", "at-the-door"
SIGN_IN, FEDERATION = "sign-in", "federation"


@dataclass(frozen=True)
class UseCase:
    """One story. `missing` says what does not exist yet; `built` is false where that is all of it."""

    slug: str
    title: Text
    line: Text
    story: tuple[Text, ...]
    steps: tuple[Text, Text, Text, Text]
    missing: tuple[Text, ...] = ()
    built: bool = True


USE_CASES: Final = (
    UseCase(
        RECIPROCAL,
        _("Reciprocal membership"),
        _("Members of one co-op become visiting members of another."),
        (
            _(
                "You are a member of a food co-op and spend the summer in another town. The food "
                "co-op there welcomes you as a visiting member for 90 days: you shop as its own "
                "members do, you do not vote."
            ),
            _(
                "When your membership at home ends, the visit ends too. Nobody telephones, and "
                "neither co-op looks into the register of the other."
            ),
        ),
        (
            _("Two co-ops agree whose members they welcome, and for how long."),
            _("You open the page of the co-op you visit and sign in with your home co-op."),
            _("You see what will be shared, and agree. The host checks your card at that moment."),
            _("You get a card of your own as a visiting member. It ends when the first one ends."),
        ),
    ),
    UseCase(
        SELLING,
        _("Ethical cross-selling"),
        _("Members of one co-op pay less at another."),
        (
            _(
                "Members of a music co-op get 15 % off at a holiday-home co-op. They ask for a "
                "code, use it once in the web shop, and the holiday homes know that it was a "
                "member without learning which one."
            ),
            _("The holiday homes set how much they give: so many uses a month, and then no more."),
        ),
        (
            _("Two co-ops agree on a discount, and on how often it may be used."),
            _("A member sees beside the card from home what partners give, and asks for a code."),
            _("The home co-op answers for its member, and the host makes a code that works once."),
            _("The web shop asks whether the code is good, and uses it up. It is counted."),
        ),
    ),
    UseCase(
        DOOR,
        _("At the door"),
        _("A desk scans a phone or a printed card and lets members in."),
        (
            _(
                "An evening at a cultural co-op. Somebody at the door scans the card on a phone "
                "or on paper, reads one word in a large colour, and the queue moves on."
            ),
            _("Your own members without a card are looked up by name, with a photo ID."),
        ),
        (
            _("The co-op pairs a phone or a tablet with its desk."),
            _("The desk scans the card: on a screen, on paper, or types its code."),
            _("It says at once whether the card is genuine and in good standing."),
            _("What was agreed for a partner's member is given with one press, and counted."),
        ),
        missing=(_("Checking without a network is not built yet."),),
    ),
    UseCase(
        SIGN_IN,
        _("Sign in with your co-op"),
        _("A forum or a web site lets in members of any co-op it trusts."),
        (
            _(
                "A forum and a WordPress site let in members of every accredited co-op, and sort "
                "them into groups by the kind of their membership. Nobody makes one more account."
            ),
        ),
        (
            _("The site is entered as one that may ask."),
            _("You choose your co-op and sign in there."),
            _("You see what the site will learn, and agree."),
            _("The site lets you in, and puts you into the right group."),
        ),
        missing=(_("Sign-in with your co-op is not built yet."),),
        built=False,
    ),
    UseCase(
        FEDERATION,
        _("Co-op of co-ops"),
        _("A federation vouches for its co-ops, and others rely on its word."),
        (
            _(
                "A federation knows its co-ops: it has read their rules and found them in the "
                "public register. It says so in a list that it signs, and everybody can read."
            ),
            _(
                "Whoever trusts the federation need not look at each co-op again. And it can publish "
                "terms that its co-ops join with one signature, instead of each agreeing with each."
            ),
        ),
        (
            _("A co-op asks its federation, and names two others that vouch for it."),
            _("Two people of the federation look at it and decide."),
            _("The federation signs its word. It stands in its list, and runs out after a year."),
            _("Whoever checks a card sees which federation stands behind the co-op."),
        ),
    ),
)


def of(slug: str) -> UseCase | None:
    return next((each for each in USE_CASES if each.slug == slug), None)
