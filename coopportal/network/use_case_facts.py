"""What is recorded of a use case: who takes part, what was issued, shown, given and refused, what is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from coopportal import use_cases
from coopportal.network import counting
from coopportal.network.access import Viewer
from coopportal.network.agreed import Agreed
from coopportal.network.charts import Bar, bars
from coopportal.onboarding.facts import Facts
from coopportal.use_cases import UseCase
from tenants.models import Cooperative

# Why a card was refused, in words for somebody who was not there.
REFUSALS: Final[dict[str, str | Promise]] = {
    "not_genuine": gettext_lazy("The card could not be confirmed"),
    "no_agreement": gettext_lazy("There was no agreement with the home co-op"),
    "agreement_not_started": gettext_lazy("The agreement had not begun"),
    "agreement_over": gettext_lazy("The agreement was over"),
    "card_not_yet_valid": gettext_lazy("The card was not valid yet"),
    "card_expired": gettext_lazy("The card had run out"),
    "home_ended": gettext_lazy("The membership at home had ended"),
    "home_suspended": gettext_lazy("The membership at home was not in good standing"),
    "home_unreachable": gettext_lazy("The home co-op could not be asked"),
    "class_not_covered": gettext_lazy("The kind of membership is not part of the agreement"),
    "class_not_eligible": gettext_lazy("The home co-op does not vouch for this kind of membership"),
    "evidence_too_weak": gettext_lazy("A copy of a card was shown where a live one is needed"),
    "ended_by_host": gettext_lazy("The host had ended an earlier visit"),
    "already_member": gettext_lazy("The person was a member already"),
    "other_person": gettext_lazy("The photo ID was another person's"),
    "not_yet": gettext_lazy("The card was not valid yet"),
    "not_checked": gettext_lazy("The card could not be checked at that moment"),
    "suspended": gettext_lazy("The membership was not in good standing"),
    "expired": gettext_lazy("The card had run out"),
    "ended": gettext_lazy("The membership had ended"),
    "replaced": gettext_lazy("An older card was shown"),
    "cooperative_suspended": gettext_lazy("The co-op was suspended"),
    "not_accepted": gettext_lazy("The host does not accept cards of this co-op"),
    "not_authorised": gettext_lazy("Whoever signed the card may not speak for that co-op"),
    "not_a_partner": gettext_lazy("The home co-op is no partner"),
    "not_mutual": gettext_lazy("The home co-op gives nothing back"),
    "not_vouched": gettext_lazy("The home co-op does not vouch for this card"),
    "wrong_year": gettext_lazy("The membership is not of the year it is for"),
    "too_new": gettext_lazy("The person has not been a member for long enough"),
    "wrong_person": gettext_lazy("It was somebody else's card"),
    "too_near_home": gettext_lazy("The home co-op is too near"),
    "wrong_place": gettext_lazy("It is not given at this place"),
    "outside_period": gettext_lazy("It was not the time of the year"),
    "blackout": gettext_lazy("It was one of the days that are left out"),
    "outside_hours": gettext_lazy("It was outside the hours"),
    "quota_used": gettext_lazy("It had been used as often as agreed"),
    "used_too_often": gettext_lazy("It had been used too often in two days"),
    "must_transfer": gettext_lazy("The person should join here by now"),
    "mostly_at_home": gettext_lazy("It had been used more here than at home"),
    "budget_used": gettext_lazy("There was none left in this period"),
    "not_approved": gettext_lazy("It had not been approved beforehand"),
    "not_prepared": gettext_lazy("Something had to be done beforehand"),
    "party_too_big": gettext_lazy("They were more people than it is for"),
    "stacked": gettext_lazy("It does not go together with another one"),
    "not_here": gettext_lazy("The host could not give it"),
    "check_too_old": gettext_lazy("The last check was too long ago"),
    "used": gettext_lazy("It had been used as often as agreed"),
    "not_today": gettext_lazy("It was not given on that day"),
    "too_weak": gettext_lazy("A copy of a card was shown where a live one is needed"),
    "no_card": gettext_lazy("It was no card"),
    "unknown": gettext_lazy("The code was not known"),
}


SOLD: Final = frozenset({"discount", "code"})
ENTRIES: Final = frozenset({"event_entry"})
# What two co-ops agree where they are part of it. Who has a desk is nobody's business.
KINDS: Final = {
    use_cases.RECIPROCAL: frozenset({"visiting_membership"}),
    use_cases.SELLING: SOLD,
    use_cases.DOOR: ENTRIES,
}
AWAY: Final = (Cooperative.State.CLOSED, Cooperative.State.SUSPENDED)


@dataclass
class Figures:
    """Numbers for whoever looks after the network. What is None does not exist in this use case."""

    issued: int | None = None
    shown: int | None = None
    given: int | None = None
    what: str = ""
    refused: list[Bar] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)


def taking_part(case: UseCase, agreed: Agreed) -> list[Cooperative]:
    """For everybody: co-ops with a public part in it today. Nobody where it is not built."""
    if not case.built:
        return []
    here = Cooperative.objects.exclude(state__in=AWAY).order_by("name")
    if case.slug == use_cases.FEDERATION:
        keys = list(here.values_list("pk", flat=True))
        return list(here.filter(pk__in=counting.in_accreditations(keys)))
    return list(here.filter(pk__in=agreed.taking_part(KINDS[case.slug])))


def figures(case: UseCase, viewer: Viewer, agreed: Agreed) -> Figures:
    found = list(viewer.cooperatives().exclude(state=Cooperative.State.CLOSED))
    keys = [each.pk for each in found]
    if not case.built:
        return Figures(blocks=[str(text) for text in case.missing])
    counted = COUNTS[case.slug](keys, agreed)
    counted.blocks = [
        *_blocks(case, counting.first_steps(found), keys, agreed),
        *(str(text) for text in case.missing),
    ]
    return counted


def _of_visits(keys: list[UUID], _agreed: Agreed) -> Figures:
    return Figures(
        issued=counting.cards(keys),
        shown=counting.presentations(keys),
        given=sum(count for _name, count in counting.visits(keys).values()),
        what=_("Visiting memberships given"),
        refused=_words(counting.refusals(keys)),
    )


def _of_sales(keys: list[UUID], agreed: Agreed) -> Figures:
    return Figures(
        issued=counting.cards(keys),
        given=counting.uses(keys, SOLD),
        what=_("Discounts and codes given"),
        refused=_words(counting.refusals_of(keys, agreed.gifts(SOLD))),
    )


def _of_desks(keys: list[UUID], _agreed: Agreed) -> Figures:
    welcome, refused = counting.desk_checks(keys)
    return Figures(
        issued=counting.cards(keys),
        shown=welcome + sum(refused.values()),
        given=counting.uses(keys, ENTRIES),
        what=_("Entries given"),
        refused=_words(refused),
    )


def _of_accreditations(keys: list[UUID], _agreed: Agreed) -> Figures:
    states = counting.accreditations(keys)
    return Figures(
        issued=states.get("in_force", 0),
        refused=bars(
            [(_("A federation refused"), states["refused"])] if states.get("refused") else []
        ),
    )


COUNTS: Final[dict[str, Callable[[list[UUID], Agreed], Figures]]] = {
    use_cases.RECIPROCAL: _of_visits,
    use_cases.SELLING: _of_sales,
    use_cases.DOOR: _of_desks,
    use_cases.FEDERATION: _of_accreditations,
}


def _words(refused: dict[str, int]) -> list[Bar]:
    rows = sorted(refused.items(), key=lambda row: (-row[1], row[0]))
    return bars([(_word(reason), count) for reason, count in rows])


def _word(reason: str) -> str:
    """A reason that is newer than this list is at least readable."""
    return str(REFUSALS.get(reason) or reason.replace("_", " ").capitalize())


def _blocks(case: UseCase, found: list[Facts], keys: list[UUID], agreed: Agreed) -> list[str]:
    """What stands between these co-ops and everyday use, in the order in which it is done."""
    without_card = sum(each.carded is None for each in found)
    told = []
    part = agreed.taking_part(KINDS[case.slug]) if case.slug in KINDS else set()
    if case.slug == use_cases.RECIPROCAL and not part & set(keys):
        told.append(_("No agreement between two co-ops is in force."))
    if case.slug == use_cases.SELLING and not part & set(keys):
        told.append(_("No agreement with a discount or a code is in force."))
    if case.slug == use_cases.DOOR and not counting.with_a_desk(keys):
        told.append(_("No co-op has paired a device with a desk."))
    if case.slug == use_cases.FEDERATION:
        waiting = sum(each.accredited is None for each in found)
        if waiting:
            told.append(
                ngettext(
                    "{n} co-op is not accredited.", "{n} co-ops are not accredited.", waiting
                ).format(n=waiting)
            )
    elif without_card:
        told.append(
            ngettext(
                "{n} co-op has not given anybody a card yet.",
                "{n} co-ops have not given anybody a card yet.",
                without_card,
            ).format(n=without_card)
        )
    return told
