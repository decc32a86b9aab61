"""What a kind of membership is, in sentences: for who would like to join, and for the team."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tenants.models import Cooperative, MembershipClass

Term, Renewal, Whom = MembershipClass.Term, MembershipClass.Renewal, MembershipClass.Whom


def sentences(kind: MembershipClass, here: Cooperative) -> list[str]:
    """Shares, votes, how long and who may: what is not settled is left out."""
    told = [shares(kind, here), votes(kind), term(kind), whom(kind)]
    return [sentence for sentence in told if sentence]


def money(amount: Decimal, currency: str) -> str:
    """As it is read: whole amounts without their cents."""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, places, use_l10n=True, force_grouping=True)} {currency}"


def shares(kind: MembershipClass, here: Cooperative) -> str:
    if not kind.minimum_shares or kind.share_price is None:
        return ""
    said = ngettext(
        "At least {n} share of {price}", "At least {n} shares of {price} each", kind.minimum_shares
    ).format(n=kind.minimum_shares, price=money(kind.share_price, here.currency))
    if kind.instalments == 1:
        return said
    return _("{shares}, in up to {n} instalments").format(shares=said, n=kind.instalments)


def votes(kind: MembershipClass) -> str:
    if not kind.has_vote:
        return _("Without a vote")
    if kind.votes == 1:
        return _("With a vote")
    return _("With {n} votes").format(n=kind.votes)


def term(kind: MembershipClass) -> str:
    if kind.visiting:
        return _("As long as the agreement with a partner says")
    if kind.is_open_ended:
        return _("Without an end")
    if kind.term == Term.YEAR:
        how_long = _("To the end of the calendar year")
    else:
        how_long = ngettext("For one month", "For {n} months", kind.term_months).format(
            n=kind.term_months
        )
    then = {
        Renewal.STAFF.value: _("{term}, then the co-op renews it"),
        Renewal.MEMBER.value: _("{term}, then the member renews it"),
        Renewal.AUTOMATIC.value: _("{term}, then it renews itself"),
    }
    return then[kind.renewal].format(term=how_long)


def whom(kind: MembershipClass) -> str:
    """The co-op's own sentence, and what it has settled besides."""
    told = [kind.said("eligibility").rstrip(".")]
    if kind.whom == Whom.ORGANISATIONS:
        told.append(_("For organisations"))
    elif kind.whom == Whom.PEOPLE:
        told.append(_("For people, not organisations"))
    if kind.minimum_age:
        told.append(_("From the age of {n}").format(n=kind.minimum_age))
    return ". ".join(sentence for sentence in told if sentence)
